// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/models/lock.hpp"

namespace redoubt::tsl::test {

enum class Door { Open, Shut };
enum class Gate { Shut, Open };

// Two sorts with the same enumerators, and functions that have the names of a solver's own.
class Doors : public Model {
public:
    Function<Door(Cpu)> select = state<Door(Cpu)>("select");
    Function<Gate()> abs = state<Gate()>("abs");
    Function<bool()> not_ = rigid<bool()>("not");

    Doors() : Model("T3", "doors", "two doors") {
        initially(select, Door::Shut);
        initially(abs, Gate::Shut);
        action("open", {"cpu", "door"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("gate", abs() == Gate::Shut && not_()).set(select(cpu), Door::Open);
        });
        action("open_gate", {"cpu", "gate"}, [&](Action& act) {
            act.when("doors", for_all([&](Term<Cpu> cpu) { return select(cpu) == Door::Shut; })).set(abs(), Gate::Open);
        });
        safety("one_open", "a door is shut or the gate is",
               for_all([&](Term<Cpu> cpu) { return select(cpu) == Door::Shut || abs() == Gate::Shut; }));
        step("stays_open", "a door stays open", for_all([&](Term<Cpu> cpu) {
                 return implies(select(cpu) == Door::Open, select.next(cpu) == Door::Open);
             }));
        cover("open", exists([&](Term<Cpu> cpu) { return select(cpu) == Door::Open; }));
        instance({size<Cpu>(2)});
        finish();
    }
};

} // namespace redoubt::tsl::test
