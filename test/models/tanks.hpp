// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// Tanks of water, for what the lock has not: sums and differences, numbers that are rigid, arguments and parameters,
// several arguments, values of an abstract sort, and changes everywhere at once.
namespace redoubt::tsl::test {

struct Tank : Abstract {};
struct Level : Number {};
enum class Valve { In, Out, Drain };

enum class Leak { None, AboveLast, BelowZero, AboveLimit, StartsTooFull, SeesNothing };

class Tanks : public Model {
public:
    Function<Level(Tank)> limit = rigid<Level(Tank)>("limit");
    Function<Level(Tank)> level = state<Level(Tank)>("level");
    Function<Tank(Tank)> above = state<Tank(Tank)>("above");
    Function<bool(Tank, Valve)> open = state<bool(Tank, Valve)>("open");
    Function<bool(Level)> seen = state<bool(Level)>("seen");

    explicit Tanks(Leak leak = Leak::None) : Model("T2", "tanks", "tanks of water") {
        axiom("TEST-TANKS", "they are alike",
              for_all([&](Term<Tank> a, Term<Tank> b) { return limit(a) == limit(b); }));

        initially(level, leak == Leak::StartsTooFull ? 9 : 0);
        initially(above, [&](Term<Tank> tank) { return tank; });
        initially(open, [&](Term<Tank>, Term<Valve> valve) { return valve == Valve::Drain; });
        initially(seen, [&](Term<Level> amount) { return amount == 0 && leak != Leak::SeesNothing; });

        action("fill", {"user", "tank"}, [&](Action& act, Term<Tank> tank, Term<Level> amount) {
            act.when("open", open(tank, Valve::In));
            if (leak == Leak::AboveLimit)
                act.when("fits", amount <= last_of<Level>() - level(tank));
            else if (leak != Leak::AboveLast)
                act.when("fits", level(tank) + amount <= limit(tank));
            act.set(level(tank), level(tank) + amount);
        });
        action("drain", {"user", "tank"}, [&](Action& act, Term<Tank> tank, Term<Level> amount) {
            act.when("open", open(tank, Valve::Out) && open(tank, Valve::Drain));
            if (leak != Leak::BelowZero) act.when("is there", level(tank) - amount >= 0);
            act.set(level(tank), level(tank) - amount);
        });
        action("turn", {"user", "tank"}, [&](Action& act, Term<Tank> tank, Term<Valve> valve) {
            act.set(open(tank, valve), !open(tank, valve));
        });
        action("stack", {"user", "tank"}, [&](Action& act, Term<Tank> lower, Term<Tank> upper) {
            act.when("others", lower != upper).set(above(lower), upper);
        });
        action("flow", {"world", "tank"},
               [&](Action& act) { act.set_all(level, [&](Term<Tank> tank) { return level(above(tank)); }); });
        action("look", {"user", "tank"}, [&](Action& act, Term<Tank> tank) { act.set(seen(level(tank)), true); });

        safety("under_limit", "none is too full", for_all([&](Term<Tank> tank) { return level(tank) <= limit(tank); }));
        auxiliary("sees_the_bottom", "it was seen at the start", seen(0));
        step("only_seen_more", "what was seen was seen",
             for_all([&](Term<Level> amount) { return implies(seen(amount), seen.next(amount)); }));
        step("one_at_a_time", "no two tanks change", for_all([&](Term<Tank> a, Term<Tank> b) {
                 return a == b || level(a) - level.next(a) == 0 || level(b) - level.next(b) == 0;
             }),
             {"flow"});
        cover("full_below_empty", exists([&](Term<Tank> tank) {
                  return above(tank) != tank && level(tank) == last_of<Level>() && level(above(tank)) == 0;
              }));
        cover("too_full", exists([&](Term<Tank> tank) { return level(tank) > limit(tank); }));
        instance({size<Tank>(2), size<Level>(3)});
        instance({size<Tank>(3), size<Level>(5)});
        finish();
    }
};

} // namespace redoubt::tsl::test
