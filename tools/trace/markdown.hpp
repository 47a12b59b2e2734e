// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Tables of the specification, as they are written in Markdown.
namespace redoubt::trace {

[[nodiscard]] std::string_view trimmed(std::string_view text);

// The cells of a row; `\|` is a bar inside a cell.
[[nodiscard]] std::vector<std::string> cells_of(std::string_view row);

// The lines of a text, without their ends.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

} // namespace redoubt::trace
