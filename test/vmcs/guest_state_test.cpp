// SPDX-License-Identifier: Apache-2.0
#include "machine/hosted/arch.hpp"
#include "monitor/vmcs/guest_state.h"
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>
#include <map>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

bool is_guest_field(Field field) {
    return stm::abi::type_of(field) == stm::abi::VmcsType::GuestState;
}

uint64_t some_value(Field field) {
    auto const encoding = static_cast<uint64_t>(field);
    return (encoding * 0x9e3779b97f4a7c15) & field_mask(field);
}

} // namespace

TEST_CASE(
    "vmcs: REQ-VMCS-02: what was read of one VMCS is what another gets, in every field of the guest that it has") {
    Rig rig;
    Bound const bound{rig.vmx, rig.state};
    rig.enter_vmx_root();
    std::map<Field, uint64_t> before;
    for (auto const field : kFields)
        if (is_guest_field(field) && supported_field(static_cast<uint32_t>(field), rig.capabilities)) {
            before[field] = some_value(field);
            rig.set(field, before[field]);
        }
    stm::vmcs::GuestState state = {};
    REQUIRE(stm::vmcs::read_guest_state(state));
    rig.make_current(Rig::other_region);
    REQUIRE(stm::vmcs::write_guest_state(state));
    // Of each processor's own, and not the interrupted one's
    before.erase(Field::PreemptionTimerValue);
    before.erase(Field::GuestPerfGlobalCtrl);
    CHECK(before.size() > 50);
    for (auto const& [field, value] : before) {
        CAPTURE(static_cast<uint32_t>(field));
        CHECK(rig.get(field) == value);
    }
}

TEST_CASE("vmcs: REQ-VMCS-02: writing a guest's state leaves every other field") {
    Rig rig;
    Bound const bound{rig.vmx, rig.state};
    rig.enter_vmx_root();
    rig.fill_guest_and_host();
    std::map<Field, uint64_t> before;
    for (auto const field : kFields)
        if (!is_guest_field(field) && supported_field(static_cast<uint32_t>(field), rig.capabilities))
            before[field] = rig.get(field);
    stm::vmcs::GuestState state = {};
    REQUIRE(stm::vmcs::write_guest_state(state));
    for (auto const& [field, value] : before)
        CHECK(rig.get(field) == value);
}

TEST_CASE("vmcs: REQ-VMCS-04: without a current VMCS there is nothing to read or write") {
    Rig rig;
    Bound const bound{rig.vmx, rig.state};
    rig.vmx.vmxon(Rig::vmxon_region);
    stm::vmcs::GuestState state = {};
    CHECK_FALSE(stm::vmcs::read_guest_state(state));
    CHECK_FALSE(stm::vmcs::write_guest_state(state));
}
