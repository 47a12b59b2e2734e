// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/faults/judge.hpp"

namespace redoubt::faults {

[[nodiscard]] bool good(std::vector<Verdict> const& verdicts); // as the list says, and there is one
[[nodiscard]] std::string as_text(std::vector<Verdict> const& verdicts);
[[nodiscard]] std::string as_json(std::vector<Verdict> const& verdicts);

} // namespace redoubt::faults
