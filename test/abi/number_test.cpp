// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/api.h"
#include "spec/abi/pe_status.h"
#include "spec/abi/status.h"
#include "spec/abi/txt.h"

#include <cstdint>
#include <doctest/doctest.h>
#include <iterator>

using namespace stm::abi;

namespace {

std::uint32_t number(auto value) {
    return static_cast<std::uint32_t>(value);
}

// The codes in the order in which the interface numbers them from 1 on.
constexpr Status kStmErrors[] = {Status::SecurityViolation,     Status::CacheTypeNotSupported,
                                 Status::PageNotFound,          Status::BadCr3,
                                 Status::PhysicalOver4G,        Status::VirtualSpaceTooSmall,
                                 Status::UnprotectableResource, Status::AlreadyStarted,
                                 Status::WithoutSmxUnsupported, Status::Stopped,
                                 Status::BufferTooSmall,        Status::InvalidVmcsDatabase,
                                 Status::MalformedResourceList, Status::InvalidPageCount,
                                 Status::LogAllocated,          Status::LogNotAllocated,
                                 Status::LogNotStopped,         Status::LogNotStarted,
                                 Status::ReservedBitSet,        Status::NoEventsEnabled,
                                 Status::OutOfResources,        Status::FunctionNotSupported,
                                 Status::Unprotectable,         Status::UnsupportedMsrBit};

constexpr PeStatus kPeErrors[] = {PeStatus::SpaceTooLarge,
                                  PeStatus::ModuleAddressTooLow,
                                  PeStatus::ModuleTooLarge,
                                  PeStatus::NoPtSpace,
                                  PeStatus::NoRlSpace,
                                  PeStatus::MemoryAcSetupFailure,
                                  PeStatus::SharedMemorySetupError,
                                  PeStatus::ModuleMapFailure,
                                  PeStatus::SharedMapFailure,
                                  PeStatus::VmcsAllocFail,
                                  PeStatus::VmlaunchError,
                                  PeStatus::VmBadAccess,
                                  PeStatus::VmSetupErrorDL,
                                  PeStatus::VmSetupErrorIa32eD,
                                  PeStatus::VmTripleFault,
                                  PeStatus::VmPageFault,
                                  PeStatus::VmAttemptedVmcall,
                                  PeStatus::VmNmi,
                                  PeStatus::VmCpuid,
                                  PeStatus::VmIo,
                                  PeStatus::VmUnexpectedVmexit,
                                  PeStatus::VmReadMsr,
                                  PeStatus::VmWriteMsr,
                                  PeStatus::RegionListSetupError,
                                  PeStatus::RegionListBadFormat,
                                  PeStatus::VmBadPhysicalAddress,
                                  PeStatus::VmNoPermVm,
                                  PeStatus::VmExecuting,
                                  PeStatus::VmPermOptOut,
                                  PeStatus::VmPermAlreadyEstablished,
                                  PeStatus::VmTempActive,
                                  PeStatus::VmException,
                                  PeStatus::VmTempOptOut,
                                  PeStatus::VmPermTerm,
                                  PeStatus::VmPeSetupError,
                                  PeStatus::VmGpFault};

constexpr Function kOsFunctions[] = {Function::Start,
                                     Function::Stop,
                                     Function::ProtectResource,
                                     Function::UnprotectResource,
                                     Function::GetBiosResources,
                                     Function::ManageVmcsDatabase,
                                     Function::InitializeProtection,
                                     Function::ManageEventLog,
                                     Function::AddTempPeVm,
                                     Function::AddPermPeVm,
                                     Function::RunPeVm,
                                     Function::EndAddPermPeVm,
                                     Function::AddPermPeVmNoRun};

} // namespace

TEST_CASE("the monitor's errors are numbered as the interface has them") {
    REQUIRE(std::size(kStmErrors) == 0x18);
    for (std::uint32_t i = 0; i < std::size(kStmErrors); ++i)
        CHECK(number(kStmErrors[i]) == 0x80010000 + i + 1);
    REQUIRE(std::size(kPeErrors) == 0x24);
    for (std::uint32_t i = 0; i < std::size(kPeErrors); ++i)
        CHECK(number(kPeErrors[i]) == 0x80040000 + i + 1);
}

TEST_CASE("success is no error, and every other status is one") {
    CHECK_FALSE(is_error(Status::Success));
    for (auto const status : kStmErrors)
        CHECK(is_error(status));
    CHECK(is_error(Status::Unspecified));
    CHECK(is_error(Status::SmmBadBuffer));
    CHECK(is_error(Status::SmmUnspecified));
    CHECK(is_error(Status::InvalidApi));
    CHECK(is_error(Status::InvalidParameter));
    CHECK_FALSE(is_error(static_cast<Status>(0x7fffffff)));
}

TEST_CASE("bit 16 of a function says that the OS calls, and the rest counts from 1 on each side") {
    for (std::uint32_t i = 0; i < std::size(kOsFunctions); ++i) {
        CHECK((number(kOsFunctions[i]) & kFromOs) != 0);
        CHECK(number(kOsFunctions[i]) == 0x10000 + i + 1);
    }
    CHECK(number(Function::AddPermPeVmNoRun) == 0x1000d);
    CHECK(number(Function::MapAddressRange) == 1);
    CHECK(number(Function::UnmapAddressRange) == 2);
    CHECK(number(Function::AddressLookup) == 3);
    CHECK(number(Function::ReturnFromProtectionException) == 4);
    CHECK(number(Function::GetVmcsMap) == 5);
}

TEST_CASE("the reasons for a reset have bits 31 and 30 set, and the BIOS's panic has room for its code") {
    for (auto const crash : {Crash::BiosPanic, Crash::ProtectionException, Crash::ProtectionExceptionFailure,
                             Crash::DomainDegradationFailure})
        CHECK((number(crash) & 0xffff0000) == 0xc0000000);
    CHECK((number(Crash::BiosPanic) & kBiosPanicCode) == 0);
    CHECK((number(Crash::BiosPanic) | 0xb) == 0xc000e00b);
    CHECK(number(Crash::ProtectionException) == 0xc000f001);
    CHECK(number(Crash::ProtectionExceptionFailure) == 0xc000f002);
    CHECK(number(Crash::DomainDegradationFailure) == 0xc000f003);
}
