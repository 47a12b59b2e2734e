// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"
#include "test/policy/oracle.hpp"

// The input of target policy: where SMRAM is, then calls.
namespace redoubt::fuzz {

enum class PolicyCall : std::uint8_t { Claim, Protect, Unprotect, UnprotectAll, Seal, Ask };
inline constexpr std::uint64_t kPolicyCalls = 6;
inline constexpr std::uint64_t kMostRequests = 8;

// Around TSEG, at the ends of the areas, and around the MSRs that the monitor keeps.
[[nodiscard]] std::vector<test::Window> const& policy_windows();

// Pages of SMRAM are those of the second window, by its first page.
[[nodiscard]] stm::Layout read_layout(Input& input);
void put_layout(Seed& seed, unsigned tseg, unsigned mseg, unsigned top); // each from the one before on

// In a window, or such that no area has it.
[[nodiscard]] stm::Request read_request(Input& input);
void put_request(Seed& seed, unsigned window, unsigned accesses, unsigned first, unsigned units);

} // namespace redoubt::fuzz
