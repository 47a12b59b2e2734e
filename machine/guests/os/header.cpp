// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/image_header.hpp"

#include "machine/guests/os/processor.hpp"
#include "machine/guests/os/tables.hpp"

extern "C" {
void os_entry();
extern char const image_file_end[];
extern char const image_memory_end[];
}

namespace redoubt::machine::guest {
namespace {

template <typename T>
[[nodiscard]] constexpr uint64_t address(T* of) {
    return reinterpret_cast<uint64_t>(of);
}

constexpr uint64_t processors = kOsBase + kProcessors;
constexpr uint64_t stride = sizeof(OsProcessor);

} // namespace

[[gnu::section(".bss.processors")]] OsProcessor os_processors[kMaxProcessors];

extern "C" OsHeader const image_header;
[[gnu::section(".header")]] OsHeader const image_header{
    .image = {.magic = OsHeader::kMagic,
              .base = kOsBase,
              .file_size = address(image_file_end) - kOsBase,
              .memory_size = address(image_memory_end) - kOsBase},
    .entry = address(os_entry),
    .cr3 = address(&os_tables.map),
    .gdt = address(os_tables.gdt),
    .gdt_size = sizeof(OsTables::gdt),
    .stacks = {processors + stride, stride},
    .mailboxes = {processors + __builtin_offsetof(OsProcessor, mailbox), stride}};

} // namespace redoubt::machine::guest
