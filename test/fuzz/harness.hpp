// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <source_location>

// What all harnesses share: how a promise is checked, and how a run tells what its inputs have reached.
namespace redoubt::fuzz {

// A promise that does not hold ends the run; libFuzzer keeps the input.
void check(bool holds, char const* promise, std::source_location where = std::source_location::current());

// Something that a run has to reach, or it has tested less than it seems to. When a run ends well, it prints a line for
// each: "reached: <times> <what>". A harness has them as constants at namespace level.
class Goal {
public:
    explicit Goal(char const* what);
    Goal(Goal const&) = delete;
    Goal& operator=(Goal const&) = delete;
    void reached() { ++times_; }

private:
    friend void print_goals();
    char const* what_;
    std::uint64_t times_ = 0;
    Goal* next_;
};

} // namespace redoubt::fuzz
