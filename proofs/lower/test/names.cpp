// SPDX-License-Identifier: Apache-2.0
// Names in annotations are looked up like C++ names.
#include <doctest/doctest.h>

#include "proofs/lower/test/workbench.hpp"

namespace redoubt::lower::test {

namespace {

Result with_contract(Workbench const& bench, std::string const& ensures) {
    return bench.lower_text("namespace stm {\n"
                            "constexpr uint32_t kTop = 9;\n"
                            "enum class Kind : uint8_t { Page, Port };\n"
                            "struct Range { uint32_t first; uint32_t last; };\n"
                            "//@ predicate In(Range r, integer p) = r.first <= p <= r.last;\n"
                            "class Table {\n"
                            "public:\n"
                            "    //@ predicate Inv(Table* t) = t->count_ <= kTop;\n"
                            "    /*@ requires \\valid(this) && \\valid_read(&r) && \\separated(this, &r);\n"
                            "        assigns *this;\n"
                            "        ensures " +
                            ensures +
                            "; */\n"
                            "    bool put(Range const& r, uint32_t const* words, Kind kind) { count_ = r.first; return "
                            "kind == Kind::Page && words[0] == 1; }\n"
                            "private:\n"
                            "    uint32_t count_;\n"
                            "};\n"
                            "} // namespace stm\n"
                            "namespace other { constexpr uint32_t kFar = 1; }\n");
}

void check_term(std::string const& cxx, std::string const& c) {
    CAPTURE(cxx);
    Workbench bench;
    auto const result = with_contract(bench, cxx);
    CHECK(result.err == "");
    CHECK(contains(result.c, "ensures " + c + ";"));
    if (result.status == 0) CHECK(bench.parse_with_frama_c(result.c) == "");
}

// The place is that of `at` on the line of the clause, 12.
void check_refused(std::string const& cxx, std::string const& rule, std::string const& at,
                   std::string const& words = "") {
    CAPTURE(cxx);
    Workbench bench;
    auto const result = with_contract(bench, cxx);
    CHECK(result.status == 1);
    CHECK(result.rules() == std::set<std::string>{rule});
    auto const column = std::string("        ensures ").size() + cxx.find(at) + 1;
    CHECK(result.says("unit.cc:12:" + std::to_string(column) + ": error"));
    CHECK(result.says(words));
    CHECK(result.c == "");
}

} // namespace

TEST_CASE("Members, parameters, references, constants and enumerators get their C text") {
    check_term("count_ == kTop", "self->count_ == stm_kTop");
    check_term("count_ == 8 /kTop", "self->count_ == 8 /stm_kTop");
    check_term("this->count_ == (*this).count_", "self->count_ == (*self).count_");
    check_term("r.first <= r.last && In(r, 3)", "r->first <= r->last && stm_In(*r, 3)");
    check_term("kind == Kind::Port || kind == stm::Kind::Page", "kind == stm_Kind_Port || kind == stm_Kind_Page");
    check_term("Inv(this) && Table::Inv(this) && stm::Table::Inv(this)",
               "stm_Table_Inv(self) && stm_Table_Inv(self) && stm_Table_Inv(self)");
    check_term("\\result == true ==> words != nullptr", "\\result == 1 ==> words != \\null");
    check_term("*words == words[0]", "*words == words[0]");
}

TEST_CASE("The address of a reference is the pointer that it lowers to, and & between terms stays") {
    check_term("&r == &r && \\valid_read(&r)", "r == r && \\valid_read(r)");
    check_term("&r.first != words", "&r->first != words");
    check_term("(kTop & r.first) == 0", "(stm_kTop & r->first) == 0");
}

TEST_CASE("Bound names, labels, types and names of clauses are left as they are written, but for C++ types") {
    check_term("\\forall Range x, integer i, j; In(x, i) ==> i + j > j",
               "\\forall stm_Range x, integer i, j; stm_In(x, i) ==> i + j > j");
    check_term("\\let n = count_; n == \\old(n)", "\\let n = self->count_; n == \\old(n)");
    check_term("named: \\at(count_, Post) == (uint32_t)count_",
               "named: \\at(self->count_, Post) == (uint32_t)self->count_");
    check_term("kind == Kind::Page ? count_ == 1 : count_ >= 0",
               "kind == stm_Kind_Page ? self->count_ == 1 : self->count_ >= 0");
    check_term("\\exists Range *p; p->first == 1", "\\exists stm_Range *p; p->first == 1");
}

TEST_CASE("A name that does not exist is refused at its place, with the nearest name") {
    check_refused("cuont_ == 0", "annotation-name", "cuont_", "did you mean 'count_'?");
    check_refused("kind == Kind::Prot", "annotation-name", "Kind::Prot", "did you mean 'Port'?");
    check_refused("Table::In(r, 1)", "annotation-name", "Table::In");
    check_refused("r.frist == 1", "annotation-name", "frist");
    check_refused("this->none == 1", "annotation-name", "none");
    check_refused("\\forall Rnage x; x.first == 1", "annotation-name", "Rnage");
    check_refused("\\at(count_, Befor) == 1", "annotation-name", "Befor");
    check_refused("\\resutl == 1", "annotation-name", "\\resutl");
    check_refused("put(r, words, kind)", "annotation-name", "put");
    check_refused("count_ == kFar", "annotation-name", "kFar"); // declared later, and elsewhere
}

TEST_CASE("A bound name that hides a member, parameter or other bound name is refused") {
    check_refused("\\forall integer count_; count_ == 0", "annotation-shadow", "count_");
    check_refused("\\exists integer kind; kind == 0", "annotation-shadow", "kind");
    check_refused("\\forall integer self; self == 0", "reserved-name", "self");
    check_refused("\\let words = 1; words == 1", "annotation-shadow", "words");
    check_refused("\\forall integer i; \\exists integer i; i == 0", "annotation-shadow", "i; i == 0");
}

TEST_CASE("A name that two declarations give is ambiguous and refused") {
    Workbench bench;
    auto const result =
        bench.lower_text("namespace a { constexpr uint32_t kOne = 1; }\nnamespace b { constexpr uint32_t kOne = 1; }\n"
                         "using a::kOne;\n"
                         "//@ logic integer kOne = 2;\n");
    CHECK(result.status == 0); // not used yet
    auto const used =
        bench.lower_text("namespace a { constexpr uint32_t kOne = 1; }\nusing a::kOne;\n//@ logic integer kOne = 2;\n"
                         "//@ assigns \\nothing; ensures \\result == kOne;\nuint32_t f() { return 2; }\n");
    CHECK(used.status == 1);
    CHECK((used.rules() == std::set<std::string>{"annotation-name"}));
    CHECK(used.says("'kOne' is ambiguous"));
}

TEST_CASE("A member named where there is no object is refused") {
    Workbench bench;
    auto const result = bench.lower_text("struct T {\n    uint32_t n;\n    //@ predicate Zero(T* t) = n == 0;\n};\n");
    CHECK(result.status == 1);
    CHECK((result.rules() == std::set<std::string>{"annotation-name"}));
    CHECK(result.says("there is no object here"));
}

} // namespace redoubt::lower::test
