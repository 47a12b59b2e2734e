// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint64_t not_canonical = uint64_t{1} << 47;

} // namespace

TEST_CASE("machine: an access to the stack that is not canonical is a stack fault in 64-bit mode") {
    struct Case {
        std::initializer_list<uint8_t> instruction;
        bool stack;
    };
    for (auto const& [instruction, stack] : {Case{{0x50}, true},                   // PUSH RAX
                                             Case{{0x58}, true},                   // POP RAX
                                             Case{{0xc3}, true},                   // RET
                                             Case{{0xe8, 0, 0, 0, 0}, true},       // CALL
                                             Case{{0xc9}, true},                   // LEAVE
                                             Case{{0x48, 0x8b, 0x45, 0}, true},    // MOV RAX, [RBP]
                                             Case{{0x48, 0x8b, 0x04, 0x24}, true}, // MOV RAX, [RSP]
                                             Case{{0x48, 0x8b, 0x03}, false}}) {   // MOV RAX, [RBX]
        Bench bench;
        bench.put(0x100, instruction);
        bench.cpu.rip = 0x100;
        for (auto const reg : {3u, 4u, 5u})
            bench.cpu.set_general(reg, not_canonical + 16);
        CHECK(is(bench.step(),
                 stack ? Vector::StackFault : Vector::PageFault)); // these pages know no canonical addresses
        CHECK(bench.cpu.rip == 0x100);
        CHECK(bench.cpu.general(4) == not_canonical + 16);
    }
}

TEST_CASE("machine: the stack pointer has 16 bits when SS says so, whatever the code's width") {
    Bench bench(CodeMode::Bits32);
    auto ss = bench.cpu.segment(SegmentIndex::Ss);
    ss.rights &= ~stm::abi::access_rights::kDefaultBig;
    ss.limit = 0xffff;
    bench.cpu.set_segment(SegmentIndex::Ss, ss);
    bench.put(0x100, {0x50, 0x59}); // PUSH EAX; POP ECX
    bench.cpu.set_general(0, 0x11223344);
    bench.cpu.set_general(4, 0xabcd2000);
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.general(4) == 0xabcd1ffc);
    CHECK(bench.at<uint32_t>(0x1ffc) == 0x11223344);
    CHECK_FALSE(bench.step());
    CHECK(bench.cpu.general(4) == 0xabcd2000);
    CHECK(bench.cpu.general(1) == 0x11223344);
}

TEST_CASE("machine: ENTER copies the enclosing frames' addresses") {
    Bench bench;
    bench.put(0x100, {0xc8, 0x20, 0, 3}); // ENTER 20h, 3
    bench.cpu.set_general(4, 0x2000);
    bench.cpu.set_general(5, 0x3000);
    bench.set_at<uint64_t>(0x2ff8, 0xaaaa);
    bench.set_at<uint64_t>(0x2ff0, 0xbbbb);
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(bench.at<uint64_t>(0x1ff8) == 0x3000);
    CHECK(bench.at<uint64_t>(0x1ff0) == 0xaaaa);
    CHECK(bench.at<uint64_t>(0x1fe8) == 0xbbbb);
    CHECK(bench.at<uint64_t>(0x1fe0) == 0x1ff8);
    CHECK(bench.cpu.general(5) == 0x1ff8);
    CHECK(bench.cpu.general(4) == 0x1fe0 - 0x20);
}

TEST_CASE("machine: ENTER and PUSHA that cannot write all of it write nothing") {
    Bench bench(CodeMode::Bits32);
    bench.put(0x100, {0xc8, 0, 0, 4}); // ENTER 0, 4
    bench.put(0x110, {0x60});          // PUSHAD
    bench.pages.read_only = 0x1000;
    for (uint64_t const rip : {0x100u, 0x110u}) {
        bench.cpu.set_general(0, 7);
        bench.cpu.set_general(4, 0x2008);
        bench.cpu.set_general(5, 0x3000);
        bench.cpu.rip = rip;
        CHECK(is(bench.step(), Vector::PageFault));
        CHECK(bench.cpu.general(4) == 0x2008);
        CHECK(bench.at<uint64_t>(0x2000) == 0);
    }
}

TEST_CASE("machine: PUSHF in virtual-8086 mode needs IOPL 3, or CR4.VME and 16 bits") {
    struct Case {
        uint64_t flags;
        uint64_t cr4;
        bool wide;
        std::optional<uint16_t> pushed;
    };
    constexpr auto pending = rflags::virtual_interrupt;
    for (auto const& [flags, cr4, wide, pushed] :
         {Case{rflags::io_privilege, 0, false, 0x3002}, Case{rflags::interrupt, 0, false, std::nullopt},
          Case{rflags::interrupt, cr4::vme, false, 0x3002}, Case{pending, cr4::vme, false, 0x3202},
          Case{pending, cr4::vme, true, std::nullopt}}) {
        Bench bench(CodeMode::Bits16);
        bench.cpu.cr0 |= cr0::pe;
        bench.cpu.cr4 |= cr4;
        bench.cpu.flags.load(flags | rflags::virtual_8086);
        bench.put(0x100, {0x66, 0x9c}); // PUSHFD; from 101h PUSHF
        bench.cpu.set_general(4, 0x2000);
        bench.cpu.rip = wide ? 0x100 : 0x101;
        auto const fault = bench.step();
        CHECK(fault.has_value() == !pushed.has_value());
        if (pushed) CHECK(bench.at<uint16_t>(0x1ffe) == *pushed);
    }
}

TEST_CASE("machine: POP to memory is addressed with the stack pointer as it is afterwards") {
    for (auto const mode : {CodeMode::Bits32, CodeMode::Bits64}) {
        Bench bench(mode);
        bench.put(0x100, {0x8f, 0x04, 0x24}); // POP [ESP]
        bench.cpu.set_general(4, 0x2000);
        bench.set_at<uint32_t>(0x2000, 0x55);
        bench.cpu.rip = 0x100;
        CHECK_FALSE(bench.step());
        CHECK(bench.at<uint32_t>(mode == CodeMode::Bits64 ? 0x2008 : 0x2004) == 0x55);
    }
}
