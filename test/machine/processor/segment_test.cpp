// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

// Segment registers and descriptor tables.
using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

Code const mov_ds_ax{0x8e, 0xd8};
Code const mov_ss_ax{0x8e, 0xd0};

struct Loaded {
    bool faulted;
    uint64_t error;
};

Loaded load(Bench& bench, Code const& code, uint16_t selector, Vector vector) {
    bench.set_reg(at::rax, selector);
    bool const faulted = bench.faults(code, vector);
    return {faulted, faulted ? bench.word(bench.reg(at::rsp), 4) : 0};
}

} // namespace

TEST_CASE("machine: a data segment is loaded with its hidden part, and marked as accessed") {
    Bench bench;
    bench.enter_protected_mode();
    bench.memory.set_word(Bench::gdt + selector::small_data, 8, 0x1240923456780fff); // not accessed
    bench.set_reg(at::rax, selector::small_data);
    CHECK_FALSE(bench.faults(mov_ds_ax, Vector::GeneralProtection));
    CHECK(bench.state.segment(SegmentIndex::Ds) ==
          Segment{.selector = selector::small_data, .rights = 0x4093, .limit = 0xfff, .base = 0x12345678});
    CHECK(bench.word(Bench::gdt + selector::small_data) == 0x1240933456780fff);
}

TEST_CASE("machine: data segments must be readable, present, and not too privileged") {
    Bench bench;
    bench.enter_protected_mode();
    CHECK_FALSE(load(bench, mov_ds_ax, 0, Vector::GeneralProtection).faulted);
    CHECK_FALSE(bench.state.segment(SegmentIndex::Ds).usable());
    CHECK_FALSE(load(bench, mov_ds_ax, selector::read_only_data, Vector::GeneralProtection).faulted);
    auto const beyond = load(bench, mov_ds_ax, 0x200, Vector::GeneralProtection);
    CHECK(beyond.faulted);
    CHECK(beyond.error == 0x200);
    CHECK(load(bench, mov_ds_ax, selector::task, Vector::GeneralProtection).faulted);
    auto const absent = load(bench, mov_ds_ax, selector::absent_data, Vector::SegmentNotPresent);
    CHECK(absent.faulted);
    CHECK(absent.error == selector::absent_data);
    CHECK(load(bench, mov_ds_ax, selector::data | 3, Vector::GeneralProtection).faulted); // RPL above DPL
    bench.enter_level_3();
    CHECK(load(bench, mov_ds_ax, selector::data, Vector::GeneralProtection).faulted);
    bench.enter_level_3();
    CHECK_FALSE(load(bench, mov_ds_ax, selector::conforming_code_32 | 3, Vector::GeneralProtection).faulted);
}

TEST_CASE("machine: the stack segment must be writable data of exactly the current level") {
    Bench bench;
    bench.enter_protected_mode();
    CHECK(load(bench, mov_ss_ax, 0, Vector::GeneralProtection).faulted);
    CHECK(load(bench, mov_ss_ax, selector::user_data, Vector::GeneralProtection).faulted);
    CHECK(load(bench, mov_ss_ax, selector::data | 1, Vector::GeneralProtection).faulted);
    CHECK(load(bench, mov_ss_ax, selector::read_only_data, Vector::GeneralProtection).faulted);
    CHECK(load(bench, mov_ss_ax, selector::absent_data, Vector::StackFault).faulted);
    CHECK_FALSE(load(bench, mov_ss_ax, selector::data, Vector::GeneralProtection).faulted);
    Bench wide;
    wide.enter_long_mode();
    CHECK_FALSE(load(wide, mov_ss_ax, 0, Vector::GeneralProtection).faulted);
    CHECK_FALSE(wide.state.segment(SegmentIndex::Ss).usable());
}

TEST_CASE("machine: in real mode a selector is an address, and the limit stays") {
    Bench bench;
    bench.enter_real_mode();
    bench.set_reg(at::rax, 0x1234);
    bench.run({0x8e, 0xd8, 0x8c, 0xdb, 0xf4}); // MOV DS, AX; MOV BX, DS
    CHECK(bench.state.segment(SegmentIndex::Ds).base == 0x12340);
    CHECK(bench.state.segment(SegmentIndex::Ds).limit == 0xffff);
    CHECK(bench.reg(at::rbx) == 0x1234);
}

TEST_CASE("machine: CS cannot be loaded by MOV") {
    Bench bench;
    bench.enter_protected_mode();
    CHECK(bench.faults({0x8e, 0xc8}, Vector::InvalidOpcode));
}

TEST_CASE("machine: segment registers are pushed and popped") {
    Bench bench;
    bench.enter_protected_mode();
    bench.run({0x1e, 0x0f, 0xa1, 0xf4}); // PUSH DS; POP FS
    CHECK(bench.state.segment(SegmentIndex::Fs).selector == selector::data);
    CHECK(bench.reg(at::rsp) == Bench::stack);
}

TEST_CASE("machine: LSS loads stack segment and stack pointer together") {
    Bench bench;
    bench.enter_protected_mode();
    bench.memory.set_word(0x6100, 4, 0x6f00);
    bench.memory.set_word(0x6104, 2, selector::data);
    bench.run({0x0f, 0xb2, 0x25, 0x00, 0x61, 0x00, 0x00, 0xf4}); // LSS ESP, [6100H]
    CHECK(bench.reg(at::rsp) == 0x6f00);
    CHECK(bench.state.interruptibility == 0);
}

TEST_CASE("machine: descriptor-table registers are stored as they were loaded") {
    Bench bench;
    bench.enter_long_mode();
    bench.memory.set_word(0x6100, 2, 0x1ff);
    bench.memory.set_word(0x6102, 8, 0xffff'8000'0000'1000);
    bench.set_reg(at::rbx, 0x6100);
    bench.run({0x0f, 0x01, 0x1b, 0x0f, 0x01, 0x4b, 0x10, 0xf4}); // LIDT [RBX]; SIDT [RBX + 10H]
    CHECK(bench.state.idtr == DescriptorTable{0xffff'8000'0000'1000, 0x1ff});
    CHECK(bench.word(0x6110, 2) == 0x1ff);
    CHECK(bench.word(0x6112) == 0xffff'8000'0000'1000);

    Bench other;
    other.enter_long_mode();
    other.memory.set_word(0x6102, 8, 0x8000'0000'0000'0000);
    other.set_reg(at::rbx, 0x6100);
    CHECK(other.faults({0x0f, 0x01, 0x13}, Vector::GeneralProtection)); // LGDT
}

TEST_CASE("machine: with 16-bit operands LGDT takes 24 bits of the base") {
    Bench bench;
    bench.enter_protected_mode();
    bench.memory.set_word(0x6100, 2, 0x1ff);
    bench.memory.set_word(0x6102, 4, 0x12345678);
    bench.run({0x66, 0x0f, 0x01, 0x15, 0x00, 0x61, 0x00, 0x00, 0xf4});
    CHECK(bench.state.gdtr == DescriptorTable{0x345678, 0x1ff});
}

TEST_CASE("machine: LTR marks its task as busy, and refuses one that is busy") {
    Bench bench;
    bench.enter_long_mode();
    bench.memory.set_word(Bench::gdt + selector::task, 8, 0x0000890030000067);
    bench.set_reg(at::rax, selector::task);
    CHECK_FALSE(bench.faults({0x0f, 0x00, 0xd8}, Vector::GeneralProtection)); // LTR AX
    CHECK(bench.state.segment(SegmentIndex::Tr).base == 0x3000);
    CHECK(bench.word(Bench::gdt + selector::task) == 0x00008b0030000067);
    bench.set_reg(at::rax, selector::task);
    CHECK(bench.faults({0x0f, 0x00, 0xd8}, Vector::GeneralProtection));
    CHECK(bench.word(bench.reg(at::rsp)) == selector::task);
    CHECK_FALSE(bench.faults({0x0f, 0x00, 0xc9}, Vector::GeneralProtection)); // STR ECX
    CHECK(bench.reg(at::rcx) == selector::task);
}

TEST_CASE("machine: LLDT loads an LDT, whose selectors name it") {
    Bench bench;
    bench.enter_protected_mode();
    bench.memory.set_word(Bench::gdt + selector::small_data, 8, 0x000082006200000f); // at 6200H, two entries
    bench.memory.set_word(0x6208, 8, 0x00cf93000000ffff);
    bench.set_reg(at::rax, selector::small_data);
    CHECK_FALSE(bench.faults({0x0f, 0x00, 0xd0}, Vector::GeneralProtection)); // LLDT AX
    CHECK_FALSE(load(bench, mov_ds_ax, 0xc, Vector::GeneralProtection).faulted);
    auto const beyond = load(bench, mov_ds_ax, 0x14, Vector::GeneralProtection);
    CHECK(beyond.faulted);
    CHECK(beyond.error == 0x14);
}

TEST_CASE("machine: LAR, LSL, VERR and VERW tell by ZF") {
    Bench bench;
    bench.enter_protected_mode();
    auto const zero_after = [&](Code const& code, uint16_t selector) {
        bench.set_reg(at::rax, selector);
        bench.put(Bench::code, code);
        bench.state.rip = Bench::code;
        (void)bench.run(1);
        return bench.state.flags.zero();
    };
    CHECK(zero_after({0x0f, 0x02, 0xc8}, selector::data)); // LAR ECX, EAX
    CHECK(bench.reg(at::rcx) == 0xc09300);
    CHECK(zero_after({0x0f, 0x03, 0xc8}, selector::small_data)); // LSL ECX, EAX
    CHECK(bench.reg(at::rcx) == 0xfff);
    CHECK(zero_after({0x0f, 0x03, 0xc8}, selector::data));
    CHECK(bench.reg(at::rcx) == 0xffffffff);
    CHECK_FALSE(zero_after({0x0f, 0x02, 0xc8}, 0));
    CHECK_FALSE(zero_after({0x0f, 0x03, 0xc8}, 0x200));
    CHECK(zero_after({0x0f, 0x00, 0xe0}, selector::read_only_data));       // VERR
    CHECK_FALSE(zero_after({0x0f, 0x00, 0xe8}, selector::read_only_data)); // VERW
    CHECK(zero_after({0x0f, 0x00, 0xe8}, selector::data));
    CHECK_FALSE(zero_after({0x0f, 0x00, 0xe8}, selector::data | 3));
}

TEST_CASE("machine: bases of FS and GS are read, written and swapped in 64-bit mode") {
    Bench bench;
    bench.enter_long_mode();
    CHECK(bench.faults({0xf3, 0x48, 0x0f, 0xae, 0xd0}, Vector::InvalidOpcode)); // WRFSBASE RAX without CR4.FSGSBASE
    bench.state.cr4 |= cr4::fsgsbase;
    bench.set_reg(at::rax, 0xffff'8000'0000'1000);
    CHECK_FALSE(bench.faults({0xf3, 0x48, 0x0f, 0xae, 0xd8}, Vector::InvalidOpcode)); // WRGSBASE RAX
    bench.state.msrs.kernel_gs_base = 0x77;
    CHECK_FALSE(bench.faults({0x0f, 0x01, 0xf8}, Vector::InvalidOpcode)); // SWAPGS
    CHECK(bench.state.segment(SegmentIndex::Gs).base == 0x77);
    CHECK(bench.state.msrs.kernel_gs_base == 0xffff'8000'0000'1000);
    CHECK_FALSE(bench.faults({0xf3, 0x48, 0x0f, 0xae, 0xcb}, Vector::InvalidOpcode)); // RDGSBASE RBX
    CHECK(bench.reg(at::rbx) == 0x77);
    bench.set_reg(at::rax, 0x8000'0000'0000'0000);
    CHECK(bench.faults({0xf3, 0x48, 0x0f, 0xae, 0xd0}, Vector::GeneralProtection));
}
