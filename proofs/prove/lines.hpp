// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redoubt::prove {

[[nodiscard]] std::vector<std::string> split_lines(std::string_view text);
[[nodiscard]] std::string trim(std::string_view text);
void append_word(std::string& text, std::string_view word); // with one blank in between
[[nodiscard]] std::string without_blanks(std::string_view text);
[[nodiscard]] std::string with_single_blanks(std::string_view text);

} // namespace redoubt::prove
