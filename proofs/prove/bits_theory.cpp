// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/bits.hpp"
#include "proofs/prove/file.hpp"

#include <cctype>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <map>
#include <set>

// The table as a Why3 theory, over integers, and the driver through which WP loads it.
namespace redoubt::prove {
namespace {

std::string why3_of(BitTerm const& term) {
    static std::map<std::string, std::string> const infix{{"add", "+"}, {"sub", "-"}, {"mul", "*"},   {"=", "="},
                                                          {"<=", "<="}, {"<", "<"},   {"and", "/\\"}, {"=>", "->"}};
    static std::map<std::string, std::string> const prefix{{"div", "CD.div"}, {"mod", "CD.mod"}};
    if (term.arguments.empty()) return term.head;
    auto const left = why3_of(term.arguments[0]);
    auto const right = why3_of(term.arguments[1]);
    if (auto const found = infix.find(term.head); found != infix.end())
        return fmt::format("({} {} {})", left, found->second, right);
    auto const found = prefix.find(term.head);
    return fmt::format("({} {} {})", found == prefix.end() ? term.head : found->second, left, right);
}

void collect_variables(BitTerm const& term, std::set<std::string>& variables) {
    if (term.arguments.empty() && std::isdigit(static_cast<unsigned char>(term.head.front())) == 0)
        variables.insert(term.head);
    for (auto const& argument : term.arguments)
        collect_variables(argument, variables);
}

// The first term with a bit operator: wherever the provers meet it, they may use the fact.
BitTerm const* trigger(BitTerm const& term) {
    if (term.head.starts_with('l') && !term.arguments.empty()) return &term;
    for (auto const& argument : term.arguments)
        if (auto const* const found = trigger(argument)) return found;
    return nullptr;
}

std::string axiom(BitFact const& fact) {
    std::set<std::string> variables;
    collect_variables(fact.statement, variables);
    std::string bounds;
    for (auto const& variable : variables)
        bounds += fmt::format("0 <= {} <= 0xffffffffffffffff -> ", variable);
    if (variables.empty()) return fmt::format("  axiom redoubt_{}: {}\n", fact.name, why3_of(fact.statement));
    auto const* const pattern = trigger(fact.statement);
    return fmt::format("  axiom redoubt_{}: forall {}: int{}. {}{}\n", fact.name, fmt::join(variables, " "),
                       pattern == nullptr ? std::string() : fmt::format(" [{}]", why3_of(*pattern)), bounds,
                       why3_of(fact.statement));
}

} // namespace

std::string why3_theory(std::vector<BitFact> const& facts) {
    std::string text =
        "theory Redoubtbits\n  use int.Int\n  use int.ComputerDivision as CD\n  use frama_c_wp.cbits.Cbits\n";
    for (auto const& fact : facts)
        text += axiom(fact);
    return text + "end\n";
}

std::filesystem::path write_bits_driver(std::vector<BitFact> const& facts, std::filesystem::path const& directory) {
    write_file(directory / "redoubtbits.mlw", why3_theory(facts)); // Why3 derives the theory's name from the file's
    auto const driver = directory / "redoubt_bits.driver";
    write_file(driver,
               "library cbits:\nwhy3.file += \"redoubtbits.mlw\";\nwhy3.import += \"redoubtbits.Redoubtbits\";\n");
    return driver;
}

} // namespace redoubt::prove
