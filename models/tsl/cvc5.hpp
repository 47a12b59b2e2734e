// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/smtlib.hpp"
#include "models/tsl/states.hpp"

#include <chrono>
#include <string>
#include <vector>

// cvc5, and any other program that reads SMT-LIB, on the conditions of the proof.
namespace redoubt::tsl {

// Where there are quantifiers, cvc5 answers Unknown where another would say Refuted.
struct Verdict {
    Action const* action; // null: of the initial states
    Property const* property;
    Answer answer;
    double seconds; // of the whole script
};

struct Solver {
    std::vector<std::string> argv;   // a script's file comes last
    std::chrono::milliseconds limit; // for each condition: argv tells the solver so
};

[[nodiscard]] Solver cvc5(std::chrono::milliseconds limit);
[[nodiscard]] Solver z3(std::chrono::milliseconds limit); // the program, on the same scripts

// The answers to a script, one for each property asked. Throws std::runtime_error when the output is anything but these
// in their order.
[[nodiscard]] std::vector<Answer> answers(Script const& script, std::string const& output);

// All conditions of the proof of a model, in the order of its actions. Throws std::runtime_error when a solver is
// missing, fails, warns, or does not keep to its limits.
[[nodiscard]] std::vector<Verdict> verdicts(Model const& model, Solver const& solver, std::size_t at_a_time = 2);

} // namespace redoubt::tsl
