// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/common.h"
#include "monitor/smi/handler_memory.h"
#include "monitor/smi/hold.h"

// The SMI handler is confined, on one processor and by what is granted to it on all.
namespace stm::smi {

// The first processor's part, for all.
/*@ requires \valid(&pages) && \valid(&common) && \valid_read(&processor) && \valid_read(&platform);
    requires \separated(&pages, &common, &processor, &platform, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidLayout(&platform.layout) && OsRuns(&pages.state) && IsConfined(&processor, &pages, &platform);
    requires WellPlaced(&processor) && IsEmptyMap(&pages.map, MapOf(&processor));
    assigns pages.window.entry[0], common;
    ensures usable: \result.usable && OsRuns(&pages.state);
    ensures stage: pages.state.stage == \old(pages.state.stage);
    ensures confined: IsConfined(&processor, &pages, &platform);
    ensures empty: IsEmptyMap(&pages.map, MapOf(&processor));
    ensures policy: \result.status == abi::Status::Success ==> Policy::Inv(&common.policy);
    ensures list: \result.status == abi::Status::Success ==> HasFacts(&common);
    ensures fresh: common.fresh;
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unprotectable;
*/
[[nodiscard]] Beginning grant_for_all(Pages& pages, Common& common, boot::Processor const& processor,
                                      Platform const& platform);

// All of it: the processor's own part, and for the first one that of all.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&common) && \valid_read(&platform);
    requires \separated(&processor, &pages, &common, &platform, &arch::current_vmcs, &arch::vmcs_data,
      &arch::ept_cache);
    requires OsRuns(&pages.state) && (first || (Policy::Inv(&common.policy) && HasFacts(&common)));
    assigns processor.registers, pages, common, arch::current_vmcs, arch::vmcs_data, arch::ept_cache;
    ensures usable: Usable(\result, &pages.state);
    ensures stage: \result.status == abi::Status::Success ==> pages.state.stage == Stage::Initialized;
    ensures confined: \result.status == abi::Status::Success ==> IsConfined(&processor, &pages, &platform);
    ensures held: \result.status == abi::Status::Success ==>
      Held(&pages.map, &common.policy) && pages.map.address_ == MapOf(&processor);
    ensures list: \result.status == abi::Status::Success ==> HasFacts(&common);
    ensures fresh: \result.status == abi::Status::Success ==>
      (first ? common.fresh : (common.fresh <==> \old(common.fresh)));
    ensures status: \result.status == abi::Status::Success || \result.status == abi::Status::Unspecified ||
      \result.status == abi::Status::Unprotectable;
    ensures progress: \old(Works(&pages.state)) && CanConfine ==> \result.usable;
*/
[[nodiscard]] Beginning confine(boot::Processor& processor, Pages& pages, Common& common, Platform const& platform,
                                bool first);

} // namespace stm::smi
