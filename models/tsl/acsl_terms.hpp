// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/acsl.hpp"

// Terms of a model in ACSL, with the code's names.
namespace redoubt::tsl {

class AcslTerms {
public:
    explicit AcslTerms(Binding const& binding) : binding_(binding) {}
    AcslTerms(Binding const& binding, Action const& action, CodeAction const& bound);

    [[nodiscard]] static bool is_single(Binding const& binding, Sort const& sort);

    // Of one state.
    [[nodiscard]] std::string formula(Tree const& tree);

    // What the symbol is at M, from what it and others are at L; null: it stays as it is.
    [[nodiscard]] std::string equation(Symbol const& symbol, Update const* update);

    // What the symbol is in a state that is an initial one.
    [[nodiscard]] std::string initial(Symbol const& symbol, Update const& update);

private:
    // How tightly the outermost operator binds: a part of a tighter one is put in parentheses.
    enum class Level : std::uint8_t {
        Quantifier,
        Choice,
        Equivalence,
        Implication,
        Or,
        And,
        Comparison,
        Sum,
        Not,
        Atom
    };
    struct Text {
        std::string text;
        Level level;
    };

    [[nodiscard]] std::string equal(Symbol const& symbol, Update const* update, char const* after, char const* before);
    [[nodiscard]] Tree seen(Tree const& tree); // with one value of the sorts of which the code sees one
    [[nodiscard]] Text print(Tree const& tree);
    [[nodiscard]] Text binary(Node const& node, char const* op, Level level);
    [[nodiscard]] Text equal(Node const& node);
    [[nodiscard]] Text negated(Tree const& tree);
    [[nodiscard]] Text choice(Node const& node);
    [[nodiscard]] Text application(Symbol const& symbol, std::vector<std::string> const& arguments) const;
    [[nodiscard]] Text quantified(Node const& node);
    [[nodiscard]] std::string part(Tree const& tree, Level outer);
    [[nodiscard]] std::string variable(Node const& node);
    [[nodiscard]] std::string literal(Node const& node) const;
    [[nodiscard]] std::string new_name(Sort const& sort);
    [[nodiscard]] std::string range(Sort const& sort, std::string const& name) const;
    [[nodiscard]] std::string for_all(std::vector<Tree> const& variables, std::string const& body);

    Binding const& binding_;
    std::map<std::int64_t, std::string> names_; // of variables
    std::map<Sort const*, Tree> single_;
    std::string label_ = {}; // empty: the state of the predicate
};

} // namespace redoubt::tsl
