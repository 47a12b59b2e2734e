// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// What a call returns in EAX (StmStatusCode.h).
namespace stm::abi {

// Bit 31 is set in every error; bit 16 in the monitor's (ERROR_STM_), bit 17 in the handler's (ERROR_SMM_), and bits 15
// to 17 in what both may return.
enum class Status : uint32_t {
    // clang-format off
    Success = 0x00000000,

    SecurityViolation = 0x80010001,        CacheTypeNotSupported = 0x80010002,    PageNotFound = 0x80010003,
    BadCr3 = 0x80010004,                   PhysicalOver4G = 0x80010005,           VirtualSpaceTooSmall = 0x80010006,
    UnprotectableResource = 0x80010007,    AlreadyStarted = 0x80010008,           WithoutSmxUnsupported = 0x80010009,
    Stopped = 0x8001000a,                  BufferTooSmall = 0x8001000b,           InvalidVmcsDatabase = 0x8001000c,
    MalformedResourceList = 0x8001000d,    InvalidPageCount = 0x8001000e,         LogAllocated = 0x8001000f,
    LogNotAllocated = 0x80010010,          LogNotStopped = 0x80010011,            LogNotStarted = 0x80010012,
    ReservedBitSet = 0x80010013,           NoEventsEnabled = 0x80010014,          OutOfResources = 0x80010015,
    FunctionNotSupported = 0x80010016,     Unprotectable = 0x80010017,            UnsupportedMsrBit = 0x80010018,
    Unspecified = 0x8001ffff,

    SmmBadBuffer = 0x80020001,             SmmInvalidRsc = 0x80020004,            SmmInvalidBufferSize = 0x80020005,
    SmmBufferTooShort = 0x80020006,        SmmInvalidList = 0x80020007,           SmmOutOfMemory = 0x80020008,
    SmmAfterInit = 0x80020009,             SmmUnspecified = 0x8002ffff,

    InvalidApi = 0x80038001,               InvalidParameter = 0x80038002,
    // clang-format on
};

// Also CF on return from the call.
/*@ assigns \nothing;
    ensures \result <==> status >= 0x80000000;
*/
[[nodiscard]] bool is_error(Status status);

} // namespace stm::abi
