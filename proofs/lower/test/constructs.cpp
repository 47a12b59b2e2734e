// SPDX-License-Identifier: Apache-2.0
// What the rules' examples do not show of what is refused, and of what is accepted.
#include <doctest/doctest.h>

#include "proofs/lower/test/workbench.hpp"

namespace redoubt::lower::test {

namespace {

Result with_statement(Workbench const& bench, std::string const& statement) {
    return bench.lower_text("enum class Kind : uint8_t { Page, Port };\n"
                            "struct Range { uint64_t first; uint64_t last; Kind kind; };\n"
                            "/*@ requires \\valid(&r) && \\valid(p + (0 .. 3));\n    assigns r, p[0 .. 3]; */\n"
                            "void f(Range& r, uint32_t* p, uint8_t small, int32_t sign, bool flag, Kind kind) {\n    " +
                            statement + "\n}\n");
}

} // namespace

TEST_CASE("Constructs without a lowering are refused, each by its rule") {
    for (auto const& [statement, rule] : std::vector<std::pair<std::string, std::string>>{
             {"auto const [a, b, c] = r;", "construct"},
             {"r.first;", "construct"},
             {"char const* text = \"x\"; p[0] = text == nullptr ? 1u : 2u;", "construct"},
             {"if (uint32_t const x = p[0]; x > 1) p[0] = x;", "construct"},
             {"struct Local { uint32_t n; };", "class"},
             {"using T = uint32_t;", "construct"},
             {"p[0] = *reinterpret_cast<uint32_t*>(&r);", "pointer-cast"},
             {"void* q = p; p[0] = q == nullptr ? 1u : 2u;", "pointer-cast"},
             {"p[0] = uint32_t(small);", "cast"},
             {"uint32_t const* q = p; *const_cast<uint32_t*>(q) = 1;", "cast"},
             {"p[0] = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(p));", "pointer-cast"},
             {"small += 1;", "implicit-narrowing"},
             {"small = small | 1;", "implicit-narrowing"},
             {"sign = p[0];", "implicit-narrowing"},
             {"p[0] = sign;", "implicit-narrowing"},
             {"p[0] = -1;", "implicit-narrowing"},
             {"if (p) p[0] = 1;", "implicit-narrowing"},
             {"small = 256;", "implicit-narrowing"},
             {"flag = small;", "implicit-narrowing"},
             {"uint64_t const& big = small; r.first = big;", "temporary"},
             {"[[likely]] if (flag) p[0] = 1;", "attribute"},
             {"p[0] = p[1] ?: 1;", "construct"},
             {"p[0] = ({ 1u; });", "construct"},
             {"switch (kind) { case Kind::Page ... Kind::Port: break; default: break; }", "construct"},
             {"const auto x = 1.5; p[0] = 1;", "floating"},
             {"Range* const q = flag ? &r : nullptr; q->first = 1; goto end; end: return;", "goto"},
         }) {
        CAPTURE(statement);
        Workbench bench;
        auto const result = with_statement(bench, statement);
        CHECK(result.status == 1);
        CHECK(result.rules() == std::set<std::string>{rule});
    }
}

TEST_CASE("A declaration that is spread over files is refused") {
    for (std::string const text :
         {"//@ assigns \\nothing;\nuint32_t f(uint32_t n) {\n#include \"part.h\"\n    return n;\n}\n",
          "namespace stm {\n#include \"part.h\"\n}\n"}) {
        CAPTURE(text);
        Workbench bench;
        bench.write("part.h", "static_assert(true);\n");
        CHECK(bench.lower_text(text).rules() == std::set<std::string>{"include"});
        CHECK(bench.lower_text("#include \"part.h\"\n").status == 0);
    }
}

TEST_CASE("Accepted constructs lower to C that says the same") {
    for (auto const& [statement, c] : std::vector<std::pair<std::string, std::string>>{
             {"small = static_cast<uint8_t>(small + 1);", "small = (uint8_t)(small + 1);"},
             {"p[0] = static_cast<uint32_t>(sign) << (small & 7);", "p[0] = (uint32_t)sign << (small & 7);"},
             {"r.first = p[0];", "r->first = p[0];"},
             {"r.first = r.last + p[0];", "r->first = r->last + (uint64_t)p[0];"},
             {"Range& other = r; other.last = 1'000;", "Range *other = r;"},
             {"Range const copy = r; r.first = copy.last;", "const Range copy = *r;"},
             {"r = Range{.first = 1, .last = 0x10, .kind = Kind::Port};",
              "*r = (Range){.first = 1, .last = 0x10, .kind = Kind_Port};"},
             {"Range* q = &r; q->first = (*q).last; *q = r;", "q->first = q->last; *q = *r;"},
             {"flag = !flag && (small > 3 || kind == Kind::Page);",
              "flag = !flag && (small > 3 || kind == Kind_Page);"},
             {"p[0] = (p[1] & 0xff) == 3 ? 1 : p[2];", "p[0] = (p[1] & 0xff) == 3 ? 1 : p[2];"},
             {"p[0] = ~(p[1] | p[2] | 4);", "p[0] = ~(p[1] | p[2] | 4);"},
             {"p[0] = p[1] - (p[2] - p[3]);", "p[0] = p[1] - (p[2] - p[3]);"},
             {"p[0] = 0b101;", "p[0] = 5;"},
             {"sign = -sign; sign = -(-5);", "sign = -sign; sign = -(-5);"},
             {"uint32_t table[2][3] = {{1, 2}, {}}; p[0] = table[1][2];", "uint32_t table[2][3] = {{1, 2}, {0}};"},
             {"static_cast<void>(small);", "(void)small;"},
             {"r.kind = static_cast<Kind>(static_cast<uint8_t>(p[0] & 1));", "r->kind = (Kind)(uint8_t)(p[0] & 1);"},
             {"p[0] = UINT32_MAX;", "p[0] = 4294967295u;"},
         }) {
        CAPTURE(statement);
        Workbench bench;
        auto const result = with_statement(bench, statement);
        CHECK(result.err == "");
        CHECK(contains(result.c, c));
        CHECK(bench.compile_c(result.c) == "");
    }
}

TEST_CASE("Declarations without a lowering are refused, each by its rule") {
    for (auto const& [text, rule] : std::vector<std::pair<std::string, std::string>>{
             {"extern uint32_t counter;", "global"},
             {"static uint32_t const counter = 3;", "global"},
             {"struct S { uint32_t n; S& operator=(S const&) = delete; };", "operator"},
             {"struct S { uint32_t n; ~S(); };", "special-member"},
             {"struct S { uint32_t n; operator bool() const; };", "special-member"},
             {"struct S { union { uint32_t a; uint32_t b; }; };", "union"},
             {"struct S { uint32_t const& r; };", "reference-kind"},
             {"struct S { uint32_t n; friend struct T; };", "construct"},
             {"struct [[gnu::packed]] S { uint8_t a; uint32_t b; };", "attribute"},
             {"struct S { alignas(64) uint32_t n; };", "attribute"},
             {"template <class T> struct S { T n; };", "template"},
             {"struct S { uint32_t n; template <class T> void g(T); };", "template"},
             {"struct S { uint32_t n; struct T { uint32_t m; void g(); }; };", "class"},
             {"//@ assigns \\nothing;\nuint32_t f(uint32_t&& x);", "reference-kind"},
             {"//@ assigns \\nothing;\nvoid f(void (*g)());", "function-pointer"},
             {"//@ assigns \\nothing;\n[[noreturn]] void f();", "attribute"},
             {"//@ assigns \\nothing;\nconsteval uint32_t f() { return 1; }", "attribute"},
             {"//@ assigns \\nothing;\nauto f() -> long double;", "floating"},
             {"//@ assigns \\nothing;\nvoid f(__int128 x);", "construct"},
             {"enum class Kind { Page };\nusing enum Kind;", "construct"},
             {"asm(\"nop\");", "assembly"},
             {"#pragma pack(1)", "attribute"},
             {"#ifdef X\n#endif", "conditional"},
             {"#undef X", "macro"},
             {"//@ assigns \\nothing;\nuint32_t f(uint32_t self) { return self; }", "reserved-name"},
             {"//@ predicate real(integer x) = x == 1;", "reserved-name"},
             {"/*@ assigns \\nothing;\n    ensures redoubt_path_end: \\result == x; */\n"
              "uint32_t f(uint32_t x) { return x; }",
              "reserved-name"},
             {"//@ assigns \\nothing;\nuint32_t f(uint32_t x) {\n    //@ assert a: redoubt_path_end: x == x;\n    return x;\n}",
              "reserved-name"},
         }) {
        CAPTURE(text);
        Workbench bench;
        auto const result = bench.lower_text(text + "\n");
        CHECK(result.status == 1);
        CHECK(result.rules() == std::set<std::string>{rule});
    }
}

} // namespace redoubt::lower::test
