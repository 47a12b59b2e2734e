// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/api/handler_calls.hpp"
#include "test/fuzz/input.hpp"

// The input of target handler_calls: one structure after the other.
namespace redoubt::fuzz {

enum class HandlerStep : std::uint8_t { Map, Unmap, Lookup };
inline constexpr std::uint64_t kHandlerSteps = 3;

// A multiple of 4 KiB where addresses begin or end, with what is around it; or any address.
[[nodiscard]] std::uint64_t read_edge(Input& input);
void put_edge(Seed& seed, unsigned place, int pages = 0); // see the table there
void put_address(Seed& seed, std::uint64_t address);      // any

[[nodiscard]] test::MapCall read_map_call(Input& input);
[[nodiscard]] test::UnmapCall read_unmap_call(Input& input);
[[nodiscard]] test::LookupCall read_lookup_call(Input& input);
void put_map_call(Seed& seed, test::MapCall const& call);
void put_unmap_call(Seed& seed, test::UnmapCall const& call);
void put_lookup_call(Seed& seed, test::LookupCall const& call);

} // namespace redoubt::fuzz
