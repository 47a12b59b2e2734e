// SPDX-License-Identifier: Apache-2.0
// Diagnostics: every rejection names its rule and what to write instead.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "proofs/lower/rules.hpp"
#include "clang/Basic/Diagnostic.h"

namespace redoubt::lower {

class Report {
public:
    explicit Report(clang::DiagnosticsEngine& engine);

    // Says that `rule` is broken at `place`; `found` (or the rule's own words when empty) says by what.
    void reject(clang::SourceLocation place, Rule rule, std::string const& found = {});

    [[nodiscard]] bool rejected() const { return !said_.empty(); }
    [[nodiscard]] std::size_t count() const { return said_.size(); }

private:
    clang::DiagnosticsEngine& engine_;
    unsigned id_;
    std::set<std::pair<unsigned, Rule>> said_;
};

} // namespace redoubt::lower
