// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "monitor/arch/vmx.h"

#include <stdint.h>

namespace stm::vmcs {

inline constexpr uint64_t kRegionSize = 0x1000;

// A VMCS of the monitor's own, with its launch state: the processor keeps one too and does not tell it.
class Vmcs {
public:
    /*@
      predicate Placed(Vmcs* v) = v->address_ % kRegionSize == 0;

      predicate Inv(Vmcs* v) = Placed(v) && (v->launched_ <==> arch::VmcsLaunched(v->address_));

      logic integer Region(Vmcs* v) = v->address_;

      predicate NotedLaunched(Vmcs* v) = v->launched_;

      predicate Current(Vmcs* v) = arch::current_vmcs == Region(v);
    */

    // The region at `address` has the processor's revision identifier, and its VMCS is nobody else's.
    /*@ requires \valid(this);
        requires address % kRegionSize == 0;
        assigns *this, arch::current_vmcs, arch::vmcs_data;
        ensures REQ_VMCS_04_clear: \result ==> Inv(this) && Region(this) == address && !arch::VmcsLaunched(address);
        ensures REQ_VMCS_04_progress: arch::VmcsRegion(address) ==> \result;
        ensures REQ_VMCS_02_fields: \forall integer field;
          arch::VmcsValue(address, field) == arch::VmcsValue{Pre}(address, field);
        ensures REQ_VMCS_02_others: arch::SameFields{Pre, Post}(address) && arch::SameLaunched{Pre, Post}(address);
        ensures current: \old(arch::current_vmcs) != address ==> arch::current_vmcs == \old(arch::current_vmcs);
    */
    [[nodiscard]] bool create(uint64_t address);

    /*@ requires \valid_read(this) && Inv(this);
        assigns arch::current_vmcs;
        ensures REQ_VMCS_01_current: \result ==> Current(this);
        ensures failed: !\result ==> arch::current_vmcs == \old(arch::current_vmcs);
        ensures REQ_VMCS_04_progress: arch::VmcsRegion(Region(this)) ==> \result;
    */
    [[nodiscard]] bool make_current() const;

    // The instruction that enters its guest: the other one fails.
    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures REQ_VMCS_04_resume: arch::VmcsLaunched(Region(this)) ==> \result == arch::Next::Resume;
        ensures REQ_VMCS_04_launch: !arch::VmcsLaunched(Region(this)) ==> \result == arch::Next::Launch;
    */
    [[nodiscard]] arch::Next entry() const;

    // A VM exit came from its guest, so an entry has launched it.
    /*@ requires \valid(this);
        requires Placed(this) && arch::VmcsLaunched(Region(this));
        assigns launched_;
        ensures REQ_VMCS_04_launched: Inv(this) && Region(this) == \old(Region(this));
    */
    void exited();

private:
    uint64_t address_;
    bool launched_;
};

} // namespace stm::vmcs
