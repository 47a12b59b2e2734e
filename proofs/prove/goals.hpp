// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

// WP's own report (-wp-report-json): per function and property, how many goals there are and who proved how many.
namespace redoubt::prove {

struct Goal {
    std::string function; // C name; empty: a lemma
    std::string name;     // f_ensures_r, f_loop_invariant, f_assert_rte_mem_access
    bool smoke = false; // nothing to be proven, but shown to resist the prover: a contradiction would prove it
    unsigned total = 0; // goals WP made of the property
    unsigned valid = 0; // proven; of a smoke test: resisted
    std::map<std::string, unsigned> provers = {}; // how many each of them proved
    double seconds = 0;

    [[nodiscard]] bool proven() const { return total > 0 && valid == total; }
};

// By its name, in WP's report or in what it prints: it is the check at the end of a path, which must not be proven.
[[nodiscard]] bool is_path_end(std::string_view goal);

// Throws CannotRun for a text that is not such a report.
[[nodiscard]] std::vector<Goal> parse_goals(std::string_view json);

} // namespace redoubt::prove
