// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/image_header.hpp"

#include "machine/guests/handler/processor.hpp"
#include "machine/guests/handler/tables.hpp"

extern "C" {
void smi_entry();
void setup_entry();
void teardown_entry();
void exception_entry();
extern char const protected_entries[];
extern char const real_entries[];
extern char const image_file_end[];
extern char const image_memory_end[];
}

namespace redoubt::machine::guest {
namespace {

template <typename T>
[[nodiscard]] constexpr uint64_t address(T* of) {
    return reinterpret_cast<uint64_t>(of);
}

constexpr uint64_t processors = kHandlerBase + kProcessors;
constexpr uint64_t stride = sizeof(HandlerProcessor);

} // namespace

[[gnu::section(".bss.processors")]] HandlerProcessor handler_processors[kMaxProcessors];

extern "C" HandlerHeader const image_header;
[[gnu::section(".header")]] HandlerHeader const image_header{
    .image = {.magic = HandlerHeader::kMagic,
              .base = kHandlerBase,
              .file_size = address(image_file_end) - kHandlerBase,
              .memory_size = address(image_memory_end) - kHandlerBase},
    .smi_entry = address(smi_entry),
    .setup_entry = address(setup_entry),
    .teardown_entry = address(teardown_entry),
    .exception_entry = address(exception_entry),
    .cr3 = address(&handler_tables.map),
    .gdt = address(handler_tables.gdt),
    .gdt_size = sizeof(HandlerTables::gdt),
    .stacks = {processors + stride, stride},
    .exception_stacks = {processors + __builtin_offsetof(HandlerProcessor, stack), stride},
    .protected_entries = {address(protected_entries), 16},
    .real_entries = {address(real_entries), 32},
    .mailboxes = {processors + __builtin_offsetof(HandlerProcessor, mailbox), stride},
    .flat_gdt = address(handler_tables.flat_gdt),
    .flat_gdt_size = sizeof(HandlerTables::flat_gdt)};

} // namespace redoubt::machine::guest
