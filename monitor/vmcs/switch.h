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

      predicate NotedLaunched(Switch* s, integer region) =
        (region == Vmcs::Region(&s->os_) && Vmcs::NotedLaunched(&s->os_)) ||
        (region == Vmcs::Region(&s->handler_) && Vmcs::NotedLaunched(&s->handler_));

      // M2 begins: made of models/vmcs_switching.hpp by ./redoubt models --update
      predicate SameContexts{L, M}(Switch* s, arch::Registers* registers, integer os, integer handler) =
        (\forall integer v; (v == os || v == handler) ==>
          (\at(arch::current_vmcs == v, M) <==> \at(arch::current_vmcs == v, L))) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(arch::VmcsLaunched(v), M) <==> \at(arch::VmcsLaunched(v), L))) &&
        (\forall integer v, field; (v == os || v == handler) ==>
          (\at(arch::VmcsValue(v, field), M) == \at(arch::VmcsValue(v, field), L))) &&
        (\forall integer r; 0 <= r < kRegisters ==>
          (\at(RegisterAt(registers, r), M) == \at(RegisterAt(registers, r), L))) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(NotedLaunched(s, v), M) <==> \at(NotedLaunched(s, v), L))) &&
        (\at(s->running_, M) == \at(s->running_, L)) &&
        (\forall integer r; 0 <= r < kRegisters ==>
          (\at(RegisterAt(&s->aside_, r), M) == \at(RegisterAt(&s->aside_, r), L)));

      // M2 create. The caller's: assigned; its own.
      predicate CreateStep{L, M}(Switch* s, integer os, integer handler) =
        (\forall integer v; (v == os || v == handler) ==> (\at(arch::current_vmcs == v, M) <==> v == os)) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(arch::VmcsLaunched(v), M) <==> v != handler && v != os && \at(arch::VmcsLaunched(v), L))) &&
        (\forall integer v, field; (v == os || v == handler) ==>
          (\at(arch::VmcsValue(v, field), M) == \at(arch::VmcsValue(v, field), L))) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(NotedLaunched(s, v), M) <==> v != handler && v != os && \at(NotedLaunched(s, v), L))) &&
        (\at(s->running_, M) == Context::Os);

      // M2 note_exit. The caller's: in the monitor; not noted; whose turn it was.
      predicate NoteExitStep{L, M}(Switch* s, integer os, integer handler, integer left) =
        (\forall integer v; (v == os || v == handler) ==>
          (\at(arch::current_vmcs == v, M) <==> \at(arch::current_vmcs == v, L))) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(arch::VmcsLaunched(v), M) <==> \at(arch::VmcsLaunched(v), L))) &&
        (\forall integer v, field; (v == os || v == handler) ==>
          (\at(arch::VmcsValue(v, field), M) == \at(arch::VmcsValue(v, field), L))) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(NotedLaunched(s, v), M) <==> v == left || \at(NotedLaunched(s, v), L))) &&
        (\at(s->running_, M) == \at(s->running_, L));

      // M2 interrupt. The caller's: exit noted; its own.
      predicate InterruptGuard(Switch* s, arch::Registers* registers, integer os, integer handler) =
        s->running_ == Context::Os;
      predicate InterruptStep{L, M}(Switch* s, arch::Registers* registers, integer os, integer handler) =
        (\forall integer v; (v == os || v == handler) ==> (\at(arch::current_vmcs == v, M) <==> v == handler)) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(arch::VmcsLaunched(v), M) <==> \at(arch::VmcsLaunched(v), L))) &&
        (\forall integer v, field; (v == os || v == handler) ==>
          (\at(arch::VmcsValue(v, field), M) == \at(arch::VmcsValue(v, field), L))) &&
        (\forall integer r; 0 <= r < kRegisters ==> (\at(RegisterAt(registers, r), M) == 0)) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(NotedLaunched(s, v), M) <==> \at(NotedLaunched(s, v), L))) &&
        (\at(s->running_, M) == Context::SmiHandler) &&
        (\forall integer r; 0 <= r < kRegisters ==>
          (\at(RegisterAt(&s->aside_, r), M) == \at(RegisterAt(registers, r), L)));

      // M2 resume. The caller's: exit noted; its own.
      predicate ResumeGuard(Switch* s, arch::Registers* registers, integer os, integer handler) =
        s->running_ == Context::SmiHandler;
      predicate ResumeStep{L, M}(Switch* s, arch::Registers* registers, integer os, integer handler) =
        (\forall integer v; (v == os || v == handler) ==> (\at(arch::current_vmcs == v, M) <==> v == os)) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(arch::VmcsLaunched(v), M) <==> \at(arch::VmcsLaunched(v), L))) &&
        (\forall integer v, field; (v == os || v == handler) ==>
          (\at(arch::VmcsValue(v, field), M) == \at(arch::VmcsValue(v, field), L))) &&
        (\forall integer r; 0 <= r < kRegisters ==>
          (\at(RegisterAt(registers, r), M) == \at(RegisterAt(&s->aside_, r), L))) &&
        (\forall integer v; (v == os || v == handler) ==>
          (\at(NotedLaunched(s, v), M) <==> \at(NotedLaunched(s, v), L))) &&
        (\at(s->running_, M) == Context::Os) &&
        (\forall integer r; 0 <= r < kRegisters ==>
          (\at(RegisterAt(&s->aside_, r), M) == \at(RegisterAt(&s->aside_, r), L)));
      // M2 ends
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
        ensures M2_create: \result ==> CreateStep{Pre, Post}(this, os, handler);
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
        assigns os_.launched_, handler_.launched_;
        ensures REQ_VMCS_04_launched: Coherent(this) && Runs(this, \old(this->running_));
        ensures regions: RegionOf(this, Context::Os) == \old(RegionOf(this, Context::Os)) &&
          RegionOf(this, Context::SmiHandler) == \old(RegionOf(this, Context::SmiHandler));
        ensures M2_note_exit: NoteExitStep{Pre, Post}(this, RegionOf{Pre}(this, Context::Os),
          RegionOf{Pre}(this, Context::SmiHandler), RegionOf{Pre}(this, \old(this->running_)));
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
        ensures M2_interrupt: \result ==>
          InterruptStep{Pre, Post}(this, &registers, RegionOf{Pre}(this, Context::Os),
            RegionOf{Pre}(this, Context::SmiHandler));
        ensures M2_interrupt_refused: !\result ==>
          SameContexts{Pre, Post}(this, &registers, RegionOf{Pre}(this, Context::Os),
            RegionOf{Pre}(this, Context::SmiHandler));
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
        ensures M2_resume: \result ==>
          ResumeStep{Pre, Post}(this, &registers, RegionOf{Pre}(this, Context::Os),
            RegionOf{Pre}(this, Context::SmiHandler));
        ensures M2_resume_refused: !\result ==>
          SameContexts{Pre, Post}(this, &registers, RegionOf{Pre}(this, Context::Os),
            RegionOf{Pre}(this, Context::SmiHandler));
    */
    [[nodiscard]] bool resume(arch::Registers& registers);

private:
    Vmcs os_;
    Vmcs handler_;
    Context running_;
    arch::Registers aside_;
};

} // namespace stm::vmcs
