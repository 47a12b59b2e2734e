// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/mutants/mutate/site.hpp"

namespace redoubt::mutants {

// Asks every operator what could be wrong here.
void propose(Site const& site);

// The operators, by subject; a row each in operators.cpp.
void swap_relation(Site const& site);    // relations.cpp
void swap_junction(Site const& site);    //
void drop_not(Site const& site);         //
void negate_condition(Site const& site); //
void ignore_guard(Site const& site);     //
void swap_arithmetic(Site const& site);  // arithmetic.cpp
void shift_constant(Site const& site);   // constants.cpp
void shift_bound(Site const& site);      //
void swap_enumerator(Site const& site);  //
void drop_statement(Site const& site);   // statements.cpp
void change_result(Site const& site);    //
void swap_arguments(Site const& site);   // arguments.cpp

} // namespace redoubt::mutants
