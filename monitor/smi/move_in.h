// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/boot/processor.h"
#include "monitor/smi/common.h"
#include "monitor/smi/handler.h"
#include "monitor/smi/lifecycle.h"
#include "monitor/smi/platform.h"

// The monitor arrives on a processor: what the platform is, and the OS's context out of its way.
namespace stm::smi {

/*@
  predicate ValidProcessor(boot::Processor* p) =
    boot::ValidPlace(p->place) && p->index < boot::kProcessors && p->address % 0x1000 == 0 &&
      p->address < boot::kEndOfMseg &&
    p->window % 0x1000 == 0 && p->common % 0x1000 == 0 && 0 < p->common < boot::kEndOfMseg &&
    p->mseg == 0x1000 * p->place.base;
*/

struct Arrival {
    bool taken;            // the OS's context has moved into a VMCS of the monitor's
    abi::Status hindrance; // Success: the monitor may become active
};

// The monitor's VMCSs are at `regions` and a page behind. What is known in common stays as it is.
/*@ requires \valid(&pages) && \valid(&platform) && \valid_read(&shared) && \valid_read(&common) &&
      \valid_read(&processor);
    requires \separated(&pages, &platform, &shared, &common, &processor, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidProcessor(&processor) && regions % 0x1000 == 0 && regions < 2 * boot::kEndOfMseg;
    requires arch::current_vmcs != regions && arch::current_vmcs != regions + 0x1000;
    requires known: IsOn(shared.active) ==> Policy::Inv(&common.policy) && HasFacts(&common);
    assigns pages, platform, arch::current_vmcs, arch::vmcs_data;
    ensures os: \result.taken ==> OsRuns(&pages.state);
    ensures hindrance: \result.hindrance == abi::Status::Success || \result.hindrance >= 0x80000000;
    ensures known: IsOn(shared.active) ==> Policy::Inv(&common.policy) && HasFacts(&common);
    ensures fresh: common.fresh <==> \old(common.fresh);
*/
[[nodiscard]] Arrival arrive(Pages& pages, Platform& platform, Shared const& shared, Common const& common,
                             boot::Processor const& processor, uint64_t regions);

} // namespace stm::smi
