// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/trigger_schedule.hpp"
#include "models/tsl/pair.hpp"

// M5b: the hypervisor cannot tell in advance when the verifier pulls the line. Two runs in which he pulls it at different
// times look the same to it until a measurement has begun; so whatever it does to be clean in time in one, it does in the
// other, where the time is another.
namespace redoubt::models {

using namespace tsl;

class TriggerSecrecy : public Pair {
public:
    enum class Secret { Line, Timer }; // whose time differs: of the timer's, the hypervisor can read when it comes

    explicit TriggerSecrecy(Secret secret = Secret::Line, TriggerSchedule const& one = {})
        : Pair("M5b", "trigger_secrecy", "the time of a measurement is not known beforehand", one, does_and_sees(),
               {secret == Secret::Line ? "line_wait" : "timer_wait"}) {
        auto const at_once = left(one.at_once());
        auto const neither = [&](auto const& begun) { return !left(begun) && !right(begun); };
        auto const seen_alike = agree(one.tampered) && agree(one.known_countdown) && agree(one.known_asked);
        auto const possible = possible_alike("tamper") && possible_alike("scrub") && possible_alike("read_timer") &&
                              possible_alike("read_status");

        safety("time_is_secret",
               "REQ-TRIG-07: as long as no source has asked in either run, the hypervisor has seen the same in both, "
               "and can do the "
               "same",
               implies(neither(one.asked()), seen_alike && possible));
        safety("no_warning",
               "REQ-TRIG-07: when an SMI stops all processors at once, that is so until the measurement: nothing warns "
               "of it",
               implies(at_once && neither(one.stopped()), seen_alike && possible));
        auxiliary("asking_stops", "when an SMI stops all at once, nobody runs after a source has asked",
                  implies(at_once, left(one.asked() == one.stopped()) && right(one.asked() == one.stopped())));
        auxiliary("stopped_by_a_source", "nobody is stopped before a source has asked",
                  left(implies(one.stopped(), one.asked())) && right(implies(one.stopped(), one.asked())));
        if (secret == Secret::Line)
            auxiliary("timer_alike", "the timer shows the same in both",
                      implies(neither(one.asked()), agree(one.countdown)));

        cover("times_differ", left(one.stopped()) && !right(one.asked()) && right(one.remaining()) > 0);
        cover("caught_in_one", // while in the other it has time left to be clean
              left(one.stopped()) && !right(one.asked()) &&
                  exists([&](Term<TriggerSchedule::Page> page) { return left(one.tampered(page)); }));
        cover("warned_by_the_status", // by a processor that the SMI stops later than others
              !at_once && !left(one.stopped()) && !right(one.stopped()) &&
                  left(one.known_asked()) != right(one.known_asked()));
        finish();
    }

private:
    static std::set<std::string> does_and_sees() { return {"tick", "tamper", "scrub", "read_timer", "read_status"}; }
};

} // namespace redoubt::models
