// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/api.h"
#include "spec/abi/event_log.h"
#include "spec/abi/status.h"

#include <stdint.h>

// Which calls of the OS are served when, and which of their outcomes are events.
namespace stm::api {

// How far the OS has come on the processor that calls.
enum class Phase : uint8_t {
    Off = 0,         // not under the monitor, or no longer
    Initialized = 1, // by InitializeProtection, or by Start on another processor
    Started = 2,
};

/*@
  // The calls that are served here: those about what is shared by all processors.
  predicate IsServed(integer function) =
    function == abi::Function::ProtectResource || function == abi::Function::UnprotectResource ||
    function == abi::Function::GetBiosResources || function == abi::Function::ManageVmcsDatabase ||
    function == abi::Function::ManageEventLog;

  // Nothing is given up before the profile is in force.
  predicate IsEarly(integer phase, integer function) =
    phase == Phase::Initialized && function == abi::Function::UnprotectResource;

  predicate BlamesParameters(integer status) =
    status == abi::Status::InvalidParameter || status == abi::Status::SecurityViolation ||
    status == abi::Status::MalformedResourceList || status == abi::Status::PageNotFound ||
    status == abi::Status::ReservedBitSet || status == abi::Status::InvalidPageCount ||
    status == abi::Status::FunctionNotSupported;
*/

// Success: the call may be served. Else this is its answer, and nothing changes.
/*@ requires phase <= Phase::Started;
    assigns \nothing;
    ensures REQ_CALL_05_unknown: \result == abi::Status::InvalidApi <==> !IsServed(function);
    ensures REQ_LIFE_06_stopped: \result == abi::Status::Stopped <==> IsServed(function) && phase == Phase::Off;
    ensures REQ_LIFE_07_early: \result == abi::Status::Unspecified <==> IsEarly(phase, function);
    ensures REQ_LIFE_07_served: \result == abi::Status::Success <==>
      IsServed(function) && phase != Phase::Off && !IsEarly(phase, function);
*/
[[nodiscard]] abi::Status order_status(Phase phase, uint32_t function);

// Whether a call that ended so is a LogInvalidParameterDetected. Others were refused for what is so at the moment.
/*@ assigns \nothing;
    ensures REQ_EXC_04_parameters: \result <==> BlamesParameters(status);
*/
[[nodiscard]] bool blames_parameters(abi::Status status);

// What ProtectResource means for each descriptor of its list; `unprotect`, what UnprotectResource does.
/*@ assigns \nothing;
    ensures REQ_EXC_04_granted: !unprotect && status == abi::Status::Success ==>
      \result == abi::EventType::MleResourceProtectionGranted;
    ensures REQ_EXC_04_denied: !unprotect && status != abi::Status::Success ==>
      \result == abi::EventType::MleResourceProtectionDenied;
    ensures REQ_EXC_04_unprotected: unprotect && status == abi::Status::Success ==>
      \result == abi::EventType::MleResourceUnprotect;
    ensures REQ_EXC_04_error: unprotect && status != abi::Status::Success ==>
      \result == abi::EventType::MleResourceUnprotectError;
*/
[[nodiscard]] abi::EventType list_event(bool unprotect, abi::Status status);

} // namespace stm::api
