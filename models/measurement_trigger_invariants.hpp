// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/measurement_trigger.hpp"

// Why what M5 promises holds, and what can happen all the same: included by measurement_trigger.hpp.
namespace redoubt::models {

inline void MeasurementTrigger::invariants() {
    auto const honest = !interfered();
    auto const measuring = phase() == Phase::Measuring;
    auto const every_cpu = [](auto const& like) { return for_all([&](Term<Cpu> cpu) { return like(cpu); }); };
    auto const every_page = [](auto const& like) { return for_all([&](Term<Page> page) { return like(page); }); };
    auto const every_report = [](auto const& like) {
        return for_all([&](Term<Report> report) { return like(report); });
    };

    auxiliary("numbered_when_made", "only reports that were made are older or newer",
              for_all([&](Term<Report> a, Term<Report> b) { return implies(older(a, b), sent(a) && sent(b)); }));
    auxiliary("fresh_is_waiting", "a fresh report was made and not taken",
              every_report([&](Term<Report> r) { return implies(fresh(r), sent(r) && !taken(r)); }));
    auxiliary("status_is_asked", "a status bit tells of a source that has asked, and of a trigger",
              for_all([&](Term<Source> s) { return implies(status(s), asked(s) && triggered()); }));
    auxiliary("monitor_is_busy", "who is in the monitor takes part in a run",
              implies(phase() == Phase::Idle, !somebody_in(Place::Monitor)));
    auxiliary("collected", "who has come before a run is as he was collected", every_cpu([&](Term<Cpu> cpu) {
                  return implies(place(cpu) == Place::Monitor && !measuring, copy(cpu) == hooked(cpu));
              }));
    auxiliary("held", "a run that misses nobody and holds everybody has all processors, as they were collected",
              implies(holds_others() && whole_run(),
                      all_here() && every_cpu([&](Term<Cpu> cpu) { return copy(cpu) == hooked(cpu); })));
    auxiliary("smi_is_on_its_way", "from the trigger on, a processor that has not come has an SMI pending",
              implies(triggered() && !measuring,
                      every_cpu([&](Term<Cpu> cpu) { return place(cpu) == Place::Monitor || pending(cpu); })));
    auxiliary("runs_are_triggered", "a run has a trigger", implies(measuring, triggered()));
    auxiliary("handler_is_warning", "after a trigger that warned nobody, no processor is in the handler",
              implies(triggered() && !warned(), !somebody_in(Place::Handler)));
    auxiliary("trigger_is_now", "what was clean at the trigger is clean still, when nobody could act since",
              implies(holds_others() && at_once() && triggered() && !warned() && (!measuring || !missing()) &&
                          nothing_deviates(),
                      trigger_clean()));
    auxiliary("start_is_now", "what was clean as such a run began is clean still",
              implies(holds_others() && whole_run() && nothing_deviates(), start_clean()));
    auxiliary("finds_all", "such a run finds what deviates",
              implies(holds_others() && whole_run() && !found(),
                      every_cpu([&](Term<Cpu> cpu) { return !copy(cpu); }) &&
                          every_page([&](Term<Page> page) { return implies(measured(page), !tampered(page)); })));
    auxiliary("finds_what_lasts", "a run that answers finds what it reads and what was there all the time",
              every_page([&](Term<Page> page) {
                  return implies(measuring && answers() && measured(page) && throughout(page), found());
              }));
    auxiliary("throughout_is_now", "what was tampered throughout is tampered",
              every_page([&](Term<Page> page) { return implies(throughout(page), tampered(page)); }));
    auxiliary("lasting_is_bounded", "how long something can last without an alarm", every_page([&](Term<Page> page) {
                  return implies(tampered(page) && !alarm(),
                                 lasting(page) <= if_else(throughout(page), silence() + patience(), silence()));
              }));
    auxiliary("honest_machine", "without interference nothing deviates, and the machine is as it was set up",
              implies(honest, nothing_deviates() && for_all([&](Term<Source> s) { return enabled(s); }) &&
                                  every_cpu([&](Term<Cpu> cpu) { return place(cpu) != Place::Parked; }) &&
                                  countdown() <= period() && !noted()));
    auxiliary("honest_runs", "without interference runs miss nobody and find nothing",
              implies(honest, implies(measuring, !missing() && !found()) &&
                                  implies(phase() == Phase::Gathering && spent() >= 1, all_here()) &&
                                  every_report([&](Term<Report> r) { return implies(sent(r), clean(r)); })));
    auxiliary("honest_answers", "a run that lost its challenge did so by an answer that came during it",
              implies(honest && measuring && !answers(), silence() <= spent()));
    auto const asked_again = status(Source::Timer);
    auxiliary(
        "honest_time", "without interference the next answer is on its way",
        implies(honest, silence() + countdown() <= period() ||
                            (phase() == Phase::Idle && asked_again && silence() <= period()) ||
                            (phase() == Phase::Gathering && asked_again && silence() <= period() + spent()) ||
                            (measuring && answers() && silence() <= period() + spent()) ||
                            (measuring && asked_again && silence() <= spent()) ||
                            (silence() <= period() + budget() && exists([&](Term<Report> r) { return fresh(r); }))));
}

inline void MeasurementTrigger::reachable() {
    auto const taken_report = [&](auto const& like) {
        return exists([&](Term<Report> report) { return taken(report) && like(report); });
    };
    cover("two_honest_answers", !interfered() && exists([&](Term<Report> a, Term<Report> b) {
              return taken(a) && taken(b) && older(a, b) && silence() == 0;
          }));
    auto const only = [&](Source source) {
        return phase() == Phase::Gathering && all_here() &&
               for_all([&](Term<Source> each) { return status(each) == (each == source); });
    };
    cover("timer_asks", !interfered() && only(Source::Timer) && silence() == period());
    cover("line_asks", !interfered() && only(Source::Line));
    cover("call_asks", !interfered() && only(Source::Call));
    cover("forged_smi_in_the_handler",
          exists([&](Term<Cpu> cpu) { return place(cpu) == Place::Handler; }) && !interfered());
    cover("silent_alarm", alarm() && silence() >= patience() && for_all([&](Term<Report> r) { return !taken(r); }));
    cover("bad_report", alarm() && taken_report([&](Term<Report> r) { return !clean(r); }) && silence() < patience());
    cover("processor_missing", phase() == Phase::Measuring && missing());
    cover("budget_used_up", phase() == Phase::Measuring && spent() == budget());
    cover("source_noted", noted());
    cover("stale_report", exists([&](Term<Report> r) { return sent(r) && !fresh(r) && !taken(r); }));

    // Attacks that are not prevented, and what each needs.
    cover("scrubbed_ahead_of_the_module", // some processor has gone back to the OS
          !holds_others() && taken_report([&](Term<Report> r) { return clean(r) && !was_clean_at_start(r); }));
    cover("scrubbed_by_a_late_processor", // which sees that others have gone
          holds_others() && !at_once() &&
              taken_report([&](Term<Report> r) { return clean(r) && !was_clean_at_trigger(r); }));
    cover("scrubbed_by_a_handler", // in which SMIs are blocked
          holds_others() && at_once() &&
              taken_report([&](Term<Report> r) { return clean(r) && !was_clean_at_trigger(r); }));
    cover("short_lived", // tampered between two clean answers
          holds_others() && !alarm() && silence() >= 1 && taken_report([&](Term<Report> r) { return clean(r); }) &&
              exists([&](Term<Page> page) { return tampered(page); }));
}

} // namespace redoubt::models
