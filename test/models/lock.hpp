// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// A lock with a bounded count of its uses: small enough to know by heart, with every kind of thing that a model can hold.
namespace redoubt::tsl::test {

struct Cpu : Abstract {};
struct Count : Number {};
enum class Place { Outside, Waiting, Inside };

// A fault that the model can be built with, so that there is something to find.
enum class Flaw { None, NoLock, LosesCount };

class Lock : public Model {
public:
    Function<bool(Cpu)> privileged = rigid<bool(Cpu)>("privileged");
    Function<Place(Cpu)> place = state<Place(Cpu)>("place");
    Function<bool()> taken = state<bool()>("taken");
    Function<Count()> uses = state<Count()>("uses");

    explicit Lock(Flaw flaw = Flaw::None) : Model("T1", "lock", "a lock") {
        axiom("TEST-LOCK", "somebody may take it", exists([&](Term<Cpu> cpu) { return privileged(cpu); }));

        initially(place, Place::Outside);
        initially(taken, false);
        initially(uses, 0);

        action("ask", {"cpu", "lock"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("outside", place(cpu) == Place::Outside)
                .when("privileged", privileged(cpu))
                .set(place(cpu), Place::Waiting);
        });
        action("enter", {"cpu", "lock"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("waiting", place(cpu) == Place::Waiting).when("uses left", uses() < last_of<Count>());
            if (flaw != Flaw::NoLock) act.when("free", !taken());
            act.set(place(cpu), Place::Inside).set(taken(), true);
            if (flaw != Flaw::LosesCount) act.set(uses(), uses() + 1);
        });
        action("leave", {"cpu", "lock"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("inside", place(cpu) == Place::Inside).set(place(cpu), Place::Outside).set(taken(), false);
        });

        safety("one_inside", "no two are inside", for_all([&](Term<Cpu> a, Term<Cpu> b) {
                   return implies(place(a) == Place::Inside && place(b) == Place::Inside, a == b);
               }));
        auxiliary("taken_by_somebody", "who is inside has the lock",
                  for_all([&](Term<Cpu> cpu) { return implies(place(cpu) == Place::Inside, taken()); }));
        step("counted", "each entry is counted", for_all([&](Term<Cpu> cpu) {
                 return implies(place(cpu) != Place::Inside && place.next(cpu) == Place::Inside,
                                uses.next() == uses() + 1);
             }));
        cover("inside", exists([&](Term<Cpu> cpu) { return place(cpu) == Place::Inside; }));
        cover("two_wait", exists([&](Term<Cpu> a, Term<Cpu> b) {
                  return a != b && place(a) == Place::Waiting && place(b) == Place::Waiting;
              }));
        cover("used_up", uses() == last_of<Count>());
        instance({size<Cpu>(2), size<Count>(3)});
        instance({size<Cpu>(3), size<Count>(5)});
        finish();
    }
};

} // namespace redoubt::tsl::test
