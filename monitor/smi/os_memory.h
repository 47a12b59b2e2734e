// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/list_call.h"
#include "monitor/policy/policy.h"
#include "monitor/smi/address_limit.h"

// Which memory may be the OS's, for the processor that is to read or write it.
namespace stm::smi {

/*@ requires \valid_read(&policy) && \valid_read(&ecam) && Policy::Inv(&policy) && resources::ValidEcam(ecam);
    assigns \nothing;
    ensures REQ_CALL_06_platform: api::IsPlatform(\result);
    ensures REQ_CALL_06_reach: ApicInPlace ==> \result.limit >= kLeastLimit;
    ensures REQ_CALL_06_apic: !ApicInPlace ==> \result.limit == 0;
    ensures REQ_EXC_07_window: \result.ecam.first_page == ecam.first_page && \result.ecam.buses == ecam.buses;
    ensures REQ_POL_02_layout: \result.layout.tseg_first == policy.layout_.tseg_first &&
      \result.layout.mseg_first == policy.layout_.mseg_first && \result.layout.tseg_last == policy.layout_.tseg_last;
*/
[[nodiscard]] api::Platform os_memory(Policy const& policy, resources::Ecam const& ecam);

} // namespace stm::smi
