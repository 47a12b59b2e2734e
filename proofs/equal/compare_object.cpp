// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/compare_object.hpp"

#include <fmt/format.h>

namespace redoubt::equal {
namespace {

constexpr auto kInlineHint =
    "emitted in one object file only: its callers were inlined differently. If it is `inline` in C++, mark "
    "it [[gnu::always_inline]] or define it in the .cc file";

Verdict compare_function(ObjectText const& cxx, ObjectText const& c, std::string const& name, bool discardable,
                         Comparison& result) {
    auto const where = fmt::format("object code of function {}", name);
    auto const* const left = cxx.section_of(name);
    auto const* const right = c.section_of(name);
    if (!left && !right && discardable) return Verdict::Inlined;
    if (!left || !right) {
        result.differences.push_back({where, left || right ? kInlineHint : "emitted in neither object file"});
        return Verdict::Missing;
    }
    if (*left == *right) return Verdict::Equal;
    result.differences.push_back({where, unified_diff(section_text(*left), section_text(*right))});
    return Verdict::Differs;
}

void compare_section(std::string const& name, ObjectText const& cxx, ObjectText const& c, Comparison& result) {
    auto const where = fmt::format("object code: section {}", name);
    auto const left = cxx.sections.find(name);
    auto const right = c.sections.find(name);
    if (left == cxx.sections.end() || right == c.sections.end())
        result.differences.push_back({where, "in one object file only"});
    else if (left->second != right->second)
        result.differences.push_back({where, unified_diff(section_text(left->second), section_text(right->second))});
}

} // namespace

void compare_object(ObjectText const& cxx, ObjectText const& c, std::set<std::string> const& discardable,
                    Comparison& result) {
    std::set<std::string> rest;
    for (auto const& [name, section] : cxx.sections)
        rest.insert(name);
    for (auto const& [name, section] : c.sections)
        rest.insert(name);
    result.sections = rest.size();
    for (auto& each : result.functions) {
        auto const& name = each.function.c;
        each.object = compare_function(cxx, c, name, discardable.contains(name), result);
        rest.erase(".text." + name);
    }
    // Data, jump tables, and code that the map does not know.
    for (auto const& name : rest)
        compare_section(name, cxx, c, result);
}

} // namespace redoubt::equal
