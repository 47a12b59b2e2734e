// SPDX-License-Identifier: Apache-2.0
#include "tools/machine/call_names.hpp"

#include <fmt/core.h>
#include <string_view>

namespace redoubt::trial {
namespace {

using stm::abi::Function;
using stm::abi::Status;

std::string_view known_name(Function function) {
    switch (function) {
        // clang-format off
    case Function::MapAddressRange:               return "MapAddressRange";
    case Function::UnmapAddressRange:             return "UnmapAddressRange";
    case Function::AddressLookup:                 return "AddressLookup";
    case Function::ReturnFromProtectionException: return "ReturnFromProtectionException";
    case Function::GetVmcsMap:                    return "GetVmcsMap";
    case Function::Start:                         return "Start";
    case Function::Stop:                          return "Stop";
    case Function::ProtectResource:               return "ProtectResource";
    case Function::UnprotectResource:             return "UnprotectResource";
    case Function::GetBiosResources:              return "GetBiosResources";
    case Function::ManageVmcsDatabase:            return "ManageVmcsDatabase";
    case Function::InitializeProtection:          return "InitializeProtection";
    case Function::ManageEventLog:                return "ManageEventLog";
    case Function::AddTempPeVm:                   return "AddTempPeVm";
    case Function::AddPermPeVm:                   return "AddPermPeVm";
    case Function::RunPeVm:                       return "RunPeVm";
    case Function::EndAddPermPeVm:                return "EndAddPermPeVm";
    case Function::AddPermPeVmNoRun:              return "AddPermPeVmNoRun";
        // clang-format on
    }
    return {};
}

std::string_view known_name(Status status) {
    switch (status) {
        // clang-format off
    case Status::Success:               return "Success";
    case Status::SecurityViolation:     return "SecurityViolation";
    case Status::CacheTypeNotSupported: return "CacheTypeNotSupported";
    case Status::PageNotFound:          return "PageNotFound";
    case Status::BadCr3:                return "BadCr3";
    case Status::PhysicalOver4G:        return "PhysicalOver4G";
    case Status::VirtualSpaceTooSmall:  return "VirtualSpaceTooSmall";
    case Status::UnprotectableResource: return "UnprotectableResource";
    case Status::AlreadyStarted:        return "AlreadyStarted";
    case Status::WithoutSmxUnsupported: return "WithoutSmxUnsupported";
    case Status::Stopped:               return "Stopped";
    case Status::BufferTooSmall:        return "BufferTooSmall";
    case Status::InvalidVmcsDatabase:   return "InvalidVmcsDatabase";
    case Status::MalformedResourceList: return "MalformedResourceList";
    case Status::InvalidPageCount:      return "InvalidPageCount";
    case Status::LogAllocated:          return "LogAllocated";
    case Status::LogNotAllocated:       return "LogNotAllocated";
    case Status::LogNotStopped:         return "LogNotStopped";
    case Status::LogNotStarted:         return "LogNotStarted";
    case Status::ReservedBitSet:        return "ReservedBitSet";
    case Status::NoEventsEnabled:       return "NoEventsEnabled";
    case Status::OutOfResources:        return "OutOfResources";
    case Status::FunctionNotSupported:  return "FunctionNotSupported";
    case Status::Unprotectable:         return "Unprotectable";
    case Status::UnsupportedMsrBit:     return "UnsupportedMsrBit";
    case Status::Unspecified:           return "Unspecified";
    case Status::SmmBadBuffer:          return "SmmBadBuffer";
    case Status::SmmInvalidRsc:         return "SmmInvalidRsc";
    case Status::SmmInvalidBufferSize:  return "SmmInvalidBufferSize";
    case Status::SmmBufferTooShort:     return "SmmBufferTooShort";
    case Status::SmmInvalidList:        return "SmmInvalidList";
    case Status::SmmOutOfMemory:        return "SmmOutOfMemory";
    case Status::SmmAfterInit:          return "SmmAfterInit";
    case Status::SmmUnspecified:        return "SmmUnspecified";
    case Status::InvalidApi:            return "InvalidApi";
    case Status::InvalidParameter:      return "InvalidParameter";
        // clang-format on
    }
    return {};
}

} // namespace

std::string name_of(Function function) {
    auto const name = known_name(function);
    return name.empty() ? fmt::format("call {:#x}", static_cast<uint32_t>(function)) : std::string(name);
}

std::string name_of(Status status) {
    auto const name = known_name(status);
    return name.empty() ? fmt::format("status {:#x}", static_cast<uint32_t>(status)) : std::string(name);
}

} // namespace redoubt::trial
