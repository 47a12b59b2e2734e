// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/trace.hpp"

#include <string>
#include <vector>

// Where the lifelines of a sequence diagram stand.
namespace redoubt::check {

// A step of a run in words, in lines that fit.
struct Step {
    std::string from;
    std::string to;
    std::vector<std::string> label; // the action and its arguments
    std::vector<std::string> changes;
};

[[nodiscard]] std::vector<Step> steps_of(tsl::Interpreter const& interpreter, tsl::Trace const& trace);

// In pixels, of a font whose characters are all as wide.
[[nodiscard]] double width_of(std::vector<std::string> const& lines);

inline constexpr double kLoop = 30; // how far an arrow to oneself goes to the right

// As far from each other as the names, and the labels between them, need.
class Lifelines {
public:
    Lifelines(std::vector<std::string> names, std::vector<Step> const& steps, double left);

    [[nodiscard]] std::vector<std::string> const& names() const { return names_; }
    [[nodiscard]] double x(std::string const& name) const;
    [[nodiscard]] static double box(std::string const& name); // its width
    [[nodiscard]] double right() const { return right_; }

private:
    [[nodiscard]] std::size_t place(std::string const& name) const;
    void widen(std::vector<double>& gaps, Step const& step) const;

    std::vector<std::string> names_;
    std::vector<double> x_;
    double right_;
};

} // namespace redoubt::check
