// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/fuzz/input.hpp"

#include <map>
#include <string>

// The inputs that every run starts from, by target and name: few and small, and together they reach all goals.
namespace redoubt::fuzz {

using Corpus = std::map<std::string, Bytes>;

[[nodiscard]] Corpus os_list_seeds();
[[nodiscard]] Corpus bios_list_seeds();
[[nodiscard]] Corpus policy_seeds();
[[nodiscard]] Corpus io_seeds();
[[nodiscard]] Corpus event_log_seeds();
[[nodiscard]] Corpus domains_seeds();
[[nodiscard]] Corpus os_calls_seeds();
[[nodiscard]] Corpus handler_calls_seeds();
[[nodiscard]] Corpus exits_seeds();

[[nodiscard]] std::map<std::string, Corpus> all_seeds();

} // namespace redoubt::fuzz
