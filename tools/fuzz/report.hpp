// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/fuzz/run.hpp"

namespace redoubt::fuzz {

[[nodiscard]] bool good(std::vector<Verdict> const& verdicts); // no complaint, and there is one

[[nodiscard]] std::string as_line(Verdict const& verdict); // while it runs
[[nodiscard]] std::string as_text(std::vector<Verdict> const& verdicts, std::uint32_t seed);
[[nodiscard]] std::string as_json(std::vector<Verdict> const& verdicts, std::uint32_t seed);

} // namespace redoubt::fuzz
