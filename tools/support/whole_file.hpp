// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

// A file that is there as a whole or not at all: it is written beside its place, and then put there.
namespace redoubt::support {

// Throws std::runtime_error if it cannot be written: to be asked before long work.
void need_writable(std::filesystem::path const& path);
void write_whole(std::filesystem::path const& path, std::string_view text); // throws std::runtime_error

} // namespace redoubt::support
