// SPDX-License-Identifier: Apache-2.0
// Bad input: one clear line, the right exit status, and nothing left that reads as success.
#include <doctest/doctest.h>

#include "proofs/lower/test/workbench.hpp"

namespace redoubt::lower::test {

namespace fs = std::filesystem;

TEST_CASE("Wrong usage exits with status 2 and one line") {
    Workbench bench;
    bench.write("unit.cc", "//@ assigns \\nothing;\nint f() { return 1; }\n");
    for (std::vector<std::string> const& arguments :
         std::vector<std::vector<std::string>>{{},
                                               {"unit.cc"},
                                               {"unit.cc", "--no-such-flag"},
                                               {"unit.cc", "-o"},
                                               {"none.cc", "-o", "x.c"},
                                               {".", "--check"},
                                               {"unit.cc", "other.cc", "--check"}}) {
        CAPTURE(arguments.size());
        auto const result = bench.run(arguments);
        CHECK(result.status == 2);
        CHECK(result.err.starts_with("redoubt-lower: "));
        CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
        CHECK_FALSE(fs::exists(bench.path("x.c")));
    }
}

TEST_CASE("A file that does not compile exits with status 2, also when it breaks rules as well") {
    Workbench bench;
    for (std::string const text :
         {"int f( { return 1; }\n", "#include \"none.h\"\n", "#define X 1\nint f() { return y; }\n", "\xff\xfe\x00"}) {
        auto const result = bench.lower_text(text);
        CHECK(result.status == 2);
        CHECK(result.says("does not compile"));
        CHECK(result.c == "");
        CHECK(result.map.is_null());
    }
}

TEST_CASE("A flag that the compiler does not know exits with status 2") {
    Workbench bench;
    bench.write("unit.cc", "//@ assigns \\nothing;\nint f() { return 1; }\n");
    CHECK(bench.run({"unit.cc", "--check"}).status == 0);
    CHECK(bench.run({"unit.cc", "--check", "--", "-std=c++20"}).status == 0);
    CHECK(bench.run({"unit.cc", "--check", "--", "--no-such-flag"}).status == 2);
}

TEST_CASE("An output of an earlier run does not survive a failure") {
    Workbench bench;
    bench.write("out.c", "old");
    bench.write("out.json", "{}");
    auto const result = bench.lower_text("uint32_t f() { return 1; }\n");
    CHECK(result.status == 1);
    CHECK(result.c == "");
    CHECK(result.map.is_null());
}

TEST_CASE("An output that cannot be written exits with status 2") {
    Workbench bench;
    bench.write("unit.cc", "//@ assigns \\nothing;\nint f() { return 1; }\n");
    auto const result = bench.run({"unit.cc", "-o", "no/such/folder/out.c", "--map", "out.json"});
    CHECK(result.status == 2);
    CHECK(result.says("cannot write"));
    CHECK_FALSE(fs::exists(bench.path("out.json")));
}

TEST_CASE("An empty file is lowered to nothing, and says so in the map") {
    Workbench bench;
    auto const result = bench.lower_text("");
    CHECK(result.status == 0);
    CHECK(result.map["functions"].empty());
}

TEST_CASE("Deeply nested annotations and comments that do not end are refused, not crashed on") {
    Workbench bench;
    std::string const deep(2000, '(');
    CHECK(bench.lower_text("/*@ requires " + deep + "; assigns \\nothing; */\nuint32_t f() { return 1; }\n").status ==
          1);
    CHECK(bench.lower_text("/*@ requires x").status == 2);
    CHECK(bench.lower_text("//@ ghost").status == 1);
    CHECK(bench.lower_text("//@ for").status == 1);
    CHECK(bench.lower_text("//@ axiomatic A {").status == 1);
    CHECK(bench.lower_text("//@ ghost /@ requires").status == 1);
}

} // namespace redoubt::lower::test
