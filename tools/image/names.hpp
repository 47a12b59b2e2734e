// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace redoubt::image {

// The qualified C++ name, without parameters, of a mangled symbol; any other symbol as it is. Checked C++ has no
// overloads, so this is the name that the proof results use.
[[nodiscard]] std::string readable(std::string const& symbol);

// The name in the lowered C, which the ledger uses.
[[nodiscard]] std::string c_name(std::string const& symbol);

} // namespace redoubt::image
