// SPDX-License-Identifier: Apache-2.0
// The command: exit status 0 equal, 1 not equal, 2 cannot run; nothing that reads as success is left behind by a failure.
#include <doctest/doctest.h>

#include "proofs/equal/test/workbench.hpp"
#include "tools/support/process.hpp"

namespace redoubt::equal::test {
namespace {

constexpr auto kMap = R"({"version": 1, "source": "unit.cc", "types": [], "globals": [],
    "functions": [{"cxx": "_Z3addj", "c": "add", "name": "add", "defined": true}]})";

struct Call {
    support::Scratch scratch;

    Call() {
        write_file(scratch / "map.json", kMap);
        write_file(scratch / "unit.cc", "unsigned add(unsigned x) { return x + 1; }\n");
        write_file(scratch / "unit.c", "unsigned add(unsigned x) { return x + 1u; }\n");
    }
    [[nodiscard]] support::Outcome run(std::vector<std::string> const& more = {}) const {
        std::vector<std::string> argv{REDOUBT_EQUAL,        "--map",
                                      scratch / "map.json", "--cxx",
                                      scratch / "unit.cc",  "--c",
                                      scratch / "unit.c",   "--cxx-flags-file",
                                      REDOUBT_CXX_FLAGS,    "--c-flags-file",
                                      REDOUBT_C_FLAGS,      "--json",
                                      scratch / "out.json"};
        argv.insert(argv.end(), more.begin(), more.end());
        return support::run_captured({.argv = argv});
    }
    [[nodiscard]] bool left_json() const { return std::filesystem::exists(scratch / "out.json"); }
};

} // namespace

TEST_CASE("redoubt-equal: says how much was equal and exits with 0") {
    Call const call;
    auto const outcome = call.run();
    CHECK(outcome.status == 0);
    CHECK(outcome.out == "IR equal 1/1, object code equal 1/1 (0 inlined)\n");
    CHECK(read_file(call.scratch / "out.json").find("\"equal\": true") != std::string::npos);
}

TEST_CASE("redoubt-equal: shows a diff and exits with 1 when a function differs") {
    Call const call;
    write_file(call.scratch / "unit.c", "unsigned add(unsigned x) { return x + 2u; }\n");
    auto const outcome = call.run();
    CHECK(outcome.status == 1);
    CHECK(outcome.out.find("+  %2 = add i32 %0, 2") != std::string::npos);
    CHECK(read_file(call.scratch / "out.json").find("\"equal\": false") != std::string::npos);
}

TEST_CASE("redoubt-equal: exits with 2 and one clear line when it cannot compare") {
    Call const call;
    CHECK(call.run().status == 0);
    REQUIRE(call.left_json());

    SUBCASE("a file does not compile") {
        write_file(call.scratch / "unit.c", "unsigned add(unsigned x) { return y; }\n");
        auto const outcome = call.run();
        CHECK(outcome.status == 2);
        CHECK(outcome.err.find("does not compile") != std::string::npos);
    }
    SUBCASE("there is no map") {
        std::filesystem::remove(call.scratch / "map.json");
        CHECK(call.run().err.find("redoubt-equal: cannot read the map") == 0);
    }
    SUBCASE("the map is malformed") {
        write_file(call.scratch / "map.json", "{\"version\": 1, \"functions\": [{}]}");
        CHECK(call.run().status == 2);
    }
    SUBCASE("the map gives two functions one name") {
        write_file(call.scratch / "map.json", R"({"version": 1, "types": [], "globals": [{"cxx": "x", "c": "add"}],
            "functions": [{"cxx": "_Z3addj", "c": "add", "name": "add", "defined": true}]})");
        CHECK(call.run().err.find("two C++ names are mapped to add") != std::string::npos);
    }
    SUBCASE("there is no compiler") {
        auto const outcome = call.run({"--clang", "/nowhere/clang"});
        CHECK(outcome.status == 2);
        CHECK(outcome.err.find("/nowhere/clang could not be started") != std::string::npos);
    }
    SUBCASE("an option is unknown") {
        CHECK(call.run({"--nonsense"}).status == 2);
    }
    if (call.run().status != 0) CHECK_FALSE(call.left_json());
}

} // namespace redoubt::equal::test
