// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Running other programs, without a shell in between.
namespace redoubt::support {

struct Command {
    std::vector<std::string> argv;
    std::filesystem::path directory = {};                // empty: this process's own
    std::optional<std::chrono::milliseconds> limit = {}; // wall time; then the whole process group is killed
    // run_captured: sees each whole line of standard output as it comes; false ends the program and its group at once.
    std::function<bool(std::string_view)> watch = {};
    bool merged = false; // run_captured: standard error is part of standard output
};

struct Outcome {
    int status = 0; // exit status; 128 + signal when killed; 127 when it could not be started
    bool timed_out = false;
    bool stopped = false; // by the watch
    std::string out;      // empty for run_shown
    std::string err;
    [[nodiscard]] bool ok() const { return status == 0 && !timed_out && !stopped; }
};

// Collects standard output and standard error.
[[nodiscard]] Outcome run_captured(Command const& command);

// Leaves both streams to the user; nothing is collected.
[[nodiscard]] Outcome run_shown(Command const& command);

} // namespace redoubt::support
