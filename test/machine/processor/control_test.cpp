// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

// MOV CRn, RAX
bool faults_writing(Bench& bench, uint8_t number, uint64_t value) {
    bench.set_reg(at::rax, value);
    auto const modrm = static_cast<uint8_t>(0xc0 | number << 3);
    return bench.faults({0x0f, 0x22, modrm}, Vector::GeneralProtection);
}

} // namespace

TEST_CASE("machine: CR0 refuses what cannot be, and ignores what is reserved") {
    Bench bench;
    bench.enter_long_mode();
    auto const cr0 = bench.state.cr0;
    CHECK(faults_writing(bench, 0, cr0 & ~cr0::pe)); // paging without protection
    CHECK(faults_writing(bench, 0, cr0 | cr0::nw));  // NW without CD
    CHECK(faults_writing(bench, 0, cr0 | 1ull << 32));
    CHECK(faults_writing(bench, 0, cr0 & ~cr0::pg)); // in 64-bit mode
    CHECK(bench.state.cr0 == cr0);
    CHECK_FALSE(faults_writing(bench, 0, (cr0 | 1u << 10 | cr0::wp) & ~cr0::et));
    CHECK(bench.state.cr0 == (cr0 | cr0::wp));
}

TEST_CASE("machine: paging with LME needs PAE, a code segment that is not long, and no 16-bit TSS") {
    Bench bench;
    bench.enter_protected_mode();
    bench.state.msrs.efer = stm::abi::efer::kLme;
    auto const cr0 = bench.state.cr0 | cr0::pg;
    CHECK(faults_writing(bench, 0, cr0));
    bench.state.cr4 = cr4::pae;
    auto cs = bench.state.segment(SegmentIndex::Cs);
    auto long_cs = cs;
    long_cs.rights |= stm::abi::access_rights::kLong;
    bench.state.set_segment(SegmentIndex::Cs, long_cs);
    CHECK(faults_writing(bench, 0, cr0));
    bench.state.set_segment(SegmentIndex::Cs, cs);
    auto task = bench.state.segment(SegmentIndex::Tr);
    auto small_task = task;
    small_task.rights = (task.rights & ~15u) | 3;
    bench.state.set_segment(SegmentIndex::Tr, small_task);
    bench.set_reg(at::rax, cr0);
    CHECK(bench.faults({0x0f, 0x22, 0xc0}, Vector::GeneralProtection));
    CHECK_FALSE(bench.state.long_mode());
}

TEST_CASE("machine: CR4 refuses reserved bits, and what long mode and PCIDs forbid") {
    Bench bench;
    bench.enter_long_mode();
    CHECK(faults_writing(bench, 4, cr4::pae | 1u << 14));
    CHECK(faults_writing(bench, 4, 0));
    bench.state.cr3 = Bench::page_tables | 8;
    CHECK(faults_writing(bench, 4, cr4::pae | cr4::pcide)); // CR3 11:0 is not 0
    bench.state.cr3 = Bench::page_tables;
    CHECK_FALSE(faults_writing(bench, 4, cr4::pae | cr4::pcide));
    CHECK(bench.state.cr4 == (cr4::pae | cr4::pcide));
    CHECK_FALSE(faults_writing(bench, 3, Bench::page_tables | 1 | 1ull << 63));
    CHECK(bench.state.cr3 == (Bench::page_tables | 1)); // bit 63 is an order, not a value
}

TEST_CASE("machine: PCIDs need long mode") {
    Bench bench;
    bench.enter_protected_mode();
    CHECK(faults_writing(bench, 4, cr4::pcide));
}

TEST_CASE("machine: CR3 refuses addresses that the processor does not have") {
    Bench bench;
    bench.enter_long_mode();
    CHECK(faults_writing(bench, 3, Bench::page_tables | 1ull << 39));
    CHECK_FALSE(faults_writing(bench, 3, Bench::page_tables | 0x18));
}

TEST_CASE("machine: PAE paging loads its pointers with CR3, and refuses reserved bits in them") {
    Bench bench;
    bench.enter_protected_mode();
    bench.memory.set_word(0x30000, 8, 0x31001);
    bench.memory.set_word(0x31000, 8, 0x83); // 2 MBytes, 1:1
    bench.set_reg(at::rax, cr4::pae);
    CHECK_FALSE(bench.faults({0x0f, 0x22, 0xe0}, Vector::GeneralProtection));
    CHECK_FALSE(faults_writing(bench, 3, 0x30000));
    CHECK_FALSE(faults_writing(bench, 0, bench.state.cr0 | cr0::pg));
    CHECK(bench.state.pdpte[0] == 0x31001);
    bench.memory.set_word(0x30018, 8, 0x31003); // R/W is reserved
    CHECK(faults_writing(bench, 3, 0x30000));
    CHECK(bench.state.pdpte[3] == 0);
}

TEST_CASE("machine: control registers belong to level 0") {
    Bench bench;
    bench.enter_long_mode();
    bench.enter_level_3();
    for (auto const& code : {Code{0x0f, 0x20, 0xc0},
                             {0x0f, 0x22, 0xd8},
                             {0x0f, 0x06},
                             {0x0f, 0x01, 0xf0},
                             {0x0f, 0x21, 0xf8},
                             {0x44, 0x0f, 0x20, 0xc0}}) {
        bench.enter_level_3(); // MOV EAX, CR0; MOV CR3, EAX; CLTS; LMSW AX; MOV EAX, DR7; MOV RAX, CR8
        CHECK(bench.faults(code, Vector::GeneralProtection));
    }
    bench.enter_level_3();
    CHECK_FALSE(bench.faults({0x0f, 0x01, 0xe0}, Vector::GeneralProtection)); // SMSW EAX
    CHECK(bench.reg(at::rax) == bench.state.cr0);
    bench.state.cr4 |= cr4::umip;
    CHECK(bench.faults({0x0f, 0x01, 0xe0}, Vector::GeneralProtection));
}

TEST_CASE("machine: control registers that do not exist are invalid opcodes") {
    Bench bench;
    bench.enter_long_mode();
    CHECK(bench.faults({0x0f, 0x20, 0xc8}, Vector::InvalidOpcode)); // CR1
    CHECK(bench.faults({0x0f, 0x20, 0xe8}, Vector::InvalidOpcode)); // CR5
}

TEST_CASE("machine: CR8 has four bits, and LMSW cannot clear PE") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_reg(at::rax, 0x10);
    CHECK(bench.faults({0x44, 0x0f, 0x22, 0xc0}, Vector::GeneralProtection));
    bench.set_reg(at::rax, 0xf);
    CHECK_FALSE(bench.faults({0x44, 0x0f, 0x22, 0xc0}, Vector::GeneralProtection));
    CHECK(bench.state.cr8 == 15);
    bench.set_reg(at::rax, cr0::ts | cr0::ne);
    CHECK_FALSE(bench.faults({0x0f, 0x01, 0xf0}, Vector::GeneralProtection));
    CHECK((bench.state.cr0 & (cr0::pe | cr0::ts | cr0::mp)) == (cr0::pe | cr0::ts));
    (void)bench.faults({0x0f, 0x06}, Vector::GeneralProtection); // CLTS
    CHECK((bench.state.cr0 & cr0::ts) == 0);
}

TEST_CASE("machine: debug registers have fixed bits, aliases, and general detection") {
    Bench bench;
    bench.enter_long_mode();
    bench.set_reg(at::rax, 0xffffffff);
    CHECK_FALSE(bench.faults({0x0f, 0x23, 0xf0}, Vector::GeneralProtection)); // MOV DR6, RAX
    CHECK(bench.state.dr6 == 0xffffefff);
    bench.set_reg(at::rax, 0x3ff);
    CHECK_FALSE(bench.faults({0x0f, 0x23, 0xe8}, Vector::GeneralProtection)); // MOV DR5, RAX
    CHECK(bench.state.dr7 == 0x7ff);
    bench.state.cr4 |= cr4::de;
    CHECK(bench.faults({0x0f, 0x23, 0xe8}, Vector::InvalidOpcode));
    bench.set_reg(at::rax, 1ull << 32);
    CHECK(bench.faults({0x0f, 0x23, 0xf8}, Vector::GeneralProtection));
    bench.state.dr7 = 0x2400;
    bench.state.dr6 = 0xffff0ff0;
    CHECK(bench.faults({0x0f, 0x21, 0xc0}, Vector::Debug)); // MOV RAX, DR0
    CHECK(bench.state.dr6 == 0xffff2ff0);
    CHECK(bench.state.dr7 == 0x400);
    CHECK(bench.word(bench.reg(at::rsp)) == Bench::code);
}
