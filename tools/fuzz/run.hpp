// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/fuzz/output.hpp"
#include "tools/fuzz/target.hpp"

#include <chrono>
#include <functional>
#include <variant>

namespace redoubt::fuzz {

// How long each target runs: so many inputs, which is the same run every time, or so many seconds.
using Budget = std::variant<std::uint64_t, std::chrono::seconds>;

struct Setting {
    Budget budget;
    std::uint32_t seed = 1; // 0 is libFuzzer's word for any
    bool resume = false;    // begin with what earlier runs found, too
};

struct Verdict {
    Target target;
    Output output = {};
    int status = 0;
    double seconds = 0;

    [[nodiscard]] double runs_per_second() const;
    // What is wrong, a line each: a finding; a goal that was not reached. Nothing: the run was good.
    [[nodiscard]] std::vector<std::string> complaints() const;
    [[nodiscard]] bool found() const { return status != 0; } // something; the run ended with it
    [[nodiscard]] std::string replay() const;                // the command that shows it again, if there is an input
};

// Called with what is known so far, each time that the fuzzer tells of progress, and at the end.
using Told = std::function<void(Verdict const&)>;

[[nodiscard]] Verdict run(Target const& target, Setting const& setting, Told const& told);

} // namespace redoubt::fuzz
