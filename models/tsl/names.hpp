// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

// The names of types and enumerators, as the compiler knows them: a model writes each once.
namespace redoubt::tsl {

namespace detail {

// Of "[T = a::b::Page]" the part "Page".
constexpr std::string_view last_name(std::string_view function) {
    auto const end = function.rfind(']');
    auto const part = function.substr(0, end);
    auto const begin = part.find_last_of(" :)");
    return part.substr(begin + 1);
}

template <class T>
constexpr std::string_view type_function() {
    return __PRETTY_FUNCTION__;
}

template <auto Value>
constexpr std::string_view value_function() {
    return __PRETTY_FUNCTION__;
}

// A value without a name is shown as a cast: "(a::b::Owner)7". Parentheses alone say nothing: a named one may be in an
// "(anonymous namespace)".
template <auto Value>
constexpr bool has_name() {
    auto const first = last_name(value_function<Value>()).front();
    return first < '0' || first > '9';
}

} // namespace detail

template <class T>
constexpr std::string_view type_name() {
    return detail::last_name(detail::type_function<T>());
}

template <auto Value>
constexpr std::string_view enumerator_name() {
    return detail::last_name(detail::value_function<Value>());
}

// How many enumerators E has, which count up from 0.
template <class E, std::size_t N = 0>
constexpr std::size_t enumerator_count() {
    if constexpr (N < 256 && detail::has_name<static_cast<E>(N)>())
        return enumerator_count<E, N + 1>();
    else
        return N;
}

} // namespace redoubt::tsl
