// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include "machine/hosted/long_mode.hpp"

#include <doctest/doctest.h>

namespace redoubt::machine::test {

Rig::Rig(uint64_t seed)
    : pool(memory, Layout{seed}, reports), vmx({.processor = 0,
                                                .state = state,
                                                .mmu = mmu,
                                                .memory = memory,
                                                .capabilities = capabilities,
                                                .pool = pool,
                                                .msrs = msrs,
                                                .reporter = reports}) {
    memory.add_ram({0, 16 * 1024 * 1024});
    for (auto const region : {vmxon_region, vmcs_region, other_region, third_region})
        memory.set_word(region, 4, revision);
    enter_long_mode(state);
    state.rip = 0x8000;
    state.set<uint64_t>(at::rsp, 0x9000);
}

void Rig::make_current(uint64_t region) {
    vmx.vmclear(region);
    REQUIRE(succeeded());
    vmx.vmptrld(region);
    REQUIRE(succeeded());
}

void Rig::enter_vmx_root() {
    vmx.vmxon(vmxon_region);
    REQUIRE(succeeded());
    make_current(vmcs_region);
}

void Rig::set(Field field, uint64_t value) {
    vmx.vmwrite(static_cast<uint32_t>(field), value);
    REQUIRE(succeeded());
}

uint64_t Rig::get(Field field) {
    auto const flags = state.flags;
    auto const value = vmx.vmread(static_cast<uint32_t>(field));
    REQUIRE(value.has_value());
    state.flags = flags;
    return *value;
}

void Rig::fill_guest_and_host() {
    fill_long_mode(*pool.find(vmx.current_pointer()), capabilities);
    set(Field::HostRip, 0xa000);
    set(Field::HostRsp, 0xb000);
    set(Field::GuestRip, 0xc000);
    set(Field::GuestRsp, 0xd000);
}

void Rig::enter_guest() {
    REQUIRE(vmx.vmlaunch() == Transition::Entered);
    REQUIRE(vmx.operation() == VmxOperation::NonRoot);
}

void Rig::put_mseg_header(uint32_t features) {
    machine::put_mseg_header(memory, mseg, mseg_revision, features);
    state.msrs.smm_monitor_ctl = mseg | stm::abi::smm_monitor_ctl::kValid;
}

void Rig::activate() {
    put_mseg_header();
    fill_guest_and_host();
    REQUIRE(vmx.vmcall(3) == Transition::Exited);
    REQUIRE(state.in_smm);
}

// The VMCS of the activation stays what SMM VM exits use; what the monitor has to add is where they arrive.
void Rig::set_up_monitor() {
    set(Field::HostRip, 0x201000);
    set(Field::HostRsp, 0x208000);
    set(Field::GuestRip, get(Field::GuestRip) + get(Field::ExitInstructionLength));
}

} // namespace redoubt::machine::test
