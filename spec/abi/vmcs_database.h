// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The parameter of ManageVmcsDatabase (StmApi.h).
namespace stm::abi {

// A set of these bits; the ones that have names follow.
namespace domain {
inline constexpr uint32_t kDisallowedIoOut = 1u << 0;
inline constexpr uint32_t kDisallowedIoIn = 1u << 1;
inline constexpr uint32_t kIntegrity = 1u << 2;
inline constexpr uint32_t kConfidentiality = 1u << 3;
} // namespace domain

enum class DomainType : uint8_t {
    Unprotected = 0x0,
    IntegrityProtOutIn = 0x4,
    IntegrityProtOut = 0x6, // this one, FullyProtIn and FullyProtOut: in the rules (STM/PE), not in StmApi.h
    FullyProtOutIn = 0xc,
    FullyProtIn = 0xd,
    FullyProtOut = 0xe,
    FullyProt = 0xf,
};

enum class XStatePolicy : uint8_t { ReadWrite = 0, ReadOnly = 1, Scrub = 3 };

enum class AddOrRemove : uint32_t { Remove = 0, Add = 1 };

struct VmcsDatabaseRequest {
    uint64_t vmcs_phys_pointer; // bits 11:0 are 0
    uint32_t domain;
    AddOrRemove add_or_remove;

    // domain
    static constexpr uint32_t kDomainType = 0xf;
    static constexpr uint32_t kXStatePolicy = 0x30;
    static constexpr uint32_t kXStatePolicyShift = 4;
    static constexpr uint32_t kDegradationPolicy = 0x3c0;
    static constexpr uint32_t kDegradationPolicyShift = 6;
    static constexpr uint32_t kReserved = 0xfffffc00;
};
static_assert(sizeof(VmcsDatabaseRequest) == 16 && __builtin_offsetof(VmcsDatabaseRequest, vmcs_phys_pointer) == 0 &&
              __builtin_offsetof(VmcsDatabaseRequest, domain) == 8 &&
              __builtin_offsetof(VmcsDatabaseRequest, add_or_remove) == 12);

} // namespace stm::abi
