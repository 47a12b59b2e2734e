// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/capabilities.hpp"

#include "machine/vmcs/fields.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <initializer_list>
#include <stdexcept>

using namespace redoubt::machine;
using stm::abi::Msr;

namespace {

Capabilities const capabilities = make_capabilities(0x12345678, 0x9abcdef0, 46);

uint32_t allowed_0(Msr msr) {
    return static_cast<uint32_t>(capabilities.msr(msr));
}

uint32_t allowed_1(Msr msr) {
    return static_cast<uint32_t>(capabilities.msr(msr) >> 32);
}

struct Pair {
    Msr basic;
    Msr exact; // the TRUE one
};

constexpr Pair pairs[] = {{Msr::VmxPinbasedCtls, Msr::VmxTruePinbasedCtls},
                          {Msr::VmxProcbasedCtls, Msr::VmxTrueProcbasedCtls},
                          {Msr::VmxExitCtls, Msr::VmxTrueExitCtls},
                          {Msr::VmxEntryCtls, Msr::VmxTrueEntryCtls}};

} // namespace

TEST_CASE("machine: IA32_VMX_BASIC has the revision, regions of a page, write-back, and the dual monitor") {
    // SDM vol. 3D A.1: bits 30:0; 44:32; 49; 53:50; 54; 55
    CHECK(capabilities.msr(Msr::VmxBasic) == (0x12345678 | uint64_t{4096} << 32 | uint64_t{1} << 49 |
                                              uint64_t{6} << 50 | uint64_t{1} << 54 | uint64_t{1} << 55));
    CHECK(capabilities.revision() == 0x12345678);
    CHECK(make_capabilities(0xffffffff, 0, 46).revision() == 0x7fffffff); // bit 31 is not its
}

TEST_CASE("machine: a control that must be 1 may be 1") {
    for (auto const& [basic, exact] : pairs)
        for (auto const msr : {basic, exact})
            CHECK((allowed_0(msr) & ~allowed_1(msr)) == 0);
    CHECK(allowed_0(Msr::VmxProcbasedCtls2) == 0); // SDM vol. 3D A.3.3
}

TEST_CASE("machine: the TRUE MSRs differ in the controls that may be 0 after all, and in nothing else") {
    // SDM vol. 3D A.3.1, A.3.2, A.4, A.5: default1
    CHECK(allowed_0(Msr::VmxPinbasedCtls) == 0x16);
    CHECK(allowed_0(Msr::VmxProcbasedCtls) == 0x0401e172);
    CHECK(allowed_0(Msr::VmxExitCtls) == 0x36dff);
    CHECK(allowed_0(Msr::VmxEntryCtls) == 0x11ff);
    // CR3-load and CR3-store exiting; save and load debug controls
    CHECK(allowed_0(Msr::VmxTruePinbasedCtls) == 0x16);
    CHECK(allowed_0(Msr::VmxTrueProcbasedCtls) == (0x0401e172 & ~(1u << 15 | 1u << 16)));
    CHECK(allowed_0(Msr::VmxTrueExitCtls) == (0x36dff & ~(1u << 2)));
    CHECK(allowed_0(Msr::VmxTrueEntryCtls) == (0x11ff & ~(1u << 2)));
    for (auto const& [basic, exact] : pairs)
        CHECK(allowed_1(basic) == allowed_1(exact));
}

TEST_CASE("machine: the controls that may be 1 are those of the modelled features") {
    CHECK((allowed_1(Msr::VmxPinbasedCtls) & ~0x16u) == (1u << 0 | 1u << 3 | 1u << 5 | 1u << 6));
    for (auto const bit :
         std::initializer_list<unsigned>{2, 3, 7, 9, 10, 11, 12, 15, 16, 19, 20, 22, 23, 24, 25, 27, 28, 29, 30, 31})
        CHECK((allowed_1(Msr::VmxProcbasedCtls) >> bit & 1) == 1);
    for (auto const bit : std::initializer_list<unsigned>{0, 17, 18, 21}) // 21: TPR shadow
        CHECK((allowed_1(Msr::VmxProcbasedCtls) >> bit & 1) == 0);
    CHECK(allowed_1(Msr::VmxProcbasedCtls2) == (1u << 1 | 1u << 2 | 1u << 3 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 12));
    for (auto const bit : std::initializer_list<unsigned>{2, 9, 12, 15, 18, 19, 20, 21, 22})
        CHECK((allowed_1(Msr::VmxExitCtls) >> bit & 1) == 1);
    CHECK(allowed_1(Msr::VmxExitCtls) < 1u << 23);
    for (auto const bit : std::initializer_list<unsigned>{2, 9, 10, 11, 13, 14, 15})
        CHECK((allowed_1(Msr::VmxEntryCtls) >> bit & 1) == 1);
    CHECK(allowed_1(Msr::VmxEntryCtls) < 1u << 16);
}

TEST_CASE("machine: a value is allowed when it has all bits that must be 1, and none that must be 0") {
    auto const must = allowed_0(Msr::VmxTrueExitCtls);
    auto const may = allowed_1(Msr::VmxTrueExitCtls);
    CHECK(capabilities.allow(Msr::VmxTrueExitCtls, must));
    CHECK(capabilities.allow(Msr::VmxTrueExitCtls, may));
    for (unsigned bit = 0; bit < 32; ++bit) {
        auto const one = 1u << bit;
        CHECK(capabilities.allow(Msr::VmxTrueExitCtls, must & ~one) == ((must & one) == 0));
        CHECK(capabilities.allow(Msr::VmxTrueExitCtls, must | one) == ((may & one) != 0));
        CHECK(capabilities.has(Msr::VmxTrueExitCtls, one) == ((may & one) != 0));
    }
}

TEST_CASE("machine: IA32_VMX_MISC says what the processor does beside the controls") {
    // SDM vol. 3D A.6: rate 0; bit 5 goes with unrestricted guests; HLT, shutdown, wait-for-SIPI; 15: SMBASE; 24:16: 4
    // CR3 targets; 27:25: lists of 512; 28: unblocking by VMXOFF; 29 and 30: no
    CHECK(capabilities.msr(Msr::VmxMisc) ==
          (0x9abc'def0'0000'0000 | 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8 | 1u << 15 | 4u << 16 | 1u << 28));
    CHECK(capabilities.mseg_revision() == 0x9abcdef0);
}

TEST_CASE("machine: CR0 and CR4 in VMX operation are protected mode with paging, and VMXE") {
    CHECK(capabilities.cr0_fixed0() == 0x80000021); // PG, NE, PE
    CHECK(capabilities.cr0_fixed1() == 0xffffffff);
    CHECK(capabilities.cr4_fixed0() == 0x2000);
    CHECK((capabilities.cr4_fixed0() & ~capabilities.cr4_fixed1()) == 0);
    CHECK((capabilities.cr4_fixed1() >> 5 & 1) == 1);  // PAE
    CHECK((capabilities.cr4_fixed1() >> 14 & 1) == 0); // SMXE
}

TEST_CASE("machine: IA32_VMX_EPT_VPID_CAP has what EPT, INVEPT and INVVPID do") {
    // SDM vol. 3D A.10: execute-only, 4 levels, UC, WB, 2 MiB, 1 GiB, INVEPT, accessed and dirty flags, both types;
    // INVVPID and its four types
    CHECK(capabilities.msr(Msr::VmxEptVpidCap) ==
          (1u << 0 | 1u << 6 | 1u << 8 | 1u << 14 | 1u << 16 | 1u << 17 | 1u << 20 | 1u << 21 | 1u << 25 | 1u << 26 |
           uint64_t{1} << 32 | uint64_t{0xf} << 40));
}

TEST_CASE("machine: IA32_VMX_VMCS_ENUM has the highest index of a field") {
    uint64_t highest = 0;
    for (auto const field : kFields)
        highest = std::max(highest, static_cast<uint64_t>(field) >> 1 & 0x1ff); // SDM vol. 3C 24.11.2: bits 9:1
    CHECK(capabilities.msr(Msr::VmxVmcsEnum) == highest << 1);
    CHECK(highest == 0x17); // VMX-preemption timer value, 482EH
}

TEST_CASE("machine: an address is physical when nothing of it lies beyond the width") {
    CHECK(capabilities.physical_bits() == 46);
    CHECK(capabilities.within_physical_bits(0x3fff'ffff'ffff));
    CHECK_FALSE(capabilities.within_physical_bits(0x4000'0000'0000));
}

TEST_CASE("machine: there are no other capability MSRs") {
    CHECK(capabilities.msr(Msr::VmxVmfunc) == 0);
    CHECK_THROWS_AS((void)capabilities.msr(Msr::VmxProcbasedCtls3), std::out_of_range);
    CHECK_THROWS_AS((void)capabilities.msr(Msr::FeatureControl), std::out_of_range);
}
