// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/equal.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "proofs/equal/compare_ir.hpp"
#include "proofs/equal/compare_object.hpp"
#include "tools/support/scratch.hpp"

namespace redoubt::equal {
namespace {

void compare_both_irs(support::Scratch const& scratch, SymbolMap const& map, Source const& cxx, Source const& c,
                      std::set<std::string>& discardable, Comparison& result) {
    compile_to_ir(cxx, scratch / "cxx.bc");
    compile_to_ir(c, scratch / "c.bc");
    auto const cxx_text = canonical_ir(scratch / "cxx.bc", &map);
    auto const c_text = canonical_ir(scratch / "c.bc", nullptr);
    std::ranges::set_intersection(cxx_text.discardable, c_text.discardable,
                                  std::inserter(discardable, discardable.end()));
    compare_ir(cxx_text, c_text, result);
}

void compare_both_objects(support::Scratch const& scratch, SymbolMap const& map, Source const& cxx, Source const& c,
                          std::set<std::string> const& discardable, Comparison& result) {
    compile_to_object(cxx, scratch / "cxx.o");
    compile_to_object(c, scratch / "c.o");
    compare_object(read_object(scratch / "cxx.o", &map), read_object(scratch / "c.o", nullptr), discardable, result);
}

} // namespace

std::size_t Comparison::count_ir(Verdict verdict) const {
    return static_cast<std::size_t>(std::ranges::count(functions, verdict, &FunctionVerdict::ir));
}

std::size_t Comparison::count_object(Verdict verdict) const {
    return static_cast<std::size_t>(std::ranges::count(functions, verdict, &FunctionVerdict::object));
}

Comparison compare(SymbolMap const& map, Source const& cxx, Source const& c) {
    Comparison result;
    for (auto const& function : map.functions)
        if (function.defined) result.functions.push_back({.function = function});
    if (result.functions.empty())
        result.differences.push_back({"map", "no function in it is defined, so nothing would be compared"});

    support::Scratch const scratch;
    std::set<std::string> discardable;
    compare_both_irs(scratch, map, cxx, c, discardable, result);
    compare_both_objects(scratch, map, cxx, c, discardable, result);

    // The lists above are made so that this holds; it is checked because silence about a function is the one unforgivable fault.
    auto const lowered = map.defined();
    auto const compared_ir = result.count_ir(Verdict::Equal);
    auto const compared_object = result.count_object(Verdict::Equal) + result.count_object(Verdict::Inlined);
    if (result.equal() && (compared_ir != lowered || compared_object != lowered))
        result.differences.push_back({"count", fmt::format("{} functions lowered, {} compared in IR, {} in object code",
                                                           lowered, compared_ir, compared_object)});
    return result;
}

} // namespace redoubt::equal
