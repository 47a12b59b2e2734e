// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/models/check.hpp"

// Parts of the page, for one model.
namespace redoubt::check {

[[nodiscard]] std::string properties_html(Report const& report);
[[nodiscard]] std::string instances_html(Report const& report);
[[nodiscard]] std::string covers_html(Report const& report); // each with a run that leads there

// A property's sentence; the ids of requirements in front of it stand out.
[[nodiscard]] std::string sentence_html(std::string const& text);

[[nodiscard]] std::string spaced(std::string name); // of a cover: smi_waits as words

} // namespace redoubt::check
