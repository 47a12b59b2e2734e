// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/models/lock.hpp"

namespace redoubt::tsl::test {

struct Ticks : Number {};

// Numbers wherever they can be: rigid, in the state, as arguments, as parameters, bound.
class Timer : public Model {
public:
    Function<Ticks(Cpu)> budget = rigid<Ticks(Cpu)>("budget");
    Function<Ticks(Ticks)> price = rigid<Ticks(Ticks)>("price");
    Function<Ticks(Cpu)> left = state<Ticks(Cpu)>("left");
    Function<Ticks(Ticks)> later = state<Ticks(Ticks)>("later");

    explicit Timer(int reserve = 1) : Model("T4", "timer", "a timer") {
        axiom("TEST-TIMER", "nobody has nothing", for_all([&](Term<Cpu> cpu) { return budget(cpu) >= 1; }));
        initially(left, [&](Term<Cpu> cpu) { return budget(cpu) - reserve; });
        initially(later, [&](Term<Ticks> time) { return time; });
        action("set", {"cpu", "timer"},
               [&](Action& act, Term<Cpu> cpu, Term<Ticks> time) { act.set(left(cpu), time).set(later(time), time); });
        action("tick", {"cpu", "timer"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("time left", left(cpu) >= 1).set(left(cpu), left(cpu) - 1);
        });
        action("refill", {"cpu", "timer"},
               [&](Action& act, Term<Cpu> cpu) { act.set(left(cpu), budget(cpu) - reserve); });
        say_what_holds();
        cover("over", exists([&](Term<Cpu> cpu) { return left(cpu) == 0; }));
        instance({size<Cpu>(1), size<Ticks>(2)});
        finish();
    }

private:
    void say_what_holds() {
        safety("none_beyond", "no number is beyond the last",
               for_all([](Term<Ticks> a, Term<Ticks> b) { return a + b <= last_of<Ticks>() + last_of<Ticks>(); }));
        safety("none_negative", "no number is below 0", !exists([](Term<Ticks> time) { return time <= -1; }));
        safety("there_is_a_last", "the last is a number",
               exists([](Term<Ticks> time) { return time == last_of<Ticks>(); }));
        safety("has_a_price", "what is left has a price",
               for_all([&](Term<Cpu> cpu) { return price(left(cpu)) <= last_of<Ticks>(); }));
        step("kept", "budgets are rigid", for_all([&](Term<Cpu> cpu) {
                 return implies(left(cpu) <= budget(cpu) && left.next(cpu) <= left(cpu),
                                left.next(cpu) <= budget.next(cpu));
             }));
        step("never_more", "time runs down", for_all([&](Term<Cpu> cpu) { return left.next(cpu) <= left(cpu); }),
             {"set", "refill"});
    }
};

} // namespace redoubt::tsl::test
