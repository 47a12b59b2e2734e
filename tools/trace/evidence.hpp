// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/trace/results.hpp"
#include "tools/trace/sources.hpp"

#include <string>
#include <string_view>
#include <vector>

// What a text of the specification names as its ground: `monitor/policy/policy.h`: `REQ_POL_01_default_deny`, a clause in
// that file, and "REQ-POL-01: a sentence", a test.
namespace redoubt::trace {

struct NamedClause {
    std::string file;
    std::string name;
};

struct Evidence {
    std::vector<NamedClause> clauses;
    std::vector<std::string> tests;
    std::vector<std::string> faults; // of the text itself

    [[nodiscard]] bool empty() const { return clauses.empty() && tests.empty(); }
};

// A file holds for the clauses behind it. Everything else is prose.
[[nodiscard]] Evidence evidence_in(std::string_view text);

// What is named and does not exist, a sentence each.
[[nodiscard]] std::vector<std::string> missing(Evidence const& evidence, std::vector<Clause> const& clauses,
                                               std::vector<Test> const& tests);

} // namespace redoubt::trace
