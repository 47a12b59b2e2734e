// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/page_tables.hpp"

#include "machine/cpu/address_space.hpp"

namespace redoubt::machine {
namespace {

constexpr uint64_t present = 1u << 0;
constexpr uint64_t writable = 1u << 1;
constexpr uint64_t large = 1u << 7;

constexpr unsigned entries = 512; // of a table
constexpr unsigned directories = 4;
constexpr uint64_t large_page = 0x200000;

} // namespace

IdentityPageTables make_identity_page_tables(uint64_t address) {
    IdentityPageTables tables = {};
    auto* const pml4 = tables.data();
    auto* const pointers = pml4 + entries;
    auto* const pages = pointers + entries;

    pml4[0] = (address + kPageSize) | writable | present;
    for (unsigned i = 0; i < directories; ++i)
        pointers[i] = (address + (2 + i) * kPageSize) | writable | present;
    for (unsigned i = 0; i < directories * entries; ++i)
        pages[i] = i * large_page | large | writable | present;
    return tables;
}

} // namespace redoubt::machine
