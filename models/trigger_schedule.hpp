// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// When the next trigger comes, and what the hypervisor can see of that: the part of M5 that M5b looks at twice.
namespace redoubt::models {

using namespace tsl;

class TriggerSchedule : public Model {
public:
    struct Page : Abstract {};
    struct Ticks : Number {};

    Function<Ticks()> timer_wait = rigid<Ticks()>("timer_wait"); // until the periodic SMI
    Function<Ticks()> line_wait = rigid<Ticks()>("line_wait");   // until the line is pulled: the verifier draws it
    Function<bool()> at_once = rigid<bool()>("at_once");         // an SMI stops all processors at one moment

    Function<Ticks()> countdown = state<Ticks()>("countdown"); // in a register of the chipset
    Function<Ticks()> remaining = state<Ticks()>("remaining"); // on the verifier's machine
    Function<bool()> asked = state<bool()>("asked");           // a status bit is set
    Function<bool()> stopped = state<bool()>("stopped");       // all processors are in the monitor
    Function<bool(Page)> tampered = state<bool(Page)>("tampered");

    // What the adversary has read and remembers.
    Function<Ticks()> known_countdown = state<Ticks()>("known_countdown");
    Function<bool()> known_asked = state<bool()>("known_asked");

    TriggerSchedule() : Model("M5s", "trigger_schedule", "when a trigger comes") {

        initially(countdown, timer_wait());
        initially(remaining, line_wait());
        initially(asked, false);
        initially(stopped, false);
        initially(tampered, false);
        initially(known_countdown, 0);
        initially(known_asked, false);

        action("tick", {"time", "all"}, [&](Action& act) {
            act.when("nothing is due", countdown() > 0 && remaining() > 0)
                .set(countdown(), countdown() - 1)
                .set(remaining(), remaining() - 1);
        });
        auto const asks = [&](Action& act) { act.set(asked(), true).set(stopped(), stopped() || at_once()); };
        action("fire", {"timer", "all"}, [&](Action& act) {
            act.when("due", countdown() == 0);
            asks(act);
        });
        action("pull", {"verifier", "all"}, [&](Action& act) {
            act.when("due", remaining() == 0);
            asks(act);
        });
        action("stop", {"monitor", "cpu"}, [&](Action& act) { act.when("asked", asked()).set(stopped(), true); });

        action("tamper", {"adversary", "memory"}, [&](Action& act, Term<Page> page) {
            act.when("the processors run", !stopped()).set(tampered(page), true);
        });
        action("scrub", {"adversary", "memory"}, [&](Action& act, Term<Page> page) {
            act.when("the processors run", !stopped()).set(tampered(page), false);
        });
        action("read_timer", {"adversary", "chipset"},
               [&](Action& act) { act.when("the processors run", !stopped()).set(known_countdown(), countdown()); });
        action("read_status", {"adversary", "chipset"},
               [&](Action& act) { act.when("the processors run", !stopped()).set(known_asked(), asked()); });

        step("frozen", "when the processors are stopped, nothing that is measured changes",
             implies(stopped(), for_all([&](Term<Page> page) { return tampered.next(page) == tampered(page); })));
        step("asked_when_due", "a source asks when its time has come",
             implies(!asked() && asked.next(), countdown() == 0 || remaining() == 0));
        step("stopped_when_asked", "the processors are stopped because a source has asked",
             implies(!stopped() && stopped.next(), asked.next()));
        step("nothing_read", "when the processors are stopped, nothing is read either",
             implies(stopped(), known_countdown.next() == known_countdown() && known_asked.next() == known_asked()));
        cover("hidden_in_time", stopped() && known_countdown() == 1 && known_asked());
        instance({size<Page>(1), size<Ticks>(4)});
        finish();
    }
};

} // namespace redoubt::models
