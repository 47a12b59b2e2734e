// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace redoubt::equal {

using Lines = std::vector<std::string>;

[[nodiscard]] Lines split_lines(std::string const& text);

// What `diff -u` shows, without file names; empty when there is no difference.
[[nodiscard]] std::string unified_diff(Lines const& left, Lines const& right);

} // namespace redoubt::equal
