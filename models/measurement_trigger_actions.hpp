// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/measurement_trigger.hpp"

// What can happen in M5: included by measurement_trigger.hpp.
namespace redoubt::models {

// Time passes in ticks, on the machine and at the verifier alike. A tick is longer than any instruction.
inline void MeasurementTrigger::time() {
    axiom("M5-TIMES", "a run ends before the next period, and the verifier's patience is longer than both together",
          1 <= budget() && budget() < period() && period() + budget() < patience() &&
              patience() + patience() <= last_of<Ticks>());
    action("tick", {"time", "all"}, [&](Action& act) {
        auto const late = silence() + 1 >= patience();
        auto const waiting = exists([&](Term<Report> one) { return sent(one) && !taken(one); });
        act.when("no instruction lasts that long",
                 for_all([&](Term<Cpu> cpu) { return implies(pending(cpu), place(cpu) != Place::Os); }))
            .when("the timer fires when it is due", !(enabled(Source::Timer) && countdown() == 0))
            .when("a run is over within its budget", phase() == Phase::Idle || spent() < budget())
            .when("what is not for the module is forwarded at once", phase() != Phase::Gathering || some_status())
            .set(countdown(), if_else(enabled(Source::Timer), countdown() - 1, countdown()))
            .set(spent(), if_else(phase() == Phase::Idle, spent(), spent() + 1))
            .set(silence(), if_else(silence() >= patience(), silence(), silence() + 1))
            .set(alarm(), alarm() || late)
            .set_all(lasting,
                     [&](Term<Page> page) {
                         return if_else(tampered(page) && lasting(page) < last_of<Ticks>(), lasting(page) + 1,
                                        lasting(page));
                     })
            // An honest OS carries messages within a tick, and an honest handler returns.
            .set(interfered(), interfered() || waiting || !challenged() || somebody_in(Place::Handler));
    });
}

inline void MeasurementTrigger::beginning() {
    initially(place, Place::Os);
    initially(pending, false);
    initially(enabled, true);
    initially(status, false);
    initially(other_status, false);
    initially(countdown, period());
    initially(tampered, false);
    initially(hooked, false);
    initially(challenged, true);
    initially(phase, Phase::Idle);
    initially(spent, 0);
    initially(copy, false);
    initially(missing, false);
    initially(answers, false);
    initially(measured, false);
    initially(found, false);
    initially(noted, false);
    initially(sent, false);
    initially(clean, false);
    initially(fresh, false);
    initially(older, false);
    initially(taken, false);
    initially(silence, 0);
    initially(alarm, false);
    initially(interfered, false);
    initially(asked, false);
    initially(triggered, false);
    initially(trigger_clean, true);
    initially(warned, false);
    initially(start_clean, true);
    initially(was_clean_at_trigger, false);
    initially(was_warned, false);
    initially(was_clean_at_start, false);
    initially(throughout, false);
    initially(lasting, 0);
}

inline void MeasurementTrigger::machine() {
    action("fire", {"timer", "all"}, [&](Action& act) {
        act.when("on", enabled(Source::Timer)).when("due", countdown() == 0).set(countdown(), period());
        trigger(act, Source::Timer);
    });
    action("pull", {"verifier", "all"}, [&](Action& act) {
        act.when("routed", enabled(Source::Line));
        trigger(act, Source::Line);
    });
    action("take_smi", {"cpu", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
        act.when("pending", pending(cpu)).when("not blocked", place(cpu) == Place::Os).set(pending(cpu), false);
        arrive(act, cpu);
    });
}

// The hypervisor, and the handler with it, on every processor where the monitor is not.
inline void MeasurementTrigger::adversary() {
    auto const does = [&](Action& act, Term<Cpu> cpu) -> Action& { return act.when("runs", acts(cpu)); };
    action("tamper", {"adversary", "memory"}, [&](Action& act, Term<Cpu> cpu, Term<Page> page) {
        does(act, cpu)
            .set(tampered(page), true)
            .set(lasting(page), if_else(tampered(page), lasting(page), 0))
            .set(interfered(), true);
    });
    action("scrub", {"adversary", "memory"}, [&](Action& act, Term<Cpu> cpu, Term<Page> page) {
        does(act, cpu).set(tampered(page), false).set(throughout(page), false);
    });
    action("hook", {"adversary", "cpu"},
           [&](Action& act, Term<Cpu> cpu) { does(act, cpu).set(hooked(cpu), true).set(interfered(), true); });
    action("unhook", {"adversary", "cpu"}, [&](Action& act, Term<Cpu> cpu) { does(act, cpu).set(hooked(cpu), false); });
    action("switch_off", {"adversary", "chipset"}, [&](Action& act, Term<Cpu> cpu, Term<Source> source) {
        does(act, cpu).set(enabled(source), false).set(interfered(), true);
    });
    action("switch_on", {"adversary", "chipset"},
           [&](Action& act, Term<Cpu> cpu, Term<Source> source) { does(act, cpu).set(enabled(source), true); });
    action("set_timer", {"adversary", "chipset"}, [&](Action& act, Term<Cpu> cpu, Term<Ticks> ticks) {
        does(act, cpu).set(countdown(), ticks).set(interfered(), true);
    });
    action("clear_status", {"adversary", "chipset"}, [&](Action& act, Term<Cpu> cpu, Term<Source> source) {
        does(act, cpu).set(status(source), false).set(interfered(), true);
    });
    action("software_smi", {"adversary", "all"}, [&](Action& act, Term<Cpu> cpu) {
        does(act, cpu).set(other_status(), true).set_all(pending, [&](Term<Cpu>) { return Term<bool>(true); });
    });
    action("call", {"adversary", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
        does(act, cpu).when("in the OS", place(cpu) == Place::Os);
        arrive(act, cpu);
        trigger(act, Source::Call);
        act.set(pending(cpu), false); // it is there already
    });
    action("park", {"adversary", "cpu"}, [&](Action& act, Term<Cpu> cpu, Term<Cpu> other) { // by an INIT
        does(act, cpu)
            .when("not blocked", place(other) == Place::Os)
            .set(place(other), Place::Parked)
            .set(interfered(), true);
    });
    action("wake", {"adversary", "cpu"}, [&](Action& act, Term<Cpu> cpu, Term<Cpu> other) { // by a SIPI
        does(act, cpu).when("waits", place(other) == Place::Parked).set(place(other), Place::Os);
    });
    action("leave_handler", {"handler", "cpu"}, [&](Action& act, Term<Cpu> cpu) {
        act.when("in it", place(cpu) == Place::Handler).set(place(cpu), Place::Os);
    });
    action("spoil_challenge", {"adversary", "monitor"},
           [&](Action& act, Term<Cpu> cpu) { does(act, cpu).set(challenged(), false); });
}

inline void MeasurementTrigger::monitor() {
    auto const source_off = exists([&](Term<Source> source) { return !enabled(source); });
    auto const back_on = [](Term<Source>) { return Term<bool>(true); };

    // For the BIOS, or for nobody: somebody has cleared the status.
    action("forward", {"monitor", "handler"}, [&](Action& act) {
        act.when("gathering", phase() == Phase::Gathering)
            .when("no source asks", !some_status())
            .set(phase(), Phase::Idle)
            .set_all(place,
                     [&](Term<Cpu> cpu) { return if_else(place(cpu) == Place::Monitor, Place::Handler, place(cpu)); })
            .set(other_status(), false)
            .set(noted(), noted() || source_off)
            .set_all(enabled, back_on)
            .set(triggered(), false);
    });
    // A measurement comes before the BIOS's part: else its handler could tidy up first.
    action("begin", {"monitor", "module"}, [&](Action& act, Term<Cpu> leader) {
        act.when("gathering", phase() == Phase::Gathering)
            .when("a source asks", some_status())
            .when("the leader is here", place(leader) == Place::Monitor)
            .when("all are here or were waited for", all_here() || spent() >= 1)
            .set(phase(), Phase::Measuring)
            .set(missing(), !all_here())
            .set_all(place,
                     [&](Term<Cpu> cpu) {
                         return if_else(place(cpu) == Place::Monitor && !holds_others() && cpu != leader, Place::Os,
                                        place(cpu));
                     })
            .set(found(), exists([&](Term<Cpu> cpu) { return place(cpu) == Place::Monitor && copy(cpu); }))
            .set_all(measured, [](Term<Page>) { return Term<bool>(false); })
            .set(answers(), challenged())
            .set(noted(), noted() || source_off)
            .set_all(enabled, back_on)
            .set_all(status, [](Term<Source>) { return Term<bool>(false); })
            .set_all(asked, [](Term<Source>) { return Term<bool>(false); })
            .set(start_clean(), nothing_deviates())
            .set(interfered(), interfered() || !challenged());
    });
    action("measure", {"module", "memory"}, [&](Action& act, Term<Page> page) {
        act.when("measuring", phase() == Phase::Measuring)
            .set(measured(page), true)
            .set(found(), found() || tampered(page));
    });
    action("finish", {"monitor", "verifier"}, [&](Action& act, Term<Report> made) {
        act.when("measuring", phase() == Phase::Measuring).when("all measured", for_all([&](Term<Page> page) {
                                                                    return measured(page);
                                                                }));
        report(act, made, !found() && !missing() && !noted());
    });
    // A plan costs less than its budget (REQ-XHIM-04), if nobody slows it down.
    action("expire", {"monitor", "verifier"}, [&](Action& act, Term<Report> made) {
        act.when("measuring", phase() == Phase::Measuring)
            .when("budget used up", spent() >= budget())
            .set(interfered(), true);
        report(act, made, false);
    });
}

// The run ends with a signed report. A source that has asked meanwhile raises its SMI again as the monitor leaves.
inline void MeasurementTrigger::report(Action& act, Term<Report> made, Term<bool> good) const {
    act.when("not made before", !sent(made))
        .set(sent(made), true)
        .set(clean(made), good)
        .set(fresh(made), answers())
        .set_all(older,
                 [&](Term<Report> a, Term<Report> b) { return if_else(b == made, sent(a) && a != made, older(a, b)); })
        .set(noted(), false)
        .set(phase(), Phase::Idle)
        .set_all(place,
                 [&](Term<Cpu> cpu) {
                     return if_else(place(cpu) != Place::Monitor, place(cpu),
                                    if_else(other_status() && !some_status(), Place::Handler, Place::Os));
                 })
        .set(other_status(), other_status() && some_status())
        .set_all(pending, [&](Term<Cpu> cpu) { return pending(cpu) || some_status(); })
        .set(triggered(), some_status())
        .set(trigger_clean(), nothing_deviates())
        .set(warned(), somebody_in(Place::Handler))
        .set(was_clean_at_trigger(made), trigger_clean())
        .set(was_warned(made), warned())
        .set(was_clean_at_start(made), start_clean());
}

// Reports are signed and numbered: the adversary can lose or delay them, and no more. He carries the challenges, too.
inline void MeasurementTrigger::verifier() {
    action("take", {"adversary", "verifier"}, [&](Action& act, Term<Report> report) {
        act.when("signed", sent(report))
            .when("next in sequence",
                  for_all([&](Term<Report> one) { return implies(older(one, report), taken(one)); }))
            .set(taken(report), true)
            .set(alarm(), alarm() || !clean(report))
            // An answer to the present challenge ends the silence, and gives rise to a new challenge.
            .set(silence(), if_else(!fresh(report), silence(), 0))
            .set(challenged(), challenged() && !fresh(report))
            .set(answers(), answers() && !fresh(report))
            .set_all(fresh, [&](Term<Report> one) { return fresh(one) && !fresh(report); })
            .set_all(throughout,
                     [&](Term<Page> page) { return if_else(fresh(report), tampered(page), throughout(page)); });
    });
    action("challenge", {"verifier", "monitor"}, [&](Action& act) { act.set(challenged(), true); });
}

} // namespace redoubt::models
