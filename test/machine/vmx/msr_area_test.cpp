// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::ExitReason;

namespace {

constexpr uint64_t area = 0x60000;
constexpr uint32_t lstar = static_cast<uint32_t>(stm::abi::Msr::Lstar);
constexpr uint32_t star = static_cast<uint32_t>(stm::abi::Msr::Star);
constexpr uint32_t fs_base = static_cast<uint32_t>(stm::abi::Msr::FsBase);

struct WithMsrs : Rig {
    WithMsrs() {
        enter_vmx_root();
        fill_guest_and_host();
        msrs.values = {{star, 1}, {lstar, 2}, {fs_base, 3}};
    }
    void put(unsigned entry, uint64_t index, uint64_t value) {
        memory.set_word(area + 16 * entry, 8, index);
        memory.set_word(area + 16 * entry + 8, 8, value);
    }
};

} // namespace

TEST_CASE("machine: a VM entry loads the MSRs of its area") {
    WithMsrs rig;
    rig.put(0, star, 0x11);
    rig.put(1, lstar, 0x22);
    rig.set(Field::EntryMsrLoadAddress, area);
    rig.set(Field::EntryMsrLoadCount, 2);
    rig.enter_guest();
    CHECK(rig.msrs.values[star] == 0x11);
    CHECK(rig.msrs.values[lstar] == 0x22);
}

TEST_CASE("machine: an MSR that cannot be loaded fails the VM entry with its number in the list") {
    for (uint64_t const index : {uint64_t{fs_base}, uint64_t{0x999}, uint64_t{star} | uint64_t{1} << 32}) {
        WithMsrs rig;
        rig.put(0, star, 0x11);
        rig.put(1, index, 0x22);
        rig.set(Field::EntryMsrLoadAddress, area);
        rig.set(Field::EntryMsrLoadCount, 2);
        CHECK(rig.vmx.vmlaunch() == Transition::Exited);
        CHECK(rig.get(Field::ExitReason) == (34 | 1u << 31));
        CHECK(rig.get(Field::ExitQualification) == 2);
        CHECK(rig.state.rip == 0xa000);
        CHECK(rig.vmx.operation() == VmxOperation::Root);
    }
}

TEST_CASE("machine: a VM exit stores the guest's MSRs and loads the host's") {
    WithMsrs rig;
    rig.put(0, star, 0);
    rig.put(1, lstar, 0x33);
    rig.set(Field::ExitMsrStoreAddress, area);
    rig.set(Field::ExitMsrStoreCount, 1);
    rig.set(Field::ExitMsrLoadAddress, area + 16);
    rig.set(Field::ExitMsrLoadCount, 1);
    rig.enter_guest();
    rig.msrs.values[star] = 0x77;
    rig.vmx.exit({.reason = ExitReason::Cpuid, .instruction_length = 2});
    CHECK(rig.memory.word(area + 8, 8) == 0x77);
    CHECK(rig.msrs.values[lstar] == 0x33);
}

TEST_CASE("machine: an MSR that a VM exit cannot store or load is a VMX abort, which the region tells") {
    WithMsrs store;
    store.put(0, 0x999, 0);
    store.set(Field::ExitMsrStoreAddress, area);
    store.set(Field::ExitMsrStoreCount, 1);
    store.enter_guest();
    CHECK_THROWS_AS(store.vmx.exit({.reason = ExitReason::Cpuid, .instruction_length = 2}), VmxAbort);
    CHECK(store.abort_indicator(Rig::vmcs_region) == 1);
    WithMsrs load;
    load.put(0, 0x999, 0);
    load.set(Field::ExitMsrLoadAddress, area);
    load.set(Field::ExitMsrLoadCount, 1);
    load.enter_guest();
    CHECK_THROWS_AS(load.vmx.exit({.reason = ExitReason::Cpuid, .instruction_length = 2}), VmxAbort);
    CHECK(load.abort_indicator(Rig::vmcs_region) == 4);
}
