// SPDX-License-Identifier: Apache-2.0
// Each rule has a row in the table and in RULES.md, and two examples; each example does what it says.
#include "proofs/lower/rules.hpp"

#include <doctest/doctest.h>
#include <sstream>

#include "proofs/lower/test/workbench.hpp"

namespace redoubt::lower::test {

namespace fs = std::filesystem;

namespace {

std::string const kFolder = "proofs/lower/rules/";

std::set<std::string> names_of_table() {
    std::set<std::string> names;
    for (auto const& row : kRules)
        names.insert(std::string(row.name));
    return names;
}

std::set<std::string> names_of_examples(std::string const& ending) {
    std::set<std::string> names;
    for (auto const& entry : fs::directory_iterator(fs::path(REDOUBT_SOURCE_ROOT) / kFolder)) {
        auto const name = entry.path().filename().string();
        if (name.ends_with(ending)) names.insert(name.substr(0, name.size() - ending.size()));
    }
    return names;
}

} // namespace

TEST_CASE("Every rule has an example that passes and one that fails, and no example is without its rule") {
    CHECK(names_of_table().size() == kRules.size());
    CHECK(names_of_examples(".pass.cc") == names_of_table());
    CHECK(names_of_examples(".fail.cc") == names_of_table());
    std::size_t files = 0;
    for ([[maybe_unused]] auto const& entry : fs::directory_iterator(fs::path(REDOUBT_SOURCE_ROOT) / kFolder))
        ++files;
    CHECK(files == 2 * kRules.size());
}

TEST_CASE("RULES.md has the table's rows, all of them and no other") {
    std::set<std::string> expected;
    for (auto const& row : kRules) {
        expected.insert("| `" + std::string(row.name) + "` | " + std::string(row.rejected) + " | " +
                        std::string(row.instead) + " |");
    }
    std::set<std::string> written;
    std::istringstream text(read_file(fs::path(REDOUBT_SOURCE_ROOT) / "proofs/lower/RULES.md"));
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("| `")) written.insert(line);
    }
    CHECK(written == expected);
    Workbench bench;
    auto const printed = bench.run({"--rules"});
    CHECK(printed.status == 0);
    for (auto const& line : expected)
        CHECK(contains(printed.out, line));
}

TEST_CASE("Each passing example is accepted, and its C is taken by the compiler and by Frama-C") {
    Workbench bench;
    for (auto const& name : names_of_table()) {
        CAPTURE(name);
        auto const result = bench.lower_project(kFolder + name + ".pass.cc");
        CHECK(result.err == "");
        REQUIRE(result.status == 0);
        CHECK(bench.compile_c(result.c) == "");
        CHECK(bench.parse_with_frama_c(result.c) == "");
    }
}

TEST_CASE("Each failing example is rejected with its rule's name alone, what to write instead, and no output") {
    Workbench bench;
    for (auto const& row : kRules) {
        std::string const name(row.name);
        CAPTURE(name);
        auto const result = bench.lower_project(kFolder + name + ".fail.cc");
        CHECK(result.status == 1);
        CHECK(result.rules() == std::set<std::string>{name});
        CHECK(result.says("; write " + std::string(row.instead) + " instead"));
        CHECK(result.says(kFolder + name + ".fail.cc:"));
        CHECK(result.c == "");
        CHECK(result.map.is_null());
    }
}

} // namespace redoubt::lower::test
