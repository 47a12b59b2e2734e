// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/prove/frama_c.hpp"
#include "proofs/prove/goals.hpp"
#include "proofs/prove/log.hpp"
#include "proofs/prove/report.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redoubt::prove {

// Everything that Frama-C said about one unit; what the verdict is made from, and what the result cache keeps.
struct Record {
    std::vector<Goal> goals = {};
    std::vector<Property> properties = {};
    std::vector<Warning> warnings = {};
    std::vector<std::string> errors = {};       // lines
    bool complete = false;                      // both reports are there, to their ends
    bool timed_out = false;
    int status = 0;
    double seconds = 0;
    bool cached = false;
};

[[nodiscard]] Record make_record(FramaCRun const& run);

[[nodiscard]] std::string to_json(Record const& record);
[[nodiscard]] std::optional<Record> record_of_json(std::string_view text); // nothing when it is not one

} // namespace redoubt::prove
