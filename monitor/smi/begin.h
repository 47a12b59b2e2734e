// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/common.h"
#include "monitor/smi/confine.h"
#include "monitor/smi/lifecycle.h"

namespace stm::smi {

// The monitor becomes active on this processor, or the call that wanted it is refused, as by a `hindrance` that is
// known already. The OS runs, in its context of arrival.h. With success the handler is confined, ready to be entered,
// and SMIs come through after Start. What is known in common the first processor finds out, by the BIOS's descriptor
// for it.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid(&common) && \valid_read(&platform);
    requires \separated(&processor, &pages, &shared, &common, &platform, &arch::current_vmcs, &arch::vmcs_data,
      &arch::ept_cache);
    requires known: IsOn(shared.active) ==> Policy::Inv(&common.policy) && HasFacts(&common);
    requires OsRuns(&pages.state);
    requires hindrance == abi::Status::Success || hindrance >= 0x80000000;
    assigns processor.registers, pages, shared.active, common, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::ept_cache;
    ensures REQ_VMCS_01_os: Usable(\result, &pages.state);
    ensures REQ_LIFE_12_hindered: hindrance != abi::Status::Success ==> \result.usable && \result.status == hindrance;
    ensures REQ_LIFE_10_refused: hindrance == abi::Status::Success && !Begins(function, \old(shared.active)) ==>
      \result.usable && \result.status >= 0x80000000;
    ensures REQ_LIFE_02_admitted: \result.status == abi::Status::Success ==> Begins(function, \old(shared.active));
    ensures REQ_POL_02_confined: \result.status == abi::Status::Success ==>
      IsConfined(&processor, &pages, &platform);
    ensures REQ_MAP_06_held: \result.status == abi::Status::Success ==>
      Held(&pages.map, &common.policy) && pages.map.address_ == MapOf(&processor);
    ensures REQ_RSC_05_list: \result.status == abi::Status::Success ==> HasFacts(&common);
    ensures REQ_LIFE_09_fresh: \result.status == abi::Status::Success ==>
      (function == abi::Function::InitializeProtection ? common.fresh : (common.fresh <==> \old(common.fresh)));
    ensures REQ_LIFE_05_started: \result.status == abi::Status::Success &&
      function == abi::Function::Start ==> pages.state.stage == Stage::Started && !IsBlocked(OsRegion(&pages.state));
    ensures REQ_LIFE_02_counted: \result.status == abi::Status::Success ==> shared.active == \old(shared.active) + 1;
    ensures REQ_LIFE_07_not_counted: \result.status != abi::Status::Success ==> shared.active == \old(shared.active);
    ensures REQ_VMCS_04_progress: \old(processor.address) < boot::kEndOfMseg && \old(Works(&pages.state)) &&
      CanConfine ==> \result.usable;
*/
[[nodiscard]] Beginning begin(boot::Processor& processor, Pages& pages, Shared& shared, Common& common,
                              Platform const& platform, abi::Status hindrance, uint32_t function);

} // namespace stm::smi
