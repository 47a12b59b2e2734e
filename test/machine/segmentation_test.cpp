// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

namespace rights = stm::abi::access_rights;

constexpr uint32_t present = rights::kPresent | rights::kCodeOrData;
constexpr uint32_t read_only_data = present | 0x1;
constexpr uint32_t writable_data = present | 0x3;
constexpr uint32_t expand_down_data = present | 0x7;
constexpr uint32_t executable_code = present | 0x9;
constexpr uint32_t readable_code = present | 0xb;

// MOV AX, [BX] and MOV [BX], AX in 16-bit protected mode, with a segment for DS.
struct Probe {
    Bench bench{CodeMode::Bits16};

    explicit Probe(Segment const& ds) {
        bench.cpu.cr0 |= cr0::pe;
        bench.cpu.set_segment(SegmentIndex::Ds, ds);
        bench.put(0x100, {0x8b, 0x07});
        bench.put(0x110, {0x89, 0x07});
    }
    std::optional<Fault> at(uint64_t rip, uint64_t bx) {
        bench.cpu.rip = rip;
        bench.cpu.set_general(3, bx);
        return bench.step();
    }
    std::optional<Fault> read(uint64_t bx) { return at(0x100, bx); }
    std::optional<Fault> write(uint64_t bx) { return at(0x110, bx); }
};

bool is_protection(std::optional<Fault> const& fault) {
    return is(fault, Vector::GeneralProtection) && fault->error_code == 0;
}

} // namespace

TEST_CASE("machine: outside 64-bit mode an address is the segment's base and an offset") {
    Probe probe({.selector = 8, .rights = writable_data, .limit = 0xffff, .base = 0x1200});
    probe.bench.set_at<uint16_t>(0x1210, 0x1234);
    CHECK_FALSE(probe.read(0x10));
    CHECK(probe.bench.rax() == 0x1234);
    CHECK(probe.bench.cpu.rip == 0x102);
    CHECK_FALSE(probe.write(0x20));
    CHECK(probe.bench.at<uint16_t>(0x1220) == 0x1234);
}

TEST_CASE("machine: an access beyond a segment's limit is a general protection fault, by its last byte") {
    Probe probe({.selector = 8, .rights = writable_data, .limit = 0x101});
    CHECK_FALSE(probe.read(0x100));
    CHECK(is_protection(probe.read(0x101)));
    CHECK(is_protection(probe.write(0x101)));
    CHECK(is_protection(probe.read(0xffff)));
    CHECK(probe.bench.cpu.rip == 0x100);
}

TEST_CASE("machine: an expand-down segment has what its limit leaves") {
    Probe probe({.selector = 8, .rights = expand_down_data, .limit = 0xfff});
    CHECK(is_protection(probe.read(0xfff)));
    CHECK_FALSE(probe.read(0x1000));
    CHECK(is_protection(probe.read(0xffff))); // its second byte is above the 16 bits that it has
    Probe big({.selector = 8, .rights = expand_down_data | rights::kDefaultBig, .limit = 0xfff});
    CHECK(is(big.read(0xffff), Vector::PageFault)); // within the segment, and no memory there
}

TEST_CASE("machine: rights of segments count in protected mode") {
    auto const segment = [](uint32_t access) { return Segment{.selector = 8, .rights = access, .limit = 0xffff}; };
    Probe read_only(segment(read_only_data));
    CHECK_FALSE(read_only.read(0x200));
    CHECK(is_protection(read_only.write(0x200)));
    Probe code(segment(readable_code));
    CHECK_FALSE(code.read(0x200));
    CHECK(is_protection(code.write(0x200)));
    Probe execute_only(segment(executable_code));
    CHECK(is_protection(execute_only.read(0x200)));
    Probe null(segment(rights::kUnusable));
    CHECK(is_protection(null.read(0x200)));
    CHECK(is_protection(null.write(0x200)));
}

TEST_CASE("machine: real and virtual-8086 mode know limits and no rights") {
    for (bool const virtual_8086 : {false, true}) {
        Probe probe({.selector = 8, .rights = read_only_data, .limit = 0xffff});
        if (virtual_8086)
            probe.bench.cpu.flags.load(rflags::virtual_8086);
        else
            probe.bench.cpu.cr0 &= ~cr0::pe;
        CHECK_FALSE(probe.write(0x200));
        CHECK(is_protection(probe.read(0xffff)));
    }
}

TEST_CASE("machine: an access to the stack segment beyond its limit is a stack fault") {
    Bench bench(CodeMode::Bits16);
    bench.put(0x100, {0x8b, 0x46, 0x00}); // MOV AX, [BP+0]
    bench.put(0x110, {0x50});             // PUSH AX
    bench.cpu.rip = 0x100;
    bench.cpu.set_general(5, 0xffff);
    CHECK(is(bench.step(), Vector::StackFault));
    bench.cpu.rip = 0x110;
    bench.cpu.set_general(4, 0x10001); // SP is 1: the word would be at FFFFh
    CHECK(is(bench.step(), Vector::StackFault));
    CHECK(bench.cpu.general(4) == 0x10001);
}

TEST_CASE("machine: a segment prefix chooses the segment, and string instructions write to ES") {
    Bench bench(CodeMode::Bits16);
    auto const segment = [&](SegmentIndex index, uint64_t base) {
        bench.cpu.set_segment(index, {.selector = 8, .rights = writable_data, .limit = 0xffff, .base = base});
    };
    segment(SegmentIndex::Es, 0x1000);
    segment(SegmentIndex::Ds, 0x2000);
    segment(SegmentIndex::Gs, 0x3000);
    bench.set_at<uint8_t>(0x2010, 1);
    bench.set_at<uint8_t>(0x3010, 2);
    bench.put(0x100, {0xa4, 0x65, 0xa4, 0x65, 0x8a, 0x04}); // MOVSB; MOVSB from GS:[SI]; MOV AL, GS:[SI]
    bench.cpu.rip = 0x100;
    bench.cpu.set_general(6, 0x10);
    CHECK_FALSE(bench.step());
    bench.cpu.set_general(6, 0x10);
    CHECK_FALSE(bench.step());
    bench.cpu.set_general(6, 0x10);
    CHECK_FALSE(bench.step());
    CHECK(bench.at<uint16_t>(0x1000) == 0x0201);
    CHECK(bench.rax() == 2);
}

TEST_CASE("machine: a repeated instruction stops at the end of the segment, with what came before done") {
    Bench bench(CodeMode::Bits16);
    bench.cpu.set_segment(SegmentIndex::Es, {.selector = 8, .rights = writable_data, .limit = 0x2002});
    bench.put(0x100, {0xf3, 0xaa}); // REP STOSB
    bench.cpu.set_general(0, 0x77);
    bench.cpu.set_general(1, 5);
    bench.cpu.set_general(7, 0x2000);
    bench.cpu.rip = 0x100;
    CHECK_THROWS_AS((void)bench.cpu.run(10), Fault);
    CHECK(bench.cpu.general(1) == 2);
    CHECK(bench.cpu.general(7) == 0x2003);
    CHECK(bench.cpu.rip == 0x100);
    CHECK(bench.cpu.retired() == 3);
    CHECK(bench.at<uint32_t>(0x2000) == 0x777777);
}

TEST_CASE("machine: instructions are fetched from within the code segment") {
    Bench bench(CodeMode::Bits16);
    bench.cpu.set_segment(SegmentIndex::Cs, {.selector = 8, .rights = readable_code, .limit = 0x102, .base = 0x1000});
    bench.put(0x1100, {0x90, 0xb8, 0x34, 0x12}); // NOP; MOV AX, 1234h: its last byte is beyond the limit
    bench.cpu.rip = 0x100;
    CHECK_FALSE(bench.step());
    CHECK(is_protection(bench.step()));
    CHECK(bench.cpu.rip == 0x101);
    bench.cpu.rip = 0x103;
    CHECK(is_protection(bench.step()));
}
