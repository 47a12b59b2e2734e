// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/requirements.hpp"

#include "tools/trace/ids.hpp"
#include "tools/trace/markdown.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <set>

namespace redoubt::trace {
namespace {

class Parser {
public:
    void line(std::string_view text) {
        ++number_;
        if (text.starts_with("## ")) heading(text.substr(3));
        if (text.starts_with("| REQ") || text.starts_with("|REQ")) row(text);
    }

    Requirements take() {
        if (result_.rows.empty()) result_.errors.emplace_back("no requirement found");
        return std::move(result_);
    }

private:
    void heading(std::string_view text) {
        auto const colon = text.find(':');
        if (colon == std::string_view::npos) return;
        result_.areas.push_back(
            {std::string(trimmed(text.substr(0, colon))), std::string(trimmed(text.substr(colon + 1)))});
    }

    void row(std::string_view text) {
        auto const cells = cells_of(text);
        if (cells.size() != 4 && cells.size() != 5)
            return error(fmt::format("{} cells where 4 are expected", cells.size()));
        if (std::ranges::any_of(cells, &std::string::empty)) return error("an empty cell");
        auto const mentions = mentions_in(cells[0]);
        if (mentions.size() != 1 || mentions[0].name != cells[0] || mentions[0].is_clause)
            return error(fmt::format("not an id: {}", cells[0]));
        if (!ids_.insert(cells[0]).second) return error(fmt::format("{} stands here twice", cells[0]));
        auto const area = area_of(cells[0]);
        if (result_.areas.empty() || result_.areas.back().name != area)
            error(fmt::format("{} does not stand under a heading \"## {}: …\"", cells[0], area));
        Requirement requirement{cells[0], cells[1], cells[2], cells[3], number_};
        if (cells.size() == 5) requirement.breach = cells[4];
        if (requirement.is_anothers() && requirement.breach.empty())
            error(fmt::format("{} is another's duty, and nothing says how its breach is noticed", cells[0]));
        result_.rows.push_back(std::move(requirement));
    }

    void error(std::string const& what) { result_.errors.push_back(fmt::format("line {}: {}", number_, what)); }

    Requirements result_;
    std::set<std::string> ids_;
    std::size_t number_ = 0;
};

} // namespace

bool Requirement::is_anothers() const {
    return kept_by == "BIOS" || kept_by == "OS";
}

bool Requirements::has(std::string_view id) const {
    return std::ranges::any_of(rows, [&](Requirement const& row) { return row.id == id; });
}

Requirements parse_requirements(std::string_view markdown) {
    Parser parser;
    for (auto const line : lines_of(markdown))
        parser.line(line);
    return parser.take();
}

} // namespace redoubt::trace
