// SPDX-License-Identifier: Apache-2.0
// C leaves open in which order operands are evaluated, C++ fixes it in part, and the prover chooses one. The lowering
// accepts only what gives the same result in every order.
#pragma once

#include <set>

#include "proofs/lower/checker/unit.hpp"

namespace redoubt::lower {

class EvaluationOrder {
public:
    EvaluationOrder(Unit& unit, clang::FunctionDecl const* function);
    void check(clang::Expr const* full) { look(full); }

private:
    struct Effect {
        bool writes = false;
        bool reads = false;
    };
    Effect look(clang::Stmt const* node);
    Effect unordered(clang::Stmt const* node);

    Unit& unit_;
    std::set<clang::Decl const*> stable_; // locals that no call can change
};

} // namespace redoubt::lower
