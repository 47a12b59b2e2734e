// SPDX-License-Identifier: Apache-2.0
#include "models/bindings/bindings.hpp"
#include "models/tsl/acsl.hpp"
#include "test/models/lock.hpp"

#include <doctest/doctest.h>

using namespace redoubt::tsl;
using redoubt::tsl::test::Lock;

namespace {

// One processor's code sees its own place and the lock; who else waits is nothing to it.
Binding binding_of(Lock const& lock) {
    return {.functions = {{&lock.place.symbol(), "l->place"}, {&lock.taken.symbol(), "l->taken"}},
            .outside = {&lock.privileged.symbol(), &lock.uses.symbol()},
            .sorts = {{&sort<test::Cpu>(), {.variable = ""}},
                      {&sort<test::Place>(), {.variable = "", .values = {"Outside", "Waiting", "Inside"}}}},
            .actions = {{"ask", "Ask", "struct lock* l", {""}}, {"leave", "Leave", "struct lock* l", {""}}},
            .state = "struct lock* l",
            .name_of_same = "SameLock",
            .name_of_initial = ""};
}

// A table in which entries are taken out and moved up.
class Table : public Model {
public:
    struct Slot : Abstract {};
    Function<bool(Slot)> used = state<bool(Slot)>("used");
    Function<bool(Slot)> open = state<bool(Slot)>("open");

    Table() : Model("T9", "table", "a table") {
        initially(used, false);
        initially(open, true);
        action("take", {"code", "table"}, [&](Action& act, Term<Slot> slot) {
            act.when("open", open(slot) && !used(slot))
                .when("others are not used",
                      for_all([&](Term<Slot> other) { return implies(other != slot, !used(other) || open(other)); }))
                .set(used(slot), true)
                .set_all(open, [&](Term<Slot> each) { return open(each) && used(each) && each != slot; });
        });
        cover("taken", exists([&](Term<Slot> slot) { return used(slot); }));
        instance({size<Slot>(2)});
        finish();
    }
};

Binding binding_of(Table const& table) {
    return {.functions = {{&table.used.symbol(), "Used(t, $0)"}, {&table.open.symbol(), "t->open[$0] != 0"}},
            .outside = {},
            .sorts = {{&sort<Table::Slot>(), {.variable = "i", .range = "0 <= $0 < 4"}}},
            .actions = {{"take", "Take", "Table* t, integer slot", {"slot"}}},
            .state = "Table* t",
            .name_of_same = "SameTable",
            .name_of_initial = "NewTable"};
}

} // namespace

TEST_CASE("an action becomes a guard and a step, with the callers' guards named") {
    Lock const lock;
    CHECK(as_acsl(lock, binding_of(lock)) == R"(predicate SameLock{L, M}(struct lock* l) =
  (\at(l->place, M) == \at(l->place, L)) &&
  (\at(l->taken, M) <==> \at(l->taken, L));

// T1 ask. The caller's: privileged.
predicate AskGuard(struct lock* l) =
  l->place == Outside;
predicate AskStep{L, M}(struct lock* l) =
  (\at(l->place, M) == Waiting) &&
  (\at(l->taken, M) <==> \at(l->taken, L));

// T1 leave.
predicate LeaveGuard(struct lock* l) =
  l->place == Inside;
predicate LeaveStep{L, M}(struct lock* l) =
  (\at(l->place, M) == Outside) &&
  !\at(l->taken, M);
)");
}

TEST_CASE("bound variables keep to their range, and operators to their precedence") {
    Table const table;
    CHECK(as_acsl(table, binding_of(table)) == R"(predicate SameTable{L, M}(Table* t) =
  (\forall integer i; 0 <= i < 4 ==> (\at(Used(t, i), M) <==> \at(Used(t, i), L))) &&
  (\forall integer i; 0 <= i < 4 ==> (\at(t->open[i] != 0, M) <==> \at(t->open[i] != 0, L)));
predicate NewTable(Table* t) =
  (\forall integer i; 0 <= i < 4 ==> (!Used(t, i))) &&
  (\forall integer i; 0 <= i < 4 ==> (t->open[i] != 0));

// T9 take.
predicate TakeGuard(Table* t, integer slot) =
  t->open[slot] != 0 && !Used(t, slot) &&
  (\forall integer i; 0 <= i < 4 ==> (i != slot ==> !Used(t, i) || t->open[i] != 0));
predicate TakeStep{L, M}(Table* t, integer slot) =
  (\forall integer i; 0 <= i < 4 ==> (\at(Used(t, i), M) <==> i == slot || \at(Used(t, i), L))) &&
  (\forall integer i; 0 <= i < 4 ==>
    (\at(t->open[i] != 0, M) <==> \at(t->open[i] != 0, L) && \at(Used(t, i), L) && i != slot));
)");
}

TEST_CASE("a function that is neither bound nor outside is an error") {
    Lock const lock;
    auto binding = binding_of(lock);
    binding.outside.erase(&lock.uses.symbol());
    CHECK_THROWS_WITH_AS((void)as_acsl(lock, binding), "T1: uses is neither bound to the code nor outside of it",
                         std::logic_error);
}

TEST_CASE("a change that depends on what the code does not see is an error") {
    Table const table;
    auto binding = binding_of(table);
    binding.functions.erase(&table.used.symbol());
    binding.outside.insert(&table.used.symbol());
    CHECK_THROWS_WITH_AS((void)as_acsl(table, binding), "take: what it makes of open is not the code's alone",
                         std::logic_error);
}

TEST_CASE("a comparison that is denied stands in parentheses") {
    Table const table;
    auto binding = binding_of(table);
    binding.functions[&table.used.symbol()] = "t->used[$0] != 0";
    CHECK(as_acsl(table, binding).find("!(t->used[slot] != 0)") != std::string::npos);
}

TEST_CASE("a header gets the predicates between its marks, and nothing else of it changes") {
    for (auto const& code : redoubt::models::code_models()) {
        auto const begin = "    // " + code.model->id() + " begins: made of models/" + code.model->name() +
                           ".hpp by ./redoubt models --update\n";
        auto const end = "    // " + code.model->id() + " ends\n";
        auto const once = redoubt::models::with_predicates("before\n" + begin + "old\n" + end + "after\n", code);
        CHECK(once.starts_with("before\n" + begin + "    predicate Same"));
        CHECK(once.ends_with(";\n" + end + "after\n"));
        CHECK(once.find("old") == std::string::npos);
        CHECK(redoubt::models::with_predicates(once, code) == once);
        CHECK_THROWS_AS((void)redoubt::models::with_predicates("before\nafter\n", code), std::runtime_error);
        CHECK_THROWS_AS((void)redoubt::models::with_predicates(begin + end + begin + end, code), std::runtime_error);
    }
}

TEST_CASE("a change that depends on other processors, of which the code sees one, is an error") {
    class Flag : public Model {
    public:
        struct Cpu : Abstract {};
        Function<bool(Cpu)> raised = state<bool(Cpu)>("raised");
        Flag() : Model("T10", "flag", "a flag a processor") {
            initially(raised, false);
            action("copy", {"cpu", "cpu"}, [&](Action& act, Term<Cpu> cpu) {
                act.set(raised(cpu), exists([&](Term<Cpu> other) { return raised(other); }));
            });
            cover("down", exists([&](Term<Cpu> cpu) { return !raised(cpu); }));
            instance({size<Cpu>(2)});
            finish();
        }
    };
    Flag const flag;
    Binding const binding{.functions = {{&flag.raised.symbol(), "f->raised"}},
                          .outside = {},
                          .sorts = {{&sort<Flag::Cpu>(), {.variable = ""}}},
                          .actions = {{"copy", "Copy", "Flag* f", {""}}},
                          .state = "Flag* f",
                          .name_of_same = "SameFlag"};
    CHECK_THROWS_WITH_AS((void)as_acsl(flag, binding), "copy: what it makes of raised is not the code's alone",
                         std::logic_error);
}
