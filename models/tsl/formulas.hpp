// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/interpreter.hpp"

#include <map>
#include <vector>
#include <z3++.h>

// Terms of one state as Z3 expressions, for instances of any size.
namespace redoubt::tsl {

class Formulas {
public:
    explicit Formulas(Model const& model);

    [[nodiscard]] z3::context& context() { return context_; }

    [[nodiscard]] z3::expr formula(Tree const& tree); // free variables are constants
    [[nodiscard]] z3::expr constant(Tree const& variable);
    [[nodiscard]] z3::expr in_sort(Sort const& sort, z3::expr const& value); // a number lies between 0 and the last

    // What is true of every instance: sorts are not empty, rigid numbers are in their sort, the model's axioms.
    [[nodiscard]] std::vector<z3::expr> background();

    // The instance that a Z3 model describes, its state, and values for variables: nothing when it is too large to show.
    struct Example {
        Sizes sizes;
        State state;
        std::vector<Value> values;
    };
    [[nodiscard]] std::optional<Example> example(z3::model const& found, std::vector<Tree> const& variables);

private:
    using Universe = std::map<Sort const*, std::vector<z3::expr>>;

    [[nodiscard]] z3::sort sort(Sort const& sort);
    [[nodiscard]] z3::expr value(Sort const& sort, Value value);
    [[nodiscard]] z3::expr last(Sort const& sort);
    [[nodiscard]] z3::expr quantified(Node const& node);
    [[nodiscard]] z3::expr_vector children(Node const& node);
    [[nodiscard]] std::optional<Universe> universe(z3::model const& found);
    [[nodiscard]] static Value index_in(std::vector<z3::expr> const& values, z3::expr const& value);

    Model const& model_;
    z3::context context_;
    std::map<Sort const*, z3::sort> sorts_;
    std::map<Sort const*, std::vector<z3::expr>> enumerators_;
    std::vector<z3::func_decl> functions_;
};

} // namespace redoubt::tsl
