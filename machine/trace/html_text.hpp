// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace redoubt::machine {

// As text of a page or value of an attribute in double quotes. Characters that neither may hold are replaced: a guest decides
// what it prints.
[[nodiscard]] std::string escaped(std::string_view text);

} // namespace redoubt::machine
