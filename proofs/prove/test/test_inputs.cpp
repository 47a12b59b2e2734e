// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/ledger.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

// What the tests feed the tools is not judged against the ledger, so that the ledger names all of it is held here.

using namespace redoubt;
namespace fs = std::filesystem;

namespace {

using Place = std::pair<std::string, std::string>; // "axiom level_zero", file name

// In the annotations of one input.
std::set<Place> taken_for_true(fs::path const& file) {
    static std::regex const word(R"(\b(axiom|admit) (\w+)(\{[^}]*\})?:)");
    auto const text = support::read_file(file);
    std::set<Place> found;
    for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it)
        found.emplace((*it)[1].str() + " " + (*it)[2].str(), file.filename());
    return found;
}

std::set<Place> in_test_inputs() {
    std::set<Place> found;
    for (auto const* folder : {"proofs/negative/cases", "proofs/lower/test"})
        for (auto const& file : fs::recursive_directory_iterator(support::source_root() / folder))
            if (file.is_regular_file()) found.merge(taken_for_true(file));
    return found;
}

// In a row TEST-…: "axiom `a`, admit `b`" at "`folder/x.cc`, `y.cc`".
bool lists(prove::LedgerEntry const& entry, Place const& place) {
    auto const has_word = [](std::string cell, std::string const& before, std::string const& word) {
        std::erase(cell, '`');
        return std::regex_search(cell, std::regex("(^|" + before + ")" + word + "(,|$)"));
    };
    return entry.id.starts_with("TEST-") && has_word(entry.name, " ", place.first) &&
           has_word(entry.place, "[ /]", place.second);
}

} // namespace

TEST_CASE("Each axiom and admit of a test input has a row in the ledger") {
    auto const entries = prove::parse_ledger(support::read_file(support::source_root() / "proofs/assumptions.md"));
    auto const inputs = in_test_inputs();
    CHECK(inputs.size() >= 7);
    for (auto const& place : inputs)
        CHECK_MESSAGE(std::ranges::any_of(entries, [&](auto const& entry) { return lists(entry, place); }),
                      (place.first + " in " + place.second));
    for (auto const& entry : entries)
        if (entry.id.starts_with("TEST-"))
            CHECK_MESSAGE(std::ranges::any_of(inputs, [&](auto const& place) { return lists(entry, place); }),
                          (entry.id + " is nowhere"));
}
