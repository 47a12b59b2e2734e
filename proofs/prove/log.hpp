// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What WP prints while it runs, as data.
namespace redoubt::prove {

// A goal's line: `[wp] [CVC5 1.0.3] Goal typed_f_ensures : Valid (Qed:4ms) (100ms)`.
struct GoalLine {
    std::string name;   // without the model's prefix
    std::string prover; // of a valid goal
    bool smoke = false;
    bool valid = false; // of a smoke test: it resisted the prover
    bool final = true;  // false: one prover gave up in a stage that is not the last
    double seconds = 0;
};

struct Warning {
    std::string place; // file:line, may be empty
    std::string text;  // in one line
};

struct Log {
    std::vector<GoalLine> goals;
    std::vector<Warning> warnings;
    std::vector<std::string> errors;
};

[[nodiscard]] std::optional<GoalLine> parse_goal_line(std::string_view line);
[[nodiscard]] Log parse_log(std::string_view output);

} // namespace redoubt::prove
