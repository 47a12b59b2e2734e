// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/domains/area.h"
#include "monitor/domains/io_state.h"
#include "monitor/domains/rules.h"
#include "monitor/domains/snapshot.h"
#include "monitor/io/port_value.h"
#include "spec/abi/vmx_guest.h"

#include <stdint.h>

// What the handler finds in the save state of its processor.
namespace stm::domains {

/*@
  logic integer Low(integer value) = value % 0x100000000;
  logic integer High(integer value) = value / 0x100000000;
  logic integer Half(integer value, integer n) = n % 2 == 0 ? Low(value) : High(value);

  // The runs of the layout (abi::SmmCpuState), member by member.
  logic integer IoAt(GuestSnapshot* g, integer n) =
    n == 0 ? g->io_rdi : n == 1 ? g->io_rip : n == 2 ? g->io_rcx : g->io_rsi;

  logic integer RegisterAt(GuestSnapshot* g, integer n) =
    n == 0 ? g->registers.r15 : n == 1 ? g->registers.r14 : n == 2 ? g->registers.r13 : n == 3 ? g->registers.r12 :
    n == 4 ? g->registers.r11 : n == 5 ? g->registers.r10 : n == 6 ? g->registers.r9 : n == 7 ? g->registers.r8 :
    n == 8 ? g->registers.rax : n == 9 ? g->registers.rcx : n == 10 ? g->registers.rdx : n == 11 ? g->registers.rbx :
    n == 12 ? g->rsp : n == 13 ? g->registers.rbp : n == 14 ? g->registers.rsi : g->registers.rdi;

  logic integer SelectorAt(GuestSnapshot* g, integer n) =
    n == 0 ? g->es_selector : n == 1 ? g->cs_selector : n == 2 ? g->ss_selector : n == 3 ? g->ds_selector :
    n == 4 ? g->fs_selector : n == 5 ? g->gs_selector : n == 6 ? g->ldtr_selector : g->tr_selector;

  logic integer ControlAt(GuestSnapshot* g, integer n) =
    n == 0 ? g->dr7 : n == 1 ? g->dr6 : n == 2 ? g->rip : n == 3 ? g->efer : n == 4 ? g->rflags :
    n == 5 ? g->cr3 : g->cr0;

  // Doubleword i of what is no secret: the handler's own SMBASE, and the revision.
  logic integer Open(GuestSnapshot* g, integer i) =
    i == place::kSmbase ? Low(g->smbase) : i == place::kSmmRevId ? abi::SmmCpuState::kRevision : 0;

  logic integer IoFields(GuestSnapshot* g, integer i) =
    i == place::kIoMisc ? IoMisc(g->exit_qualification) :
    i == place::kIoMemAddr ? Low(IoMemAddr(g->exit_qualification, g->guest_linear_address)) :
    i == place::kIoMemAddr + 1 ? High(IoMemAddr(g->exit_qualification, g->guest_linear_address)) : 0;

  logic integer Tables(GuestSnapshot* g, integer i) =
    i == place::kGdtBaseHi ? High(g->gdtr_base) : i == place::kGdtBaseLo ? Low(g->gdtr_base) :
    i == place::kLdtBaseHi ? High(g->ldtr_base) : i == place::kLdtBaseLo ? Low(g->ldtr_base) :
    i == place::kIdtBaseHi ? High(g->idtr_base) : i == place::kIdtBaseLo ? Low(g->idtr_base) :
    i == place::kGdtLimit ? Low(g->gdtr_limit) : i == place::kIdtLimit ? Low(g->idtr_limit) :
    i == place::kLdtLimit ? Low(g->ldtr_limit) : 0;

  logic integer Others(GuestSnapshot* g, integer i) =
    i == place::kCr4 ? Low(g->cr4) : i == place::kEptp ? Low(g->ept_pointer) :
    i == place::kEptp + 1 ? High(g->ept_pointer) : i == place::kEnabledEpt ? (g->enable_ept ? 1 : 0) :
    i == place::kRestart ? (g->activity_state == abi::ActivityState::Hlt ? 0x10000 : 0) : 0;

  // Doubleword i, if all is populated. Fields of the I/O instruction are 0 without one.
  logic integer Whole(GuestSnapshot* g, integer i) =
    place::kRegisters <= i < place::kIoMemAddr ?
      Half(RegisterAt(g, (i - place::kRegisters) / 2), i - place::kRegisters) :
    place::kSelectors <= i < place::kControl ? Low(SelectorAt(g, i - place::kSelectors)) :
    place::kControl <= i < place::kEnd ? Half(ControlAt(g, (i - place::kControl) / 2), i - place::kControl) :
    place::kIo <= i < place::kIo + 8 ? (g->io_smi ? Half(IoAt(g, (i - place::kIo) / 2), i - place::kIo) : 0) :
    place::kIoMemAddr <= i <= place::kIoMisc ? (g->io_smi ? IoFields(g, i) : 0) :
    place::kSmbase <= i <= place::kSmmRevId ? Open(g, i) :
    Tables(g, i) + Others(g, i);

  // If not.
  logic integer Part(GuestSnapshot* g, Populate what, integer i) =
    i == place::kRdx ? (what.dx ? g->registers.rdx % 0x10000 : 0) :
    i == place::kRax ? (what.data ? g->registers.rax % io::Span(IoBytes(g->exit_qualification)) : 0) :
    place::kIoMemAddr <= i <= place::kIoMisc ? (what.io && g->io_smi ? IoFields(g, i) : 0) :
    Open(g, i);

  logic integer Shown(GuestSnapshot* g, Populate what, integer i) = what.all ? Whole(g, i) : Part(g, what, i);
*/

/*@ requires \valid(&area) && \valid_read(&guest) && \separated(&area, &guest);
    assigns area;
    ensures REQ_DOM_03_populated: \forall integer i; 0 <= i < place::kEnd ==>
      Dword(&area, i) == \old(Shown(&guest, what, i));
    ensures REQ_DOM_03_nothing: !what.all && !what.io && !what.dx && !what.data ==>
      (\forall integer i; 0 <= i < place::kEnd && i != place::kSmbase && i != place::kSmmRevId ==>
        Dword(&area, i) == 0);
*/
void populate(SaveStateArea& area, GuestSnapshot const& guest, Populate what);

} // namespace stm::domains
