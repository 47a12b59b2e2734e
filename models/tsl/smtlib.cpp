// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/smtlib.hpp"

#include "models/tsl/smtlib_terms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

namespace redoubt::tsl {
namespace {

class Writer {
public:
    Writer(Model const& model, Action const* action)
        : model_(model), terms_(model.id()), script_{.action = action, .asked = {}, .text = {}} {}

    [[nodiscard]] Script initial();
    [[nodiscard]] Script of_action();

private:
    void line(std::string const& text) { body_ += text + "\n"; }
    void comment(std::string text);
    void assume(std::string const& why, std::string const& term);
    void declare(Symbol const& symbol);
    void define(std::string const& name, Update const& update);
    void define_next(Symbol const& symbol);
    void axioms();
    void ask(Property const& property, Reading reading);
    [[nodiscard]] Script finished();

    Model const& model_;
    SmtTerms terms_;
    Script script_;
    std::string body_;
};

void Writer::comment(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    line("; " + text);
}

void Writer::assume(std::string const& why, std::string const& term) {
    if (term.empty()) return;
    comment(why);
    line(smt_list("assert", {term}));
}

void Writer::declare(Symbol const& symbol) {
    std::string sorts;
    for (auto const* argument : symbol.arguments)
        sorts += (sorts.empty() ? "" : " ") + terms_.sort(*argument);
    line(smt_list("declare-fun", {terms_.symbol(symbol, false), "(" + sorts + ")", terms_.sort(*symbol.result)}));
}

void Writer::define(std::string const& name, Update const& update) {
    line(smt_list("define-fun", {name, terms_.sorted_variables(update.formals), terms_.sort(*update.symbol->result),
                                 terms_.term(update.value)}));
}

// Also of what stays as it is: so that a property reads the next state without looking at the action.
void Writer::define_next(Symbol const& symbol) {
    auto const name = terms_.symbol(symbol, true);
    if (auto const* const update = script_.action->update_of(symbol)) return define(name, *update);
    auto const formals = variables(symbol.arguments);
    define(name, {&symbol, formals, apply(symbol, formals)});
}

// Of functions of the state that a number is one of its sort is an invariant (Model::add_ranges); of rigid ones it is
// what they are.
void Writer::axioms() {
    for (auto const& symbol : model_.symbols()) {
        if (!symbol->rigid || symbol->result->kind != Kind::Number) continue;
        auto const arguments = variables(symbol->arguments);
        auto range = terms_.range(terms_.term(apply(*symbol, arguments)), *symbol->result);
        if (auto const within = terms_.ranges(arguments); !within.empty()) range = smt_list("=>", {within, range});
        if (!arguments.empty()) range = smt_list("forall", {terms_.sorted_variables(arguments), range});
        assume(symbol->name + " is in its sort", range);
    }
    for (auto const& axiom : model_.axioms())
        assume(axiom.id, terms_.term(axiom.formula));
}

void Writer::ask(Property const& property, Reading reading) {
    script_.asked.push_back(&property);
    line("\n(push 1)");
    line(fmt::format("(echo \"{}\")", announcement(script_, property)));
    line(fmt::format("(assert (not {}))", terms_.term(property.formula, reading)));
    line("(check-sat)");
    line("(pop 1)");
}

Script Writer::initial() {
    comment("the same in all states");
    for (auto const& symbol : model_.symbols())
        if (symbol->rigid) declare(*symbol);
    axioms();
    comment("an initial state");
    for (auto const& symbol : model_.symbols())
        if (!symbol->rigid) define(terms_.symbol(*symbol, false), model_.initial(*symbol));
    for (auto const& property : model_.properties())
        if (property.kind != PropertyKind::Step) ask(property, Reading::Here);
    return finished();
}

Script Writer::of_action() {
    auto const& action = *script_.action;
    comment("the state before the action");
    for (auto const& symbol : model_.symbols())
        declare(*symbol);
    axioms();
    for (auto const& property : model_.properties())
        if (property.kind != PropertyKind::Step) assume(property.name, terms_.term(property.formula));
    comment(action.name());
    for (auto const& parameter : action.parameters())
        line(smt_list("declare-const", {terms_.term(parameter), terms_.sort(*parameter->sort)}));
    assume("the parameters are in their sorts", terms_.ranges(action.parameters()));
    for (auto const& guard : action.guards())
        assume("guard: " + guard.label, terms_.term(guard.condition));
    comment("the state after the action");
    for (auto const& symbol : model_.symbols())
        if (!symbol->rigid) define_next(*symbol);
    for (auto const& property : model_.properties())
        if (property.concerns(action))
            ask(property, property.kind == PropertyKind::Step ? Reading::Here : Reading::AfterStep);
    return finished();
}

Script Writer::finished() {
    script_.text = fmt::format("; {} {}: {}\n(set-logic ALL)\n{}{}", model_.id(), model_.name(), script_.name(),
                               terms_.declarations(), body_);
    return std::move(script_);
}

} // namespace

std::string Script::name() const {
    return action == nullptr ? "initial" : "action." + action->name();
}

std::string announcement(Script const& script, Property const& property) {
    return fmt::format("{}: {}", script.name(), property.name);
}

std::vector<Script> scripts(Model const& model) {
    std::vector<Script> all = {Writer(model, nullptr).initial()};
    for (auto const& action : model.actions())
        all.push_back(Writer(model, &action).of_action());
    return all;
}

std::filesystem::path write(Script const& script, std::filesystem::path const& folder) {
    std::filesystem::create_directories(folder);
    auto path = folder / (script.name() + ".smt2");
    std::ofstream file(path);
    file << script.text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
    return path;
}

} // namespace redoubt::tsl
