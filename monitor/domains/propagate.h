// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/area.h"
#include "monitor/domains/flags.h"
#include "monitor/domains/io_state.h"
#include "monitor/domains/rules.h"
#include "monitor/domains/snapshot.h"
#include "monitor/io/port_value.h"
#include "spec/abi/vmx_guest.h"

#include <stdint.h>

// What comes back from the save state after the handler.
namespace stm::domains {

/*@
  logic integer IoRestart(SaveStateArea* a) = Dword(a, place::kRestart) % 0x10000;
  logic integer AutoHaltRestart(SaveStateArea* a) = Dword(a, place::kRestart) / 0x10000;

  logic integer Code64(GuestSnapshot* g) = g->efer / 0x400 % 2 == 1 ? g->cs_access_rights / 0x2000 % 2 : 0;
  logic integer La57(GuestSnapshot* g) = g->cr4 / 0x1000 % 2;
  predicate CanRunAt(GuestSnapshot* g, integer rip) = CodeAddress(rip, Code64(g), La57(g));

  // The I/O instruction is executed again (SDM vol. 3C 34.12).
  predicate Restarts(SaveStateArea* a, GuestSnapshot* g) =
    g->io_smi && IoRestart(a) == abi::SmmCpuState::kRestartInstruction && CanRunAt(g, Wide(a, place::kIoEip));
  predicate RestartsString(SaveStateArea* a, GuestSnapshot* g) = Restarts(a, g) && String(g->exit_qualification) == 1;

  // Blocking by STI or by MOV SS, or a processor that is not active: VM entry looks at TF and IF.
  predicate HoldsTrapAndInterrupt(GuestSnapshot* g) =
    g->interruptibility % 4 != 0 || g->activity_state != abi::ActivityState::Active;

  logic integer ActivityAfter(SaveStateArea* a, GuestSnapshot* g) =
    g->activity_state == abi::ActivityState::Hlt && AutoHaltRestart(a) % 2 == 0 ? abi::ActivityState::Active
                                                                               : g->activity_state;

  predicate SavedRegisters(SaveStateArea* a, arch::Registers r) =
    r.r15 == Wide(a, place::kRegisters) && r.r14 == Wide(a, place::kRegisters + 2) &&
    r.r13 == Wide(a, place::kRegisters + 4) && r.r12 == Wide(a, place::kRegisters + 6) &&
    r.r11 == Wide(a, place::kRegisters + 8) && r.r10 == Wide(a, place::kRegisters + 10) &&
    r.r9 == Wide(a, place::kRegisters + 12) && r.r8 == Wide(a, place::kRegisters + 14) &&
    r.rax == Wide(a, place::kRax) && r.rdx == Wide(a, place::kRax + 4) && r.rbx == Wide(a, place::kRax + 6) &&
    r.rbp == Wide(a, place::kRax + 10);

  // A string instruction that is executed again has these as they were before it.
  predicate SavedStringRegisters(SaveStateArea* a, arch::Registers r) =
    r.rcx == Wide(a, place::kRax + 2) && r.rsi == Wide(a, place::kRax + 12) && r.rdi == Wide(a, place::kRax + 14);

  logic integer SavedRsp(SaveStateArea* a) = Wide(a, place::kRax + 8);

  predicate SameButRax{L, M}(arch::Registers* r) =
    \at(r->rcx, L) == \at(r->rcx, M) && \at(r->rdx, L) == \at(r->rdx, M) && \at(r->rbx, L) == \at(r->rbx, M) &&
    \at(r->rbp, L) == \at(r->rbp, M) && \at(r->rsi, L) == \at(r->rsi, M) && \at(r->rdi, L) == \at(r->rdi, M) &&
    \at(r->r8, L) == \at(r->r8, M) && \at(r->r9, L) == \at(r->r9, M) && \at(r->r10, L) == \at(r->r10, M) &&
    \at(r->r11, L) == \at(r->r11, M) && \at(r->r12, L) == \at(r->r12, M) && \at(r->r13, L) == \at(r->r13, M) &&
    \at(r->r14, L) == \at(r->r14, M) && \at(r->r15, L) == \at(r->r15, M);

  predicate SameState{L, M}(GuestSnapshot* g) =
    \at(g->rsp, L) == \at(g->rsp, M) && \at(g->rip, L) == \at(g->rip, M) &&
    \at(g->rflags, L) == \at(g->rflags, M) && \at(g->activity_state, L) == \at(g->activity_state, M);
*/

// Only what the interface marks is ever changed, whatever the handler wrote: see the assigns. A RIP that code cannot be
// at is not taken.
/*@ requires \valid(&guest) && \valid_read(&area) && \separated(&guest, &area);
    assigns guest.registers, guest.rsp, guest.rip, guest.rflags, guest.activity_state;
    ensures REQ_DOM_06_nothing: !what.all ==> SameState{Pre, Post}(&guest) && SameButRax{Pre, Post}(&guest.registers);
    ensures REQ_DOM_06_rax: !what.all && !what.data ==> guest.registers.rax == \old(guest.registers.rax);
    ensures REQ_DOM_03_data: !what.all && what.data ==> guest.registers.rax ==
      \old(io::AfterInput(guest.registers.rax, IoBytes(guest.exit_qualification), Dword(&area, place::kRax)));
    ensures REQ_DOM_06_registers: what.all ==> SavedRegisters{Pre}(&area, guest.registers);
    ensures REQ_DOM_06_rsp: what.all ==> guest.rsp == \old(SavedRsp(&area));
    ensures REQ_DOM_06_string: what.all && !\old(RestartsString(&area, &guest)) ==>
      SavedStringRegisters{Pre}(&area, guest.registers);
    ensures REQ_DOM_06_again: what.all && \old(RestartsString(&area, &guest)) ==>
      guest.registers.rcx == \old(guest.io_rcx) && guest.registers.rsi == \old(guest.io_rsi) &&
      guest.registers.rdi == \old(guest.io_rdi);
    ensures REQ_DOM_06_restarted: what.all && \old(Restarts(&area, &guest)) ==>
      guest.rip == \old(Wide(&area, place::kIoEip));
    ensures REQ_DOM_06_rip: what.all && !\old(Restarts(&area, &guest)) &&
      \old(CanRunAt(&guest, Wide(&area, place::kRip))) ==> guest.rip == \old(Wide(&area, place::kRip));
    ensures REQ_DOM_06_rip_kept: what.all && !\old(Restarts(&area, &guest)) &&
      !\old(CanRunAt(&guest, Wide(&area, place::kRip))) ==> guest.rip == \old(guest.rip);
    ensures REQ_DOM_06_fixed_flags: what.all ==> FixedFlags(guest.rflags);
    ensures REQ_DOM_06_flags: what.all ==> SameFreeFlags(guest.rflags, \old(Wide(&area, place::kRflags)));
    ensures REQ_DOM_06_vm: what.all ==> SameVm(guest.rflags, \old(guest.rflags));
    ensures REQ_DOM_06_held: what.all && \old(HoldsTrapAndInterrupt(&guest)) ==>
      SameTrapAndInterrupt(guest.rflags, \old(guest.rflags));
    ensures REQ_DOM_06_not_held: what.all && !\old(HoldsTrapAndInterrupt(&guest)) ==>
      SameTrapAndInterrupt(guest.rflags, \old(Wide(&area, place::kRflags)));
    ensures REQ_DOM_06_halt: what.all ==> guest.activity_state == \old(ActivityAfter(&area, &guest));
*/
void propagate(SaveStateArea const& area, GuestSnapshot& guest, Propagate what);

} // namespace stm::domains
