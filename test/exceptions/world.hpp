// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/context.h"
#include "monitor/exceptions/frame_words.h"
#include "monitor/exceptions/handler.h"
#include "monitor/policy/layout.h"
#include "test/policy/random.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace redoubt::test {

using stm::Layout;
using stm::abi::Violation;
using stm::exceptions::Context;
using stm::exceptions::ExceptionHandler;
using stm::exceptions::Frame;

// TSEG is 0x7f000000 to 0x7fffffff, MSEG its second half.
inline constexpr Layout kLayout{.tseg_first = 0x7f000, .mseg_first = 0x7f800, .tseg_last = 0x7ffff};

inline constexpr Violation kViolations[] = {Violation::Page, Violation::Msr, Violation::Register, Violation::Io,
                                            Violation::Pci};

// Places in the guest state, as the fields of a VMCS follow each other (SDM vol. 3D appendix B).
enum : unsigned {
    kCs = 1,
    kSs = 2,
    kEfer = 3,
    kCsLimit = 1,
    kSsLimit = 2,
    kCsRights = 11,
    kSsRights = 12,
    kInterruptibility = 18,
    kActivity = 19,
    kCr0 = 0,
    kCr3 = 1,
    kCr4 = 2,
    kCsBase = 4,
    kSsBase = 5,
    kRsp = 14,
    kRip = 15,
    kRflags = 16,
    kPendingDebug = 17,
};

inline ExceptionHandler some_handler(bool long_mode) {
    return {.rip = 0x7f001000, .rsp = 0x7f003000, .ss = 0x20, .delivered = 0x1f, .long_mode = long_mode};
}

// Every bit may be set, and no two words are the same.
inline Context random_context(Random& random) {
    Context context{};
    std::uint64_t words[sizeof(Context) / 8];
    for (auto& word : words)
        word = random.next();
    std::memcpy(&context, words, sizeof words);
    context.violation = kViolations[random.below(5)];
    return context;
}

// One that the exception handler can take over from.
inline Context some_context(Random& random, bool long_mode) {
    auto context = random_context(random);
    auto& guest = context.guest;
    guest.wide[kEfer] = long_mode ? 0x500 : 0;
    guest.natural[kCr0] = 0x80000031;
    guest.natural[kCr4] = 0x2020;
    guest.natural[kRflags] = 0x46;
    guest.narrow[kCsRights] = long_mode ? 0xa09b : 0xc09b;
    return context;
}

// A field as the interface has it: where it is in each frame (or nowhere), its bytes in the smaller one, and what it
// shows.
struct Field {
    std::string name;
    int x64;
    int ia32;
    unsigned width;
    std::function<std::uint64_t(Context const&)> shows;
};

inline std::uint64_t shown_cr2(Context const& c) {
    return c.violation == Violation::Page ? c.guest_physical_address : c.cr2;
}

inline std::vector<Field> const kFields = {
    {"R15", 0x00, -1, 0, [](Context const& c) { return c.registers.r15; }},
    {"R14", 0x08, -1, 0, [](Context const& c) { return c.registers.r14; }},
    {"R13", 0x10, -1, 0, [](Context const& c) { return c.registers.r13; }},
    {"R12", 0x18, -1, 0, [](Context const& c) { return c.registers.r12; }},
    {"R11", 0x20, -1, 0, [](Context const& c) { return c.registers.r11; }},
    {"R10", 0x28, -1, 0, [](Context const& c) { return c.registers.r10; }},
    {"R9", 0x30, -1, 0, [](Context const& c) { return c.registers.r9; }},
    {"R8", 0x38, -1, 0, [](Context const& c) { return c.registers.r8; }},
    {"Rdi", 0x40, 0x00, 4, [](Context const& c) { return c.registers.rdi; }},
    {"Rsi", 0x48, 0x04, 4, [](Context const& c) { return c.registers.rsi; }},
    {"Rbp", 0x50, 0x08, 4, [](Context const& c) { return c.registers.rbp; }},
    {"Rdx", 0x58, 0x0c, 4, [](Context const& c) { return c.registers.rdx; }},
    {"Rcx", 0x60, 0x10, 4, [](Context const& c) { return c.registers.rcx; }},
    {"Rbx", 0x68, 0x14, 4, [](Context const& c) { return c.registers.rbx; }},
    {"Rax", 0x70, 0x18, 4, [](Context const& c) { return c.registers.rax; }},
    {"Cr8", 0x78, -1, 0, [](Context const& c) { return c.cr8; }},
    {"Cr3", 0x80, 0x1c, 4, [](Context const& c) { return c.guest.natural[kCr3]; }},
    {"Cr2", 0x88, 0x20, 4, shown_cr2},
    {"Cr0", 0x90, 0x24, 4, [](Context const& c) { return c.guest.natural[kCr0]; }},
    {"VmcsExitInstructionInfo", 0x98, 0x28, 4, [](Context const& c) { return c.instruction_information; }},
    {"VmcsExitInstructionLength", 0xa0, 0x2c, 4, [](Context const& c) { return c.instruction_length; }},
    {"VmcsExitQualification", 0xa8, 0x30, 8, [](Context const& c) { return c.qualification; }},
    {"ErrorCode", 0xb0, 0x38, 4, [](Context const& c) { return static_cast<std::uint64_t>(c.violation); }},
    {"Rip", 0xb8, 0x3c, 4, [](Context const& c) { return c.guest.natural[kRip]; }},
    {"Cs", 0xc0, 0x40, 4, [](Context const& c) { return std::uint64_t{c.guest.selectors[kCs]}; }},
    {"Rflags", 0xc8, 0x44, 4, [](Context const& c) { return c.guest.natural[kRflags]; }},
    {"Rsp", 0xd0, 0x48, 4, [](Context const& c) { return c.guest.natural[kRsp]; }},
    {"Ss", 0xd8, 0x4c, 4, [](Context const& c) { return std::uint64_t{c.guest.selectors[kSs]}; }},
};

inline Field const& field(std::string const& name) {
    for (auto const& f : kFields)
        if (f.name == name) return f;
    std::abort();
}

inline std::uint64_t get(Frame const& frame, std::string const& name, bool long_mode) {
    auto const& f = field(name);
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<unsigned char const*>(&frame) + (long_mode ? f.x64 : f.ia32),
                long_mode ? 8 : f.width);
    return value;
}

inline void put(Frame& frame, std::string const& name, bool long_mode, std::uint64_t value) {
    auto const& f = field(name);
    std::memcpy(reinterpret_cast<unsigned char*>(&frame) + (long_mode ? f.x64 : f.ia32), &value,
                long_mode ? 8 : f.width);
}

} // namespace redoubt::test
