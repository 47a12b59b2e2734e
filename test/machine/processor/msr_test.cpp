// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/bench.hpp"

#include "spec/abi/msr.h"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::Msr;

namespace {

bool write_faults(Bench& bench, Msr index, uint64_t value) {
    bench.set_rcx_msr(static_cast<uint32_t>(index), value);
    return bench.faults({0x0f, 0x30}, Vector::GeneralProtection);
}

bool read_faults(Bench& bench, Msr index) {
    bench.set_rcx_msr(static_cast<uint32_t>(index), 0);
    return bench.faults({0x0f, 0x32}, Vector::GeneralProtection);
}

struct LongBench : Bench {
    LongBench() { enter_long_mode(); }
};

} // namespace

TEST_CASE("machine: MSRs hold what was written, and reading gives it back") {
    for (auto const index : {Msr::SysenterCs, Msr::SysenterEsp, Msr::SysenterEip, Msr::Debugctl, Msr::Star, Msr::Lstar,
                             Msr::Fmask, Msr::FsBase, Msr::GsBase, Msr::KernelGsBase, Msr::TscAux}) {
        LongBench bench;
        CHECK_FALSE(write_faults(bench, index, 0x2));
        CHECK_FALSE(read_faults(bench, index));
        CHECK(bench.edx_eax() == 0x2);
    }
}

TEST_CASE("machine: MSRs that hold addresses refuse those that are not canonical") {
    for (auto const index :
         {Msr::SysenterEsp, Msr::SysenterEip, Msr::Lstar, Msr::FsBase, Msr::GsBase, Msr::KernelGsBase}) {
        LongBench bench;
        CHECK(write_faults(bench, index, 0x0000'8000'0000'0000));
        CHECK_FALSE(write_faults(bench, index, 0xffff'8000'0000'0000));
    }
}

TEST_CASE("machine: reserved bits of MSRs fault") {
    LongBench bench;
    CHECK(write_faults(bench, Msr::SysenterCs, 1ull << 32));
    CHECK(write_faults(bench, Msr::Fmask, 1ull << 32));
    CHECK(write_faults(bench, Msr::TscAux, 1ull << 32));
    CHECK(write_faults(bench, Msr::Debugctl, 1u << 6));
    CHECK(write_faults(bench, Msr::Debugctl, 1u << 14));
    CHECK_FALSE(write_faults(bench, Msr::Debugctl, 3));
    CHECK(write_faults(bench, Msr::PerfGlobalCtrl, 1u << 4));
    CHECK_FALSE(write_faults(bench, Msr::PerfGlobalCtrl, 0x70000000f));
    CHECK(write_faults(bench, Msr::Pat, 0x0007040600070402)); // there is no type 2
    CHECK_FALSE(write_faults(bench, Msr::Pat, 0x0007010600070406));
    CHECK(write_faults(bench, Msr::ApicBase, bench.state.msrs.apic_base | 1));
}

TEST_CASE("machine: IA32_EFER keeps LMA, and LME while paging is on") {
    LongBench bench;
    namespace efer = stm::abi::efer;
    CHECK(write_faults(bench, Msr::Efer, efer::kLma)); // clears LME
    CHECK(write_faults(bench, Msr::Efer, efer::kLme | 2));
    CHECK_FALSE(write_faults(bench, Msr::Efer, efer::kLme | efer::kSce | efer::kNxe));
    CHECK(bench.state.msrs.efer == (efer::kLme | efer::kLma | efer::kSce | efer::kNxe));
}

TEST_CASE("machine: IA32_FEATURE_CONTROL can be locked") {
    LongBench bench;
    namespace feature_control = stm::abi::feature_control;
    CHECK(write_faults(bench, Msr::FeatureControl, 1u << 3));
    CHECK_FALSE(write_faults(bench, Msr::FeatureControl, feature_control::kLock | feature_control::kVmxOutsideSmx));
    CHECK(write_faults(bench, Msr::FeatureControl, feature_control::kLock));
    CHECK(bench.state.msrs.feature_control == (feature_control::kLock | feature_control::kVmxOutsideSmx));
}

TEST_CASE("machine: IA32_SMM_MONITOR_CTL is written in SMM only, without reserved bits") {
    LongBench bench;
    CHECK(write_faults(bench, Msr::SmmMonitorCtl, 0x200001));
    CHECK_FALSE(read_faults(bench, Msr::SmmMonitorCtl));
    bench.state.in_smm = true;
    CHECK(write_faults(bench, Msr::SmmMonitorCtl, 0x200003));
    CHECK(write_faults(bench, Msr::SmmMonitorCtl, 0x1'0020'0001));
    CHECK_FALSE(write_faults(bench, Msr::SmmMonitorCtl, 0x200005));
    CHECK(bench.state.msrs.smm_monitor_ctl == 0x200005);
}

TEST_CASE("machine: IA32_SMBASE is read in SMM only, and never written") {
    LongBench bench;
    CHECK(read_faults(bench, Msr::Smbase));
    CHECK(write_faults(bench, Msr::Smbase, 0x40000));
    bench.state.in_smm = true;
    CHECK_FALSE(read_faults(bench, Msr::Smbase));
    CHECK(bench.edx_eax() == 0x30000);
    CHECK(write_faults(bench, Msr::Smbase, 0x40000));
}

TEST_CASE("machine: SMRRs are written in SMM only") {
    LongBench bench;
    CHECK(write_faults(bench, Msr::SmrrPhysBase, 0x7f000006));
    bench.state.in_smm = true;
    CHECK_FALSE(write_faults(bench, Msr::SmrrPhysBase, 0x7f000006));
    CHECK(write_faults(bench, Msr::SmrrPhysMask, 0xff000400));
    CHECK_FALSE(write_faults(bench, Msr::SmrrPhysMask, 0xff000800));
}

TEST_CASE("machine: VMX capabilities are read, and never written") {
    LongBench bench;
    CHECK_FALSE(read_faults(bench, Msr::VmxBasic));
    CHECK(bench.edx_eax() == bench.capabilities.msr(Msr::VmxBasic));
    CHECK(write_faults(bench, Msr::VmxBasic, bench.capabilities.msr(Msr::VmxBasic)));
}

TEST_CASE("machine: MSR_PLATFORM_INFO has a ratio of clocks, and is never written") {
    LongBench bench;
    constexpr auto platform_info = static_cast<Msr>(0xce);
    CHECK_FALSE(read_faults(bench, platform_info));
    CHECK((bench.edx_eax() >> 8 & 0xff) != 0);
    CHECK(write_faults(bench, platform_info, 0));
    CHECK(bench.reports.all.empty());
}

TEST_CASE("machine: an MSR that is not there faults, and is reported") {
    LongBench bench;
    CHECK(read_faults(bench, static_cast<Msr>(0x1234)));
    CHECK(write_faults(bench, static_cast<Msr>(0x1234), 0));
    CHECK(bench.reports.all.size() == 2);
}

TEST_CASE("machine: MSRs belong to level 0") {
    LongBench bench;
    bench.enter_level_3();
    CHECK(read_faults(bench, Msr::Star));
    bench.enter_level_3();
    CHECK(write_faults(bench, Msr::Star, 0));
}

TEST_CASE("machine: the local APIC is reached by MSRs in x2APIC mode only, which is entered step by step") {
    LongBench bench;
    namespace apic_base = stm::abi::apic_base;
    auto const base = bench.state.msrs.apic_base;
    CHECK(read_faults(bench, Msr::X2ApicApicId));
    CHECK_FALSE(write_faults(bench, Msr::ApicBase, base | apic_base::kX2ApicEnable));
    CHECK_FALSE(read_faults(bench, Msr::X2ApicApicId));
    CHECK(bench.edx_eax() == 7);
    CHECK_FALSE(write_faults(bench, Msr::X2ApicIcr, 0x1'0000'0200));
    CHECK(bench.board.apic[0x830] == 0x1'0000'0200);
    CHECK(write_faults(bench, Msr::ApicBase, base)); // not straight back
    CHECK_FALSE(write_faults(bench, Msr::ApicBase, base & ~apic_base::kGlobalEnable));
    CHECK(write_faults(bench, Msr::ApicBase, base | apic_base::kX2ApicEnable)); // not straight in
}

TEST_CASE("machine: the time-stamp counter counts instructions from what was written") {
    LongBench bench;
    CHECK_FALSE(write_faults(bench, Msr::TimeStampCounter, 1000));
    bench.run({0x90, 0x90, 0x0f, 0x31, 0xf4}); // NOP, NOP, RDTSC
    CHECK(bench.edx_eax() == 1000 + 3);        // WRMSR, NOP, NOP
}

TEST_CASE("machine: RDTSC obeys CR4.TSD") {
    LongBench bench;
    bench.state.cr4 |= cr4::tsd;
    CHECK_FALSE(bench.faults({0x0f, 0x31}, Vector::GeneralProtection));
    bench.enter_level_3();
    CHECK(bench.faults({0x0f, 0x31}, Vector::GeneralProtection));
}
