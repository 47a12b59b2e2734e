// SPDX-License-Identifier: Apache-2.0
// Does the comparison notice? The lowering of sample.cc is equal to it; each single fault in that C is not.
#include <algorithm>
#include <regex>

#include <doctest/doctest.h>

#include "proofs/equal/report.hpp"
#include "proofs/equal/test/faults.hpp"
#include "proofs/equal/test/workbench.hpp"
#include "tools/support/process.hpp"

namespace redoubt::equal::test {
namespace {

std::filesystem::path const kSample = std::filesystem::path(REDOUBT_SOURCE_ROOT) / "proofs/equal/test/sample.cc";

struct Lowered {
    support::Scratch scratch;
    std::string text;
    SymbolMap map;

    Lowered() {
        auto const cxx = product_source(kSample);
        std::vector<std::string> argv{
            REDOUBT_LOWER,       cxx.file, "-o", scratch / "sample.c", "--map", scratch / "map.json", "--root",
            REDOUBT_SOURCE_ROOT, "--"};
        argv.insert(argv.end(), cxx.flags.begin(), cxx.flags.end());
        auto const outcome = support::run_captured({.argv = argv});
        REQUIRE_MESSAGE(outcome.ok(), outcome.err);
        text = read_file(scratch / "sample.c");
        map = read_symbol_map(scratch / "map.json");
    }
    [[nodiscard]] Comparison compare(std::string const& c) const {
        write_file(scratch / "sample.c", c);
        return equal::compare(map, product_source(kSample), product_source(scratch / "sample.c"));
    }
};

Lowered const& lowered() {
    static Lowered const once;
    return once;
}

// Annotations are in the way of the faults.
std::string with_fault(std::string const& lowered, Fault const& fault) {
    static std::regex const path_end(R"(/\*@ check \w+: \\false; \*/ )");
    auto text = std::regex_replace(lowered, path_end, "");
    auto const at = text.find(fault.right);
    REQUIRE_MESSAGE(at != std::string::npos, "not in the lowered C: ", std::string(fault.right));
    REQUIRE_MESSAGE(text.find(fault.right, at + 1) == std::string::npos,
                    "more than once in the lowered C: ", std::string(fault.right));
    return text.replace(at, std::string(fault.right).size(), fault.wrong);
}

// A difference in a function, a record or data, as that comparison sees it.
bool caught(Comparison const& comparison, std::string const& by) {
    return std::ranges::any_of(comparison.differences,
                               [&](Difference const& each) { return each.where.starts_with(by); });
}

} // namespace

TEST_CASE("equal: the lowering of the sample is the sample, function by function") {
    auto const result = lowered().compare(lowered().text);
    CHECK_MESSAGE(result.equal(), explain(result));
    CHECK(result.count_ir(Verdict::Equal) == lowered().map.defined());
    CHECK(result.count_object(Verdict::Equal) + result.count_object(Verdict::Inlined) == lowered().map.defined());
    CHECK(result.count_object(Verdict::Inlined) == 3);
}

TEST_CASE("equal: each deliberate fault of the lowering is caught, in IR and in object code") {
    for (auto const& fault : kFaults) {
        auto const result = lowered().compare(with_fault(lowered().text, fault));
        CHECK_MESSAGE(caught(result, "IR"), "not caught in IR: ", std::string(fault.what));
        CHECK_MESSAGE(caught(result, "object code"), "not caught in object code: ", std::string(fault.what));
    }
}

TEST_CASE("equal: a lowered function that is dropped, renamed or invented is caught") {
    auto const text = lowered().text;
    CHECK_FALSE(lowered().compare(text + "uint32_t sample_invented(uint32_t x) { return x; }\n").equal());
    auto renamed = text;
    for (std::string const name = "sample_take"; renamed.find(name) != std::string::npos;)
        renamed.replace(renamed.find(name), name.size(), "sample_took");
    CHECK(mentions(lowered().compare(renamed), "IR of function sample_take", "missing in the lowered C"));
    Fault const dropped{"", " {\n    const uint32_t taken = *counter;\n    (*counter)++;\n    return taken;\n}", ";"};
    CHECK(mentions(lowered().compare(with_fault(text, dropped)), "IR of function sample_take",
                   "missing in the lowered C"));
}

} // namespace redoubt::equal::test
