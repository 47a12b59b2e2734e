// SPDX-License-Identifier: Apache-2.0
#include "machine/hosted/arch.hpp"
#include "monitor/vmcs/control_state.h"
#include "monitor/vmcs/host_state.h"
#include "monitor/vmcs/region.h"
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>
#include <map>
#include <type_traits>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::VmcsField;

namespace {

std::map<Field, uint64_t> all_fields(Rig& rig) {
    std::map<Field, uint64_t> values;
    for (auto const field : kFields)
        if (supported_field(static_cast<uint32_t>(field), rig.capabilities)) values[field] = rig.get(field);
    return values;
}

template <typename State>
State counted() {
    State state = {};
    uint64_t next = 0x100;
    auto const words = [&](auto& array) {
        for (auto& word : array)
            word = static_cast<std::remove_reference_t<decltype(word)>>(next++);
    };
    if constexpr (requires { state.selectors; }) {
        words(state.selectors);
        words(state.wide);
        words(state.sysenter_cs);
        words(state.natural);
    } else {
        words(state.narrow);
        words(state.masks);
    }
    return state;
}

} // namespace

TEST_CASE("vmcs: REQ-VMCS-04: host state goes into the host-state area, field by field, and nowhere else") {
    Rig rig;
    Bound const bound{rig.vmx, rig.state};
    rig.enter_vmx_root();
    auto expected = all_fields(rig);
    auto const state = counted<stm::vmcs::HostState>();
    REQUIRE(stm::vmcs::write_host_state(state));
    uint64_t next = 0x100;
    for (auto const field :
         {VmcsField::HostEsSelector, VmcsField::HostCsSelector, VmcsField::HostSsSelector,  VmcsField::HostDsSelector,
          VmcsField::HostFsSelector, VmcsField::HostGsSelector, VmcsField::HostTrSelector,  VmcsField::HostPat,
          VmcsField::HostEfer,       VmcsField::HostSysenterCs, VmcsField::HostCr0,         VmcsField::HostCr3,
          VmcsField::HostCr4,        VmcsField::HostFsBase,     VmcsField::HostGsBase,      VmcsField::HostTrBase,
          VmcsField::HostGdtrBase,   VmcsField::HostIdtrBase,   VmcsField::HostSysenterEsp, VmcsField::HostSysenterEip,
          VmcsField::HostRsp,        VmcsField::HostRip})
        expected.at(field) = next++;
    CHECK(all_fields(rig) == expected);
}

TEST_CASE("vmcs: REQ-VMCS-04: controls go into their fields, and those that are not chosen are 0") {
    Rig rig;
    Bound const bound{rig.vmx, rig.state};
    rig.enter_vmx_root();
    auto expected = all_fields(rig);
    auto state = counted<stm::vmcs::ControlState>();
    stm::vmcs::fill_controls(state, 0x16, 0x401e172, 0x36fff, 0x13ff);
    state.masks[stm::vmcs::masks::kCr4Mask] = 0x2000;
    REQUIRE(stm::vmcs::write_controls(state));
    for (auto const field :
         {VmcsField::ExceptionBitmap, VmcsField::PageFaultErrorCodeMask, VmcsField::PageFaultErrorCodeMatch,
          VmcsField::Cr3TargetCount, VmcsField::ExitMsrStoreCount, VmcsField::ExitMsrLoadCount,
          VmcsField::EntryMsrLoadCount, VmcsField::EntryInterruptionInformation, VmcsField::EntryExceptionErrorCode,
          VmcsField::EntryInstructionLength, VmcsField::Cr0GuestHostMask, VmcsField::Cr0ReadShadow,
          VmcsField::Cr4ReadShadow})
        expected.at(field) = 0;
    expected.at(VmcsField::PinControls) = 0x16;
    expected.at(VmcsField::ProcControls) = 0x401e172;
    expected.at(VmcsField::ExitControls) = 0x36fff;
    expected.at(VmcsField::EntryControls) = 0x13ff;
    expected.at(VmcsField::Cr4GuestHostMask) = 0x2000;
    CHECK(all_fields(rig) == expected);
}

TEST_CASE("vmcs: REQ-VMCS-04: a region is identified, and what was active there before is let go of") {
    Rig rig;
    Bound const bound{rig.vmx, rig.state};
    rig.enter_vmx_root();
    stm::vmcs::Region region = {};
    region.word[1] = 0x1234;
    auto const before = rig.vmx.current_pointer();
    REQUIRE(stm::vmcs::identify(region, Rig::other_region, 0x52445654));
    CHECK(region.word[0] == 0x52445654);
    CHECK(region.word[1] == 0x1234);
    CHECK(rig.vmx.current_pointer() == before);
    REQUIRE(stm::vmcs::identify(region, before, 0x52445654));
    CHECK(rig.vmx.current_pointer() != before);
    CHECK_FALSE(stm::vmcs::identify(region, Rig::vmxon_region, 1));
    CHECK(region.word[0] == 0x52445654);
}
