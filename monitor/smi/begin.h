// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/confinement.h"
#include "monitor/smi/lifecycle.h"
#include "monitor/smi/setup.h"

namespace stm::smi {

struct Beginning {
    abi::Status status;
    bool usable; // the OS can go on
};

// The monitor becomes active on this processor, or the call that wanted it is refused, as by a `hindrance` that is
// known already. The OS runs, in its context of arrival.h. With success the handler is confined, ready to be entered,
// and SMIs come through after Start.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid(&tables) && \valid_read(&platform);
    requires \separated(&processor, &pages, &shared, &tables, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&pages.state);
    requires hindrance == abi::Status::Success || hindrance >= 0x80000000;
    assigns processor.registers, pages.state, pages.start, pages.window.entry[0], shared.active, tables,
      arch::current_vmcs, arch::vmcs_data, arch::msr_data, arch::ept_cache;
    ensures REQ_VMCS_01_os: \result.usable ==> OsRuns(&pages.state);
    ensures REQ_LIFE_12_hindered: hindrance != abi::Status::Success ==> \result.usable && \result.status == hindrance;
    ensures REQ_LIFE_10_refused: hindrance == abi::Status::Success && !Begins(function, \old(shared.active)) ==>
      \result.usable && \result.status >= 0x80000000;
    ensures REQ_LIFE_02_valid: \result.usable && \result.status == abi::Status::Success ==> ValidState(&pages.state) &&
      Begins(function, \old(shared.active));
    ensures REQ_POL_02_confined: \result.usable && \result.status == abi::Status::Success ==>
      Confined(HandlerRegion(&pages.state), &platform, pages.start.entry, processor.handler_tables) &&
      arch::Invalidated(EptPointerOf(processor.handler_tables));
    ensures REQ_LIFE_05_started: \result.usable && \result.status == abi::Status::Success &&
      function == abi::Function::Start ==> pages.state.stage == Stage::Started && !IsBlocked(OsRegion(&pages.state));
    ensures REQ_LIFE_02_counted: \result.status == abi::Status::Success ==> shared.active == \old(shared.active) + 1;
    ensures REQ_LIFE_07_not_counted: \result.status != abi::Status::Success ==> shared.active == \old(shared.active);
    ensures REQ_VMCS_04_progress: \old(processor.address) < boot::kEndOfMseg && \old(Works(&pages.state)) &&
      CanConfine ==> \result.usable;
*/
[[nodiscard]] Beginning begin(boot::Processor& processor, Pages& pages, Shared& shared, HandlerTables& tables,
                              Platform const& platform, abi::Status hindrance, uint32_t function);

} // namespace stm::smi
