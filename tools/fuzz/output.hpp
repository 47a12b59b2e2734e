// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a fuzzer says of its run: libFuzzer's lines, and those of the harness (test/fuzz/harness.hpp).
namespace redoubt::fuzz {

struct Progress {
    std::uint64_t runs = 0;
    std::uint64_t coverage = 0; // edges of the monitor's code that were executed
    std::uint64_t inputs = 0;   // in the corpus
};

struct Goal {
    std::string what;
    std::uint64_t times = 0;
};

struct Output {
    Progress progress;
    std::vector<Goal> goals;
    std::optional<std::string> problem;    // the first line that says what is wrong
    std::optional<std::string> reproducer; // the file with the input
};

// One line more. True if it told of progress.
bool read_line(Output& output, std::string_view line);

} // namespace redoubt::fuzz
