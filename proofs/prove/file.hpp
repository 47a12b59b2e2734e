// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace redoubt::prove {

// Written beside its place and then renamed, so that a reader finds the old text or the whole new one, never a part.
// Makes the folder.
void write_file(std::filesystem::path const& path, std::string_view text);

// SHA-256 in hexadecimal.
[[nodiscard]] std::string digest(std::string_view text);

} // namespace redoubt::prove
