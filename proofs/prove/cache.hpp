// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/record.hpp"

#include <filesystem>
#include <optional>
#include <string>

// Results of units that were proven, found again by everything that they depend on: the lowered text, the options, the
// versions of all tools, the theory. A unit that is not proven is never kept: the next run tries again.
namespace redoubt::prove {

[[nodiscard]] std::string cache_key(Toolchain const& toolchain, FramaCRequest const& request);
[[nodiscard]] std::optional<Record> find_record(std::filesystem::path const& cache, std::string const& key);
void keep_record(std::filesystem::path const& cache, std::string const& key, Record const& record);

} // namespace redoubt::prove
