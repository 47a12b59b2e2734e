// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "monitor/vmcs/registers.h"
#include "monitor/vmcs/vmcs.h"

#include <stdint.h>

namespace stm::vmcs {

// Who runs on a processor, when the monitor does not.
enum class Context : uint8_t {
    Os,        // outside SMM: the executive monitor, or a guest of its
    SmiHandler // the BIOS's, as a guest in SMM
};

// The contexts of one processor and the way between them. Each has a VMCS of its own; general registers are in none, so
// those of the one that does not run are here.
class Switch {
public:
    /*@
      predicate Inv(Switch* s) =
        Vmcs::Inv(&s->os_) && Vmcs::Inv(&s->handler_) && Vmcs::Region(&s->os_) != Vmcs::Region(&s->handler_) &&
        (s->running_ == Context::Os || s->running_ == Context::SmiHandler);

      predicate Runs(Switch* s, integer context) = s->running_ == context;

      logic integer RegionOf(Switch* s, integer context) =
        context == Context::Os ? Vmcs::Region(&s->os_) : Vmcs::Region(&s->handler_);

      // The VMCS that is current is the running context's.
      predicate Coherent(Switch* s) = Inv(s) && arch::current_vmcs == RegionOf(s, s->running_);

      // As Coherent, but that the launch state of the running context's VMCS may have changed.
      predicate Arrived(Switch* s) =
        Vmcs::Region(&s->os_) != Vmcs::Region(&s->handler_) &&
        (s->running_ == Context::Os
          ? Vmcs::Placed(&s->os_) && Vmcs::Inv(&s->handler_)
          : s->running_ == Context::SmiHandler && Vmcs::Placed(&s->handler_) && Vmcs::Inv(&s->os_)) &&
        arch::current_vmcs == RegionOf(s, s->running_);

      logic arch::Registers* Aside(Switch* s) = &s->aside_;
    */

    // Regions as Vmcs::create wants them. The OS runs: its VMCS is current.
    /*@ requires \valid(this);
        requires os % kRegionSize == 0 && handler % kRegionSize == 0 && os != handler;
        assigns *this, arch::current_vmcs, arch::vmcs_data;
        ensures REQ_VMCS_04_created: \result ==> Coherent(this) && Runs(this, Context::Os);
        ensures regions: \result ==> RegionOf(this, Context::Os) == os &&
          RegionOf(this, Context::SmiHandler) == handler;
        ensures REQ_VMCS_04_progress: arch::VmcsRegion(os) && arch::VmcsRegion(handler) ==> \result;
        ensures REQ_VMCS_02_fields: \forall integer region, field;
          arch::VmcsValue(region, field) == arch::VmcsValue{Pre}(region, field);
        ensures REQ_VMCS_04_others: \forall integer region; region != os && region != handler ==>
          (arch::VmcsLaunched(region) <==> arch::VmcsLaunched{Pre}(region));
    */
    [[nodiscard]] bool create(uint64_t os, uint64_t handler);

    /*@ requires \valid_read(this) && Inv(this);
        assigns \nothing;
        ensures \result <==> Runs(this, Context::Os);
    */
    [[nodiscard]] bool os_runs() const;

    // The instruction that goes on with the running context.
    /*@ requires \valid_read(this) && Coherent(this);
        assigns \nothing;
        ensures REQ_VMCS_04_resume: arch::VmcsLaunched(arch::current_vmcs) ==> \result == arch::Next::Resume;
        ensures REQ_VMCS_04_launch: !arch::VmcsLaunched(arch::current_vmcs) ==> \result == arch::Next::Launch;
    */
    [[nodiscard]] arch::Next entry() const;

    // A VM exit came from the running context: an entry has launched its VMCS, which is current again.
    /*@ requires \valid(this);
        requires Arrived(this) && arch::VmcsLaunched(arch::current_vmcs);
        assigns os_, handler_;
        ensures REQ_VMCS_04_launched: Coherent(this) && Runs(this, \old(this->running_));
        ensures regions: RegionOf(this, Context::Os) == \old(RegionOf(this, Context::Os)) &&
          RegionOf(this, Context::SmiHandler) == \old(RegionOf(this, Context::SmiHandler));
    */
    void exited();

    // From the OS to the handler. On failure nothing has changed.
    /*@ requires \valid(this) && \valid(&registers) && \separated(this, &registers);
        requires Coherent(this) && Runs(this, Context::Os);
        assigns running_, aside_, registers, arch::current_vmcs;
        ensures REQ_VMCS_01_handler: \result ==> Coherent(this);
        ensures REQ_VMCS_01_runs: \result ==> Runs(this, Context::SmiHandler);
        ensures REQ_VMCS_02_aside: \result ==> EqualRegisters{Post, Pre}(Aside(this), &registers);
        ensures REQ_VMCS_02_nothing_leaks: \result ==> ZeroRegisters(&registers);
        ensures regions: RegionOf(this, Context::Os) == \old(RegionOf(this, Context::Os)) &&
          RegionOf(this, Context::SmiHandler) == \old(RegionOf(this, Context::SmiHandler));
        ensures REQ_VMCS_04_progress: arch::VmcsRegion(RegionOf(this, Context::SmiHandler)) ==> \result;
        ensures REQ_VMCS_01_refused: !\result ==> Coherent(this) && Runs(this, Context::Os) &&
          EqualRegisters{Post, Pre}(&registers, &registers);
    */
    [[nodiscard]] bool interrupt(arch::Registers& registers);

    // Back to what was interrupted. On failure nothing has changed.
    /*@ requires \valid(this) && \valid(&registers) && \separated(this, &registers);
        requires Coherent(this) && Runs(this, Context::SmiHandler);
        assigns running_, registers, arch::current_vmcs;
        ensures REQ_VMCS_01_os: \result ==> Coherent(this) && Runs(this, Context::Os);
        ensures REQ_VMCS_02_registers: \result ==> EqualRegisters{Post, Pre}(&registers, Aside(this));
        ensures regions: RegionOf(this, Context::Os) == \old(RegionOf(this, Context::Os)) &&
          RegionOf(this, Context::SmiHandler) == \old(RegionOf(this, Context::SmiHandler));
        ensures REQ_VMCS_04_progress: arch::VmcsRegion(RegionOf(this, Context::Os)) ==> \result;
        ensures REQ_VMCS_01_refused: !\result ==> Coherent(this) && Runs(this, Context::SmiHandler) &&
          EqualRegisters{Post, Pre}(&registers, &registers);
    */
    [[nodiscard]] bool resume(arch::Registers& registers);

private:
    Vmcs os_;
    Vmcs handler_;
    Context running_;
    arch::Registers aside_;
};

} // namespace stm::vmcs
