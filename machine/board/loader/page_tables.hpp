// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/mseg.h"

#include <array>
#include <cstdint>

namespace redoubt::machine {

// One PML4, one page-directory-pointer table and four page directories, as they have to lie at an address.
using IdentityPageTables = std::array<uint64_t, stm::abi::kPageTableSize / sizeof(uint64_t)>;

// The first 4 GiB, one to one, in pages of 2 MiB that supervisors may read, write and execute (SDM vol. 3A 4.5).
[[nodiscard]] IdentityPageTables make_identity_page_tables(uint64_t address);

} // namespace redoubt::machine
