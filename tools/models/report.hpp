// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/models/check.hpp"

#include <string_view>

namespace redoubt::check {

// Of all reports together.
struct Totals {
    std::size_t properties = 0;
    std::size_t conditions = 0;
    std::size_t instances = 0;
    std::size_t covers = 0;
    std::size_t reached = 0; // covers
    std::size_t complaints = 0;
};

[[nodiscard]] Totals totals(std::vector<Report> const& reports);
[[nodiscard]] bool good(std::vector<Report> const& reports); // and there is one

[[nodiscard]] std::string_view kind_in_words(tsl::PropertyKind kind);

// A table: model, property, engine, time; then what is wrong, with a run that shows it.
[[nodiscard]] std::string as_text(std::vector<Report> const& reports);
[[nodiscard]] std::string as_json(std::vector<Report> const& reports);

// The run as numbered steps and as a Mermaid sequence diagram, in Markdown.
[[nodiscard]] std::string as_markdown(Report const& report, InstanceResult const& broken);

} // namespace redoubt::check
