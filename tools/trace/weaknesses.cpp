// SPDX-License-Identifier: Apache-2.0
#include "tools/trace/weaknesses.hpp"

#include "tools/trace/markdown.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace redoubt::trace {
namespace {

constexpr std::string_view reproduced_mark = " [R]";
constexpr std::string_view open_mark = "Open: ";
constexpr std::string_view duty_mark = "The BIOS's duty: ";
constexpr std::string_view image_test = "image: ";

Excluded how_excluded(std::string_view why) {
    if (why.starts_with(open_mark)) return Excluded::NotYet;
    return why.starts_with(duty_mark) ? Excluded::ByTheBios : Excluded::Here;
}

class WeaknessParser {
public:
    void line(std::string_view text) {
        ++number_;
        if (text.starts_with("| W-")) row(text);
    }

    Weaknesses take() {
        if (seen_ == 0) result_.errors.emplace_back("no weakness found");
        return std::move(result_);
    }

private:
    void row(std::string_view text) {
        ++seen_;
        auto const cells = cells_of(text);
        if (cells.size() != 5) return error(fmt::format("{} cells where 5 are expected", cells.size()));
        if (std::ranges::any_of(cells, &std::string::empty)) return error("an empty cell");
        Weakness weakness{.id = cells[0],
                          .reproduced = cells[0].ends_with(reproduced_mark),
                          .excluded = how_excluded(cells[3]),
                          .why = cells[3],
                          .shown = evidence_in(cells[4]),
                          .line = number_};
        if (weakness.reproduced) weakness.id.resize(weakness.id.size() - reproduced_mark.size());
        judge(weakness, cells[2]);
        result_.rows.push_back(std::move(weakness));
    }

    void judge(Weakness const& weakness, std::string const& excluded_by) {
        auto const next = fmt::format("W-{:02}", seen_);
        if (weakness.id != next) error(fmt::format("{} stands where {} is expected", weakness.id, next));
        if (mentions_in(excluded_by).empty()) error(fmt::format("{} is excluded by no requirement", weakness.id));
        if (weakness.excluded == Excluded::NotYet) return;
        if (weakness.shown.empty()) error(fmt::format("{} names no clause and no test, and is not open", weakness.id));
        auto const is_attack = [](std::string const& test) { return test.starts_with(image_test); };
        if (weakness.reproduced && std::ranges::none_of(weakness.shown.tests, is_attack))
            error(fmt::format("{} is marked [R] and names no test of the image", weakness.id));
    }

    void error(std::string const& what) { result_.errors.push_back(fmt::format("line {}: {}", number_, what)); }

    Weaknesses result_;
    std::size_t number_ = 0;
    std::size_t seen_ = 0; // rows, good or not
};

} // namespace

Weaknesses parse_weaknesses(std::string_view markdown) {
    WeaknessParser parser;
    for (auto const line : lines_of(markdown))
        parser.line(line);
    return parser.take();
}

std::string_view name_of(Excluded excluded) {
    switch (excluded) {
    case Excluded::Here: return "excluded";
    case Excluded::ByTheBios: return "the BIOS's duty";
    case Excluded::NotYet: return "open";
    }
    return "";
}

std::vector<std::string> missing(Weaknesses const& weaknesses, std::vector<Clause> const& clauses,
                                 std::vector<Test> const& tests) {
    std::vector<std::string> found;
    for (auto const& weakness : weaknesses.rows)
        for (auto const& what : missing(weakness.shown, clauses, tests))
            found.push_back(fmt::format("line {}: {}: {}", weakness.line, weakness.id, what));
    return found;
}

} // namespace redoubt::trace
