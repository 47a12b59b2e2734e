// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/mutate/operators.hpp"

#include <array>

namespace redoubt::mutants {
namespace {

constexpr std::array kOperators{swap_relation,   swap_junction,   drop_not,       negate_condition,
                                ignore_guard,    swap_arithmetic, shift_constant, shift_bound,
                                swap_enumerator, drop_statement,  change_result,  swap_arguments};

} // namespace

void propose(Site const& site) {
    for (auto* const each : kOperators)
        each(site);
}

} // namespace redoubt::mutants
