// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/populate.h"
#include "spec/abi/psd.h"
#include "test/domains/oracle.hpp"

#include <doctest/doctest.h>
#include <set>

using namespace redoubt::test;
using stm::abi::SmmCpuState;
using stm::domains::Populate;

namespace {

constexpr Populate kAll{.all = true, .io = false, .dx = false, .data = false};
constexpr Populate kNothing{.all = false, .io = false, .dx = false, .data = false};
constexpr Populate kIn{.all = false, .io = true, .dx = true, .data = false};
constexpr Populate kOut{.all = false, .io = true, .dx = true, .data = true};

} // namespace

TEST_CASE("REQ-DOM-03: the save state has 1024 bytes at SMBASE + 0xfc00, and its fields do not overlap") {
    CHECK(stm::abi::smbase::kSaveState == 0xfc00);
    CHECK(sizeof(SmmCpuState) == stm::abi::smbase::kSaveStateSize);
    std::set<unsigned> taken;
    for (auto const& f : kFields)
        for (unsigned i = 0; i < f.width; ++i)
            CHECK(taken.insert(f.address + i).second);
    CHECK(*taken.begin() >= 0xfc00);
    CHECK(*taken.rbegin() == 0xffff);
}

TEST_CASE("REQ-DOM-03: the layout of the save state is the interface's") {
    struct Member {
        char const* name;
        std::size_t offset;
    };
    for (auto const& member : std::vector<Member>{{"GdtBaseHiDword", offsetof(SmmCpuState, gdt_base_hi_dword)},
                                                  {"IoRdi", offsetof(SmmCpuState, io_rdi)},
                                                  {"IoEip", offsetof(SmmCpuState, io_eip)},
                                                  {"Cr4", offsetof(SmmCpuState, cr4)},
                                                  {"LdtLimit", offsetof(SmmCpuState, ldt_limit)},
                                                  {"Eptp", offsetof(SmmCpuState, eptp)},
                                                  {"Smbase", offsetof(SmmCpuState, smbase)},
                                                  {"SMMRevId", offsetof(SmmCpuState, smm_rev_id)},
                                                  {"IORestart", offsetof(SmmCpuState, io_restart)},
                                                  {"AutoHALTRestart", offsetof(SmmCpuState, auto_halt_restart)},
                                                  {"R15", offsetof(SmmCpuState, r15)},
                                                  {"R14", offsetof(SmmCpuState, r14)},
                                                  {"R13", offsetof(SmmCpuState, r13)},
                                                  {"R12", offsetof(SmmCpuState, r12)},
                                                  {"R11", offsetof(SmmCpuState, r11)},
                                                  {"R10", offsetof(SmmCpuState, r10)},
                                                  {"R9", offsetof(SmmCpuState, r9)},
                                                  {"R8", offsetof(SmmCpuState, r8)},
                                                  {"Rax", offsetof(SmmCpuState, rax)},
                                                  {"Rcx", offsetof(SmmCpuState, rcx)},
                                                  {"Rdx", offsetof(SmmCpuState, rdx)},
                                                  {"Rbx", offsetof(SmmCpuState, rbx)},
                                                  {"Rsp", offsetof(SmmCpuState, rsp)},
                                                  {"Rbp", offsetof(SmmCpuState, rbp)},
                                                  {"Rsi", offsetof(SmmCpuState, rsi)},
                                                  {"Rdi", offsetof(SmmCpuState, rdi)},
                                                  {"IOMemAddr", offsetof(SmmCpuState, io_mem_addr)},
                                                  {"IOMisc", offsetof(SmmCpuState, io_misc)},
                                                  {"Es", offsetof(SmmCpuState, es)},
                                                  {"Tr", offsetof(SmmCpuState, tr)},
                                                  {"Dr7", offsetof(SmmCpuState, dr7)},
                                                  {"Dr6", offsetof(SmmCpuState, dr6)},
                                                  {"Rip", offsetof(SmmCpuState, rip)},
                                                  {"Ia32Efer", offsetof(SmmCpuState, ia32_efer)},
                                                  {"Rflags", offsetof(SmmCpuState, rflags)},
                                                  {"Cr0", offsetof(SmmCpuState, cr0)}}) {
        CAPTURE(member.name);
        CHECK(member.offset + 0xfc00 == field(member.name).address);
    }
}

TEST_CASE("REQ-DOM-03: by example: a guest that wrote port 0xb2 is shown whole, or by what the port needs, or not") {
    GuestSnapshot guest{};
    guest.registers.rax = 0x1122334455667788;
    guest.registers.rdx = 0xaabbccddeeff00b2;
    guest.rip = 0xffffffff81000002;
    guest.io_rip = 0xffffffff81000000;
    guest.smbase = 0x7f008000;
    guest.io_smi = true;
    guest.exit_qualification = 0x00b20000; // OUT DX, AL

    SaveStateArea area{};
    populate(area, guest, kAll);
    CHECK(get(area, "Rax") == 0x1122334455667788);
    CHECK(get(area, "Rip") == 0xffffffff81000002);
    CHECK(get(area, "IoEip") == 0xffffffff81000000);
    CHECK(get(area, "IOMisc") == 0x00b20003);

    populate(area, guest, kOut);
    CHECK(get(area, "Rax") == 0x88);
    CHECK(get(area, "Rdx") == 0xb2);
    CHECK(get(area, "Rip") == 0);
    CHECK(get(area, "IoEip") == 0);
    CHECK(get(area, "IOMisc") == 0x00b20003);

    populate(area, guest, kIn);
    CHECK(get(area, "Rax") == 0);
    CHECK(get(area, "Rdx") == 0xb2);

    populate(area, guest, kNothing);
    CHECK(get(area, "Rdx") == 0);
    CHECK(get(area, "IOMisc") == 0);
    CHECK(get(area, "SMMRevId") == 0x80010100);
    CHECK(get(area, "Smbase") == 0x7f008000);
}

TEST_CASE("REQ-DOM-03: random guests are shown field by field, and every other byte is 0") {
    auto const seed = seed_or(21);
    Random random(seed);
    for (int step = 0; step < 2000; ++step) {
        auto const guest = some_guest(random);
        for (unsigned bits = 0; bits < 16; ++bits) {
            Populate const what{
                .all = (bits & 8) != 0, .io = (bits & 1) != 0, .dx = (bits & 2) != 0, .data = (bits & 4) != 0};
            auto area = some_area(random);
            populate(area, guest, what);
            CAPTURE(seed);
            CAPTURE(step);
            CAPTURE(bits);
            REQUIRE(same(area, expected_area(guest, what)));
        }
    }
}
