// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace redoubt::machine {

// The first cell of a row says what the row is; the others are numbers, and stand to the right.
struct Table {
    std::string title; // of the first column
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

[[nodiscard]] std::string as_text(std::vector<Table> const& tables); // all with equal columns, an empty line between
[[nodiscard]] std::string as_html(std::vector<Table> const& tables);

} // namespace redoubt::machine
