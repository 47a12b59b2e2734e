// SPDX-License-Identifier: Apache-2.0
#include "monitor/api/order.h"

namespace stm::api {

/*@ assigns \nothing;
    ensures \result <==> IsServed(function);
*/
[[nodiscard]] static bool is_served(uint32_t function) {
    switch (static_cast<abi::Function>(function)) {
    case abi::Function::ProtectResource:
    case abi::Function::UnprotectResource:
    case abi::Function::GetBiosResources:
    case abi::Function::ManageVmcsDatabase:
    case abi::Function::ManageEventLog: return true;
    default: return false;
    }
}

abi::Status order_status(Phase phase, uint32_t function) {
    if (!is_served(function)) return abi::Status::InvalidApi;
    if (phase == Phase::Off) return abi::Status::Stopped;
    bool const early =
        phase == Phase::Initialized && function == static_cast<uint32_t>(abi::Function::UnprotectResource);
    return early ? abi::Status::Unspecified : abi::Status::Success;
}

bool blames_parameters(abi::Status status) {
    switch (status) {
    case abi::Status::InvalidParameter:
    case abi::Status::SecurityViolation:
    case abi::Status::MalformedResourceList:
    case abi::Status::PageNotFound:
    case abi::Status::ReservedBitSet:
    case abi::Status::InvalidPageCount:
    case abi::Status::FunctionNotSupported: return true;
    default: return false;
    }
}

abi::EventType list_event(bool unprotect, abi::Status status) {
    bool const done = status == abi::Status::Success;
    if (unprotect) return done ? abi::EventType::MleResourceUnprotect : abi::EventType::MleResourceUnprotectError;
    return done ? abi::EventType::MleResourceProtectionGranted : abi::EventType::MleResourceProtectionDenied;
}

} // namespace stm::api
