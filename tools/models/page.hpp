// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/models/check.hpp"

namespace redoubt::check {

// The reports as one page that needs nothing else: what is broken first, with the run that shows it; then each model's
// properties, its instances, and runs to all that it can do.
[[nodiscard]] std::string as_html(std::vector<Report> const& reports);

} // namespace redoubt::check
