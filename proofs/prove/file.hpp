// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace redoubt::prove {

// As a whole (tools/support/whole_file.hpp). Makes the folder. Throws CannotRun.
void write_file(std::filesystem::path const& path, std::string_view text);

// SHA-256 in hexadecimal.
[[nodiscard]] std::string digest(std::string_view text);

} // namespace redoubt::prove
