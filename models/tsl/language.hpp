// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/names.hpp"
#include "models/tsl/term.hpp"

#include <concepts>
#include <initializer_list>
#include <type_traits>
#include <utility>

// The typed face of terms: a sort is a C++ type, so that an ill-sorted term does not compile.
//
//     struct Page : tsl::Abstract {};               // any number of pages
//     struct Ticks : tsl::Number {};                // 0 up to a last one
//     enum class Owner { Free, Monitor, Module };
//
//     for_all([&](Term<Page> page) { return implies(owner(page) == Owner::Free, !dirty(page)); })
namespace redoubt::tsl {

struct Abstract {};
struct Number {};

template <class S>
concept NumberSort = std::derived_from<S, Number>;

template <class S>
concept SortType = std::same_as<S, bool> || std::is_enum_v<S> || std::derived_from<S, Abstract> || NumberSort<S>;

namespace detail {

template <class E, std::size_t... N>
std::vector<std::string> enumerators(std::index_sequence<N...>) {
    return {std::string(enumerator_name<static_cast<E>(N)>())...};
}

template <SortType S>
Sort make_sort() {
    auto const name = std::string(type_name<S>());
    if constexpr (std::is_enum_v<S>) {
        static_assert(enumerator_count<S>() > 0, "for all values of a sort without any, everything is true");
        return {Kind::Enumeration, name, enumerators<S>(std::make_index_sequence<enumerator_count<S>()>{})};
    } else {
        return {NumberSort<S> ? Kind::Number : Kind::Abstract, name, {}};
    }
}

} // namespace detail

template <SortType S>
Sort const& sort() {
    if constexpr (std::same_as<S, bool>) {
        return boolean();
    } else {
        static Sort const it = detail::make_sort<S>();
        return it;
    }
}

template <SortType S>
class Term {
public:
    explicit Term(Tree tree) : tree_(std::move(tree)) {}
    Term(S value) // of an abstract sort nobody can name a value
        requires(std::same_as<S, bool> || std::is_enum_v<S>)
        : tree_(literal(sort<S>(), static_cast<std::int64_t>(value))) {}
    Term(int value)
        requires NumberSort<S>
        : tree_(literal(sort<S>(), value)) {}

    [[nodiscard]] Tree const& tree() const { return tree_; }

    friend Term<bool> operator==(Term const& a, Term const& b) { return Term<bool>(equality(a.tree(), b.tree())); }
    friend Term<bool> operator!=(Term const& a, Term const& b) {
        return Term<bool>(negation(equality(a.tree(), b.tree())));
    }
    friend Term<bool> operator<=(Term const& a, Term const& b)
        requires NumberSort<S>
    {
        return Term<bool>(make(Operator::LessOrEqual, boolean(), {a.tree(), b.tree()}));
    }
    friend Term<bool> operator<(Term const& a, Term const& b)
        requires NumberSort<S>
    {
        return Term<bool>(negation(make(Operator::LessOrEqual, boolean(), {b.tree(), a.tree()})));
    }
    friend Term<bool> operator>=(Term const& a, Term const& b)
        requires NumberSort<S>
    {
        return b <= a;
    }
    friend Term<bool> operator>(Term const& a, Term const& b)
        requires NumberSort<S>
    {
        return b < a;
    }
    friend Term operator+(Term const& a, Term const& b)
        requires NumberSort<S>
    {
        return Term(make(Operator::Plus, sort<S>(), {a.tree(), b.tree()}));
    }
    friend Term operator-(Term const& a, Term const& b)
        requires NumberSort<S>
    {
        return Term(make(Operator::Minus, sort<S>(), {a.tree(), b.tree()}));
    }

private:
    Tree tree_;
};

// Both sides of && and || are terms that are built; nothing is skipped.
inline Term<bool> operator!(Term<bool> const& a) {
    return Term<bool>(negation(a.tree()));
}
inline Term<bool> operator&&(Term<bool> const& a, Term<bool> const& b) {
    return Term<bool>(conjunction(a.tree(), b.tree()));
}
inline Term<bool> operator||(Term<bool> const& a, Term<bool> const& b) {
    return Term<bool>(disjunction(a.tree(), b.tree()));
}
inline Term<bool> implies(Term<bool> const& a, Term<bool> const& b) {
    return Term<bool>(with_children(make(Operator::Implies, boolean(), {a.tree(), b.tree()}), {a.tree(), b.tree()}));
}
inline Term<bool> iff(Term<bool> const& a, Term<bool> const& b) {
    return a == b;
}

template <SortType S>
Term<S> if_else(Term<bool> const& condition, Term<S> const& a, std::type_identity_t<Term<S>> const& b) {
    return Term<S>(choice(condition.tree(), a.tree(), b.tree()));
}

template <SortType S>
    requires std::is_enum_v<S>
Term<S> if_else(Term<bool> const& condition, S a, std::type_identity_t<Term<S>> const& b) {
    return if_else(condition, Term<S>(a), b);
}

template <SortType S>
Term<bool> one_of(Term<S> const& term, std::initializer_list<std::type_identity_t<Term<S>>> values) {
    Term<bool> any = false;
    for (auto const& value : values)
        any = any || term == value;
    return any;
}

template <NumberSort S>
Term<S> last_of() {
    return Term<S>(last(sort<S>()));
}

namespace detail {

template <class T>
struct SortOf;
template <SortType S>
struct SortOf<Term<S>> {
    using type = S;
};

// Calls a function of terms with new variables of its parameters' sorts, and returns these and what it returned. A
// parameter that is not a term comes first, and is `given`.
template <class Function>
struct Signature : Signature<decltype(&Function::operator())> {};

template <class Function, class Result, class... Terms>
struct Signature<Result (Function::*)(Terms...) const> {
    template <class F>
    static auto with_variables(F const& function) {
        std::vector<Tree> variables = {variable(sort<typename SortOf<std::remove_cvref_t<Terms>>::type>())...};
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return std::pair(variables, function(std::remove_cvref_t<Terms>(variables[I])...));
        }(std::index_sequence_for<Terms...>{});
    }
};

} // namespace detail

// Of a function with terms as parameters: for all values of these.
template <class Function>
Term<bool> for_all(Function const& body) {
    auto const [variables, term] = detail::Signature<Function>::with_variables(body);
    return Term<bool>(quantified(Operator::ForAll, variables, term.tree()));
}

template <class Function>
Term<bool> exists(Function const& body) {
    auto const [variables, term] = detail::Signature<Function>::with_variables(body);
    return Term<bool>(quantified(Operator::Exists, variables, term.tree()));
}

// A function of sorts, as Owner(Page). Called, it is its value in the state; next() is that after a step.
template <class Signature>
class Function;

template <SortType Result, SortType... Arguments>
class Function<Result(Arguments...)> {
public:
    explicit Function(std::shared_ptr<Symbol const> symbol) : symbol_(std::move(symbol)) {}

    Term<Result> operator()(std::type_identity_t<Term<Arguments>> const&... arguments) const {
        return Term<Result>(apply(*symbol_, {arguments.tree()...}));
    }
    [[nodiscard]] Term<Result> next(std::type_identity_t<Term<Arguments>> const&... arguments) const {
        return Term<Result>(apply(*symbol_, {arguments.tree()...}, true));
    }
    [[nodiscard]] Symbol const& symbol() const { return *symbol_; }

private:
    std::shared_ptr<Symbol const> symbol_;
};

} // namespace redoubt::tsl
