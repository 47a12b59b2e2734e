// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/domains/request.hpp"
#include "test/fuzz/input.hpp"

// The input of target domains: requests of ManageVmcsDatabase, and SMIs.
namespace redoubt::fuzz {

enum class DomainStep : std::uint8_t {
    Manage, // a request
    Fill,   // as many requests as the database has room for, with pointers of their own
    Smi     // VMCS, event, context, what the handler writes
};
inline constexpr std::uint64_t kDomainSteps = 3;

// A few VMCSs, so that they meet again; or any address.
[[nodiscard]] std::uint64_t read_pointer(Input& input);
void put_pointer(Seed& seed, unsigned index);

// An address where code can be, or just cannot, or any.
[[nodiscard]] std::uint64_t read_code_address(Input& input);
void put_code_address(Seed& seed, std::uint64_t address);

[[nodiscard]] test::Asked read_asked(Input& input);
void put_asked(Seed& seed, unsigned index, unsigned type, unsigned xstate, unsigned degradation, bool add);

} // namespace redoubt::fuzz
