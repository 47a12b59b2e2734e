// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// TXT's registers, and what the monitor leaves in TXT.ERRORCODE before it resets the machine (StmStatusCode.h).
namespace stm::abi {

namespace txt {
inline constexpr uint64_t kPrivateSpace = 0xfed20000;
inline constexpr uint64_t kPublicSpace = 0xfed30000;
inline constexpr uint64_t kErrorCode = 0x30; // offsets in the private space
inline constexpr uint64_t kCmdReset = 0x38;
} // namespace txt

enum class Crash : uint32_t {
    BiosPanic = 0xc000e000, // bits 3:0 are the BIOS's own code
    ProtectionException = 0xc000f001,
    ProtectionExceptionFailure = 0xc000f002,
    DomainDegradationFailure = 0xc000f003,
};

inline constexpr uint32_t kBiosPanicCode = 0xf;

} // namespace stm::abi
