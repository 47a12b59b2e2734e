// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Formats of guest-state fields (SDM vol. 3C 24.4) and of events (SDM vol. 3C 24.8.3, 24.9.2, 24.9.3).
namespace stm::abi {

namespace access_rights {
inline constexpr uint32_t kType = 0xf;
inline constexpr uint32_t kCodeOrData = 1u << 4;
inline constexpr uint32_t kDpl = 0x60;
inline constexpr uint32_t kDplShift = 5;
inline constexpr uint32_t kPresent = 1u << 7;
inline constexpr uint32_t kAvailable = 1u << 12;
inline constexpr uint32_t kLong = 1u << 13;
inline constexpr uint32_t kDefaultBig = 1u << 14;
inline constexpr uint32_t kGranularity = 1u << 15;
inline constexpr uint32_t kUnusable = 1u << 16;
inline constexpr uint32_t kReserved = 0xfffe0f00;
} // namespace access_rights

enum class ActivityState : uint32_t { Active = 0, Hlt = 1, Shutdown = 2, WaitForSipi = 3 };

namespace interruptibility {
inline constexpr uint32_t kBlockingBySti = 1u << 0;
inline constexpr uint32_t kBlockingByMovSs = 1u << 1;
inline constexpr uint32_t kBlockingBySmi = 1u << 2;
inline constexpr uint32_t kBlockingByNmi = 1u << 3;
inline constexpr uint32_t kEnclaveInterruption = 1u << 4;
} // namespace interruptibility

namespace pending_debug {
inline constexpr uint64_t kBreakpoints = 0xf;
inline constexpr uint64_t kEnabledBreakpoint = 1ull << 12;
inline constexpr uint64_t kSingleStep = 1ull << 14;
inline constexpr uint64_t kRtm = 1ull << 16;
} // namespace pending_debug

enum class InterruptionType : uint8_t {
    ExternalInterrupt = 0,
    Nmi = 2,
    HardwareException = 3,
    SoftwareInterrupt = 4,
    PrivilegedSoftwareException = 5,
    SoftwareException = 6,
    Other = 7, // VM entry only: a pending MTF VM exit, with vector 0
};

// VM-entry and VM-exit interruption information, and IDT-vectoring information
namespace interruption {
inline constexpr uint32_t kVector = 0xff;
inline constexpr uint32_t kType = 0x700; // InterruptionType
inline constexpr uint32_t kTypeShift = 8;
inline constexpr uint32_t kErrorCode = 1u << 11;
inline constexpr uint32_t kNmiUnblockingByIret = 1u << 12; // VM exit only
inline constexpr uint32_t kValid = 1u << 31;
} // namespace interruption

} // namespace stm::abi
