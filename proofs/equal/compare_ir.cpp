// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/compare_ir.hpp"

#include <fmt/format.h>

namespace redoubt::equal {
namespace {

using Texts = std::map<std::string, Lines>;

Verdict compare_text(std::string const& where, Texts const& cxx, Texts const& c, std::string const& name,
                     Comparison& result) {
    auto const left = cxx.find(name);
    auto const right = c.find(name);
    if (left == cxx.end() || right == c.end()) {
        auto const side = left != cxx.end() ? "the lowered C" : right != c.end() ? "the C++" : "both";
        result.differences.push_back({fmt::format("{} {}", where, name), fmt::format("missing in {}", side)});
        return Verdict::Missing;
    }
    if (left->second == right->second) return Verdict::Equal;
    result.differences.push_back({fmt::format("{} {}", where, name), unified_diff(left->second, right->second)});
    return Verdict::Differs;
}

// Everything that either side has; returns how many.
std::size_t compare_all(std::string const& where, Texts const& cxx, Texts const& c, Comparison& result) {
    auto names = cxx;
    names.insert(c.begin(), c.end());
    for (auto const& [name, unused] : names)
        compare_text(where, cxx, c, name, result);
    return names.size();
}

// A record may be named in one language's code only (a copy that the other does not make); where both name it, it is the same.
std::size_t compare_common(std::string const& where, Texts const& cxx, Texts const& c, Comparison& result) {
    std::size_t compared = 0;
    for (auto const& [name, unused] : cxx) {
        if (!c.contains(name)) continue;
        compare_text(where, cxx, c, name, result);
        ++compared;
    }
    return compared;
}

// A body that the map does not speak of was not lowered, or was invented.
void require_mapped(std::string const& side, Texts const& functions, Comparison& result) {
    std::set<std::string> mapped;
    for (auto const& each : result.functions)
        mapped.insert(each.function.c);
    for (auto const& [name, text] : functions)
        if (!mapped.contains(name))
            result.differences.push_back(
                {fmt::format("IR of function {}", name), fmt::format("has a body in {} and is not in the map", side)});
}

} // namespace

void compare_ir(IrText const& cxx, IrText const& c, Comparison& result) {
    for (auto& each : result.functions)
        each.ir = compare_text("IR of function", cxx.functions, c.functions, each.function.c, result);
    require_mapped("the C++", cxx.functions, result);
    require_mapped("the lowered C", c.functions, result);
    compare_all("IR: declaration of", cxx.declarations, c.declarations, result);
    result.data = compare_all("IR: data", cxx.data, c.data, result);
    result.types = compare_common("IR: type", cxx.types, c.types, result);
}

} // namespace redoubt::equal
