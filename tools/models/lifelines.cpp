// SPDX-License-Identifier: Apache-2.0
#include "tools/models/lifelines.hpp"

#include "tools/models/wrapping.hpp"

#include <algorithm>
#include <numeric>

namespace redoubt::check {
namespace {

constexpr double character_width = 7;
constexpr double least_gap = 104;
constexpr double box_margin = 16;   // between names
constexpr double label_margin = 16; // on both sides
constexpr std::size_t label_columns = 28;
constexpr std::size_t change_columns = 46;

} // namespace

std::vector<Step> steps_of(tsl::Interpreter const& interpreter, tsl::Trace const& trace) {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < trace.labels.size(); ++i) {
        auto const& [from, to] = trace.labels[i].action->parties();
        Step step{from, to, wrapped(interpreter.text(trace.labels[i]), label_columns), {}};
        for (auto const& change : interpreter.changes(trace.states[i], trace.states[i + 1]))
            std::ranges::copy(wrapped(change, change_columns), std::back_inserter(step.changes));
        steps.push_back(std::move(step));
    }
    return steps;
}

double width_of(std::vector<std::string> const& lines) {
    std::size_t most = 0;
    for (auto const& line : lines)
        most = std::max(most, characters(line));
    return character_width * static_cast<double>(most);
}

Lifelines::Lifelines(std::vector<std::string> names, std::vector<Step> const& steps, double left)
    : names_(std::move(names)), right_(left) {
    if (names_.empty()) return;
    std::vector<double> gaps; // to the right of each
    for (std::size_t i = 0; i + 1 < names_.size(); ++i)
        gaps.push_back(std::max(least_gap, (box(names_[i]) + box(names_[i + 1])) / 2 + box_margin));
    gaps.push_back(box(names_.back()) / 2);
    for (auto const& step : steps)
        widen(gaps, step);
    right_ += box(names_.front()) / 2;
    for (auto const gap : gaps) {
        x_.push_back(right_);
        right_ += gap;
    }
}

void Lifelines::widen(std::vector<double>& gaps, Step const& step) const {
    auto const [first, last] = std::minmax({place(step.from), place(step.to)});
    auto const text = width_of(step.label) + 2 * label_margin;
    if (first == last) {
        gaps[first] = std::max(gaps[first], kLoop + text);
        return;
    }
    auto const begin = gaps.begin() + static_cast<std::ptrdiff_t>(first);
    auto const there = std::accumulate(begin, gaps.begin() + static_cast<std::ptrdiff_t>(last), 0.0);
    gaps[last - 1] += std::max(0.0, text - there);
}

std::size_t Lifelines::place(std::string const& name) const {
    return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
}

double Lifelines::x(std::string const& name) const {
    return x_.at(place(name));
}

double Lifelines::box(std::string const& name) {
    return std::max(76.0, width_of({name}) + 24);
}

} // namespace redoubt::check
