// SPDX-License-Identifier: Apache-2.0
// Functions can be equal and still differ in the records and constants that they refer to.
#include <doctest/doctest.h>

#include "proofs/equal/report.hpp"
#include "proofs/equal/test/workbench.hpp"

namespace redoubt::equal::test {
namespace {

constexpr auto kTable = "constexpr unsigned long table[5] = {1, 3, 5, 7, 11};\n"
                        "unsigned long pick(unsigned x) { return table[x]; }\n";

void prepare_table(Workbench& bench, char const* content) {
    bench.cxx(kTable);
    bench.c(std::string("static unsigned long const c_table") + content + ";\n" +
            "unsigned long c_pick(unsigned x) { return c_table[x]; }\n");
    bench.function("_Z4pickj", "c_pick");
    bench.global("_ZL5table", "c_table");
}

void prepare_local(Workbench& bench, char const* content) {
    bench.cxx("struct Row { unsigned long a[6]; };\nvoid set(Row& row) { Row const next{{1, 2, 3, 4, 5, 6}}; row = "
              "next; }\n");
    bench.c(std::string("typedef struct Row Row; struct Row { unsigned long a[6]; };\n") +
            "void c_set(Row row[static 1]) { Row const next = {" + content + "}; *row = next; }\n");
    bench.function("_Z3setR3Row", "c_set");
    bench.record("struct.Row", "struct.Row");
}

void prepare_class(Workbench& bench, char const* members) {
    bench.cxx("class Log { public: void note(unsigned long x); private: unsigned long last_; unsigned count_; bool "
              "full_; };\n"
              "void Log::note(unsigned long x) { last_ = x; count_ = count_ + 1; }\n");
    bench.c(
        std::string("typedef struct Log Log; struct Log { ") + members + " };\n" +
        "void c_note(Log self[static 1], unsigned long x) { self->last_ = x; self->count_ = self->count_ + 1u; }\n");
    bench.function("_ZN3Log4noteEm", "c_note");
    bench.record("class.Log", "struct.Log");
}

void prepare_holder(Workbench& bench, char const* members) {
    bench.cxx("class Log { public: unsigned count() const; private: unsigned long last_; unsigned count_; };\n"
              "class Logs { public: unsigned count() const; private: Log first_; Log more_[2]; unsigned char tag_; };\n"
              "unsigned Logs::count() const { return tag_; }\n");
    bench.c(std::string("typedef struct Log Log; struct Log { unsigned long last_; unsigned count_; };\n"
                        "typedef struct Logs Logs; struct Logs { ") +
            members + " };\nunsigned c_count(Logs const self[static 1]) { return self->tag_; }\n");
    bench.function("_ZNK4Logs5countEv", "c_count");
    bench.record("class.Logs", "struct.Logs");
}

} // namespace

TEST_CASE("equal: a constant table is compared by content, in IR and in the object file") {
    Workbench good;
    prepare_table(good, "[5] = {1, 3, 5, 7, 11}");
    CHECK_MESSAGE(good.compare().equal(), explain(good.compare()));
    CHECK(good.compare().data == 1);

    Workbench bad;
    prepare_table(bad, "[5] = {1, 3, 5, 7, 12}");
    auto const result = bad.compare();
    CHECK(mentions(result, "IR: data c_table", "i64 12"));
    CHECK(mentions(result, "object code: section .rodata.c_table"));
}

TEST_CASE("equal: the constant behind a local's initialiser is compared by content") {
    Workbench good;
    prepare_local(good, "{1, 2, 3, 4, 5, 6}");
    CHECK_MESSAGE(good.compare().equal(), explain(good.compare()));

    Workbench bad;
    prepare_local(bad, "{1, 2, 3, 4, 6, 5}");
    CHECK(mentions(bad.compare(), "IR of function c_set"));
}

TEST_CASE("equal: a class with private members and its C struct lie in memory alike") {
    Workbench good;
    prepare_class(good, "unsigned long last_; unsigned count_; _Bool full_;");
    CHECK_MESSAGE(good.compare().equal(), explain(good.compare()));
    CHECK(good.compare().types == 1);
}

TEST_CASE("equal: a class that holds others lies in memory as its C struct does, down to their members") {
    Workbench good;
    prepare_holder(good, "Log first_; Log more_[2]; unsigned char tag_;");
    CHECK_MESSAGE(good.compare().equal(), explain(good.compare()));

    Workbench other;
    prepare_holder(other, "struct { unsigned last_, count_, gone_; } first_; Log more_[2]; unsigned char tag_;");
    CHECK(mentions(other.compare(), "IR: type struct.Logs"));

    Workbench fewer;
    prepare_holder(fewer, "Log first_; Log more_[1]; unsigned long gone_[2]; unsigned char tag_;");
    CHECK(mentions(fewer.compare(), "IR: type struct.Logs"));
}

TEST_CASE("equal: a record whose unused member is lost or has another width is a failure") {
    Workbench lost;
    prepare_class(lost, "unsigned long last_; unsigned count_;");
    CHECK(mentions(lost.compare(), "IR: type struct.Log"));

    Workbench wide;
    prepare_class(wide, "unsigned long last_; unsigned count_; unsigned full_;");
    CHECK(mentions(wide.compare(), "IR: type struct.Log"));
}

} // namespace redoubt::equal::test
