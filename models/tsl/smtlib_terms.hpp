// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

// Terms in SMT-LIB.
namespace redoubt::tsl {

// Of which state a formula is read that does not say "next" itself.
enum class Reading { Here, AfterStep };

// The terms of one script. Names are quoted and qualified: an enumerator by its sort, a function by its model. So none
// meets another one, nor one that a solver knows already: z3 accepts a second function `abs` or `select` of other sorts
// without a word. (A second sort no solver accepts.)
class SmtTerms {
public:
    explicit SmtTerms(std::string model) : model_(std::move(model)), names_{model_} {}

    [[nodiscard]] std::string term(Tree const& tree, Reading reading = Reading::Here);
    [[nodiscard]] std::string sort(Sort const& sort);
    [[nodiscard]] std::string symbol(Symbol const& symbol, bool next) const;
    [[nodiscard]] std::string sorted_variables(std::vector<Tree> const& variables); // (|Page.0| |Page|) …

    // That variables of number sorts are values of these; empty if there is none.
    [[nodiscard]] std::string ranges(std::vector<Tree> const& variables);
    [[nodiscard]] std::string range(std::string const& term, Sort const& sort);

    // Declares the sorts that a term has spoken of so far.
    [[nodiscard]] std::string const& declarations() const { return declarations_; }

private:
    [[nodiscard]] std::string literal(Node const& node);
    [[nodiscard]] std::string variable(Node const& node);
    [[nodiscard]] std::string quantified(Node const& node, Reading reading);
    void declare(Sort const& sort);

    std::string model_;
    std::string declarations_;
    std::set<Sort const*> declared_;
    std::set<std::string> names_; // of the model and of its sorts: they qualify the others
    std::map<std::int64_t, std::string> variables_;
    std::map<Sort const*, std::size_t> variable_counts_;
};

// Of a list of terms: (head first second …); the head alone if there are none.
[[nodiscard]] std::string smt_list(std::string const& head, std::vector<std::string> const& terms);

} // namespace redoubt::tsl
