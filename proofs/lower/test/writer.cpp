// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/output/writer.hpp"

#include <doctest/doctest.h>

namespace redoubt::lower {

TEST_CASE("Text keeps its line over a small gap with empty lines, over a large one with a line directive") {
    Writer writer;
    writer.go_to({"a.h", 1, 0});
    writer.put("one;");
    writer.go_to({"a.h", 3, 2});
    writer.put("two;");
    writer.go_to({"a.h", 90, 0});
    writer.put("three;");
    CHECK(writer.text() == "#line 1 \"a.h\"\none;\n\n  two;\n#line 90 \"a.h\"\nthree;");
}

TEST_CASE("A line above the present one, or in another file, gets a line directive") {
    Writer writer;
    writer.go_to({"a.h", 5, 0});
    writer.put("five;");
    writer.go_to({"a.h", 4, 0});
    writer.put("four;");
    writer.go_to({"b.h", 5, 0});
    writer.put("other;");
    CHECK(writer.text() == "#line 5 \"a.h\"\nfive;\n#line 4 \"a.h\"\nfour;\n#line 5 \"b.h\"\nother;");
}

TEST_CASE("Pieces of one line are joined, and marks move what follows to its line") {
    Writer writer;
    writer.go_to({"a.h", 1, 0});
    writer.put("x =");
    writer.go_to({"a.h", 1, 0});
    writer.put(line_mark(1) + "a + " + line_mark(2) + "b;");
    CHECK(writer.text() == "#line 1 \"a.h\"\nx = a +\n    b;");
    writer.put(" " + line_mark(1) + "c;");
    CHECK(writer.text().ends_with("\n    b; c;"));
}

} // namespace redoubt::lower
