// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/frame.h"
#include "monitor/exceptions/resume.h"
#include "test/exceptions/world.hpp"

#include <cstddef>
#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

// All but what lies between the members.
bool same(Context const& a, Context const& b) {
    return std::memcmp(&a, &b, offsetof(Context, violation)) == 0 && a.violation == b.violation;
}

bool can_run_at(Context const& context, std::uint64_t rip) {
    bool const code64 = (context.guest.wide[kEfer] & 0x400) != 0 && (context.guest.narrow[kCsRights] & 0x2000) != 0;
    if (!code64) return rip >> 32 == 0;
    unsigned const width = (context.guest.natural[kCr4] & 0x1000) != 0 ? 57 : 48;
    auto const upper = rip >> (width - 1);
    return upper == 0 || upper == ~std::uint64_t{0} >> (width - 1);
}

// By the table of what counts, field by field.
Context expected(Frame const& frame, Context const& before, bool long_mode) {
    auto context = before;
    auto const value = [&](char const* name) { return get(frame, name, long_mode); };
    auto& r = context.registers;
    r.rax = value("Rax");
    r.rbx = value("Rbx");
    r.rcx = value("Rcx");
    r.rdx = value("Rdx");
    r.rbp = value("Rbp");
    r.rsi = value("Rsi");
    r.rdi = value("Rdi");
    if (long_mode) {
        r.r8 = value("R8");
        r.r9 = value("R9");
        r.r10 = value("R10");
        r.r11 = value("R11");
        r.r12 = value("R12");
        r.r13 = value("R13");
        r.r14 = value("R14");
        r.r15 = value("R15");
    }
    context.guest.natural[kRsp] = value("Rsp");
    if (can_run_at(before, value("Rip"))) context.guest.natural[kRip] = value("Rip");
    context.guest.natural[kRflags] = (value("Rflags") & 0x3d7fd5) | 2 | (before.guest.natural[kRflags] & 0x20000);
    context.guest.narrow[kInterruptibility] &= ~3u;
    context.guest.narrow[kActivity] = 0;
    if (before.violation != Violation::Page) context.cr2 = value("Cr2");
    return context;
}

void take_back(Frame const& frame, Context& context, bool long_mode) {
    stm::exceptions::take_registers(frame, context.registers, long_mode);
    stm::exceptions::take_state(frame, context, long_mode);
}

Frame random_frame(Random& random) {
    Frame frame{};
    for (auto& word : frame.word)
        word = random.next();
    return frame;
}

} // namespace

TEST_CASE("REQ-EXC-10: what does not count is never taken back, whatever the handler writes to the frame") {
    Random random(seed_or(99));
    for (bool const long_mode : {false, true})
        for (auto const* const name : {"Cr8", "Cr3", "Cr0", "VmcsExitInstructionInfo", "VmcsExitInstructionLength",
                                       "VmcsExitQualification", "ErrorCode", "Cs", "Ss"}) {
            if (!long_mode && field(name).ia32 < 0) continue;
            CAPTURE(name);
            auto const context = some_context(random, long_mode);
            Frame frame{};
            stm::exceptions::fill_frame(frame, context, long_mode);
            auto untouched = context;
            take_back(frame, untouched, long_mode);
            put(frame, name, long_mode, random.next());
            auto changed = context;
            take_back(frame, changed, long_mode);
            CHECK(same(changed, untouched));
        }
}

TEST_CASE("REQ-EXC-10: a handler that changes nothing leaves the interrupted code as it was") {
    Random random(seed_or(100));
    for (unsigned step = 0; step < 1000; ++step)
        for (bool const long_mode : {false, true}) {
            auto context = some_context(random, long_mode);
            context.guest.natural[kRflags] = (random.next() & 0x3d7fd5) | 2; // as a processor has it
            context.guest.natural[kRip] &= 0x7fffffff;
            context.guest.narrow[kInterruptibility] &= ~3u;
            context.guest.narrow[kActivity] = 0;
            if (!long_mode) { // as 32-bit code has them
                for (auto* const word : {&context.registers.rax, &context.registers.rbx, &context.registers.rcx,
                                         &context.registers.rdx, &context.registers.rbp, &context.registers.rsi,
                                         &context.registers.rdi, &context.guest.natural[kRsp], &context.cr2})
                    *word &= 0xffffffff;
            }
            Frame frame{};
            stm::exceptions::fill_frame(frame, context, long_mode);
            auto after = context;
            take_back(frame, after, long_mode);
            REQUIRE(same(after, context));
        }
}

TEST_CASE("REQ-EXC-10: a handler skips the instruction by its length, and gives it a result") {
    Random random(seed_or(101));
    for (bool const long_mode : {false, true}) {
        auto context = some_context(random, long_mode);
        context.guest.natural[kRip] = 0x7f004000;
        context.instruction_length = 2;
        Frame frame{};
        stm::exceptions::fill_frame(frame, context, long_mode);
        put(frame, "Rip", long_mode, get(frame, "Rip", long_mode) + get(frame, "VmcsExitInstructionLength", long_mode));
        put(frame, "Rax", long_mode, 0x5a);
        take_back(frame, context, long_mode);
        CHECK(context.guest.natural[kRip] == 0x7f004002);
        CHECK(context.registers.rax == 0x5a);
    }
}

TEST_CASE("REQ-VMCS-04: an RIP that code cannot be at is not taken, and fixed flags are as a VM entry wants them") {
    Random random(seed_or(102));
    struct Case {
        std::uint64_t rip;
        bool in32, in48, in57;
    };
    for (auto const& c : {Case{0xffffffff, true, true, true}, Case{0x100000000, false, true, true},
                          Case{0x7fffffffffff, false, true, true}, Case{0x800000000000, false, false, true},
                          Case{0xffff800000000000, false, true, true}, Case{0x0100000000000000, false, false, false}}) {
        auto const after = [&](bool code64, bool la57) {
            auto context = some_context(random, true);
            context.guest.natural[kRip] = 0x4000;
            if (!code64) context.guest.narrow[kCsRights] = 0xc09b; // compatibility mode
            if (la57) context.guest.natural[kCr4] |= 0x1000;
            Frame frame{};
            stm::exceptions::fill_frame(frame, context, true);
            put(frame, "Rip", true, c.rip);
            take_back(frame, context, true);
            return context.guest.natural[kRip];
        };
        CAPTURE(c.rip);
        CHECK(after(false, false) == (c.in32 ? c.rip : 0x4000));
        CHECK(after(true, false) == (c.in48 ? c.rip : 0x4000));
        CHECK(after(true, true) == (c.in57 ? c.rip : 0x4000));
    }
    for (std::uint64_t const wanted : {std::uint64_t{0}, ~std::uint64_t{0}}) {
        auto context = some_context(random, true);
        Frame frame{};
        stm::exceptions::fill_frame(frame, context, true);
        put(frame, "Rflags", true, wanted);
        take_back(frame, context, true);
        CHECK(context.guest.natural[kRflags] == (wanted == 0 ? 0x2u : 0x3d7fd7u));
    }
}

TEST_CASE("REQ-EXC-10: random frames come back as by a list of what counts") {
    auto const seed = seed_or(103);
    Random random(seed);
    std::uint64_t const places[] = {0x1000, 0xffffffff80000000, 0x00007fffffffffff, 0x0000800000000000, 0x100000000};
    for (unsigned step = 0; step < 50'000; ++step) {
        auto const before = random_context(random);
        bool const long_mode = random.one_in(2);
        auto frame = random_frame(random);
        if (random.one_in(2)) put(frame, "Rip", long_mode, places[random.below(5)]);
        auto after = before;
        take_back(frame, after, long_mode);
        CAPTURE(seed);
        CAPTURE(step);
        REQUIRE(same(after, expected(frame, before, long_mode)));
    }
}
