// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/measurement_trigger.hpp"

// What M5 promises: included by measurement_trigger.hpp.
namespace redoubt::models {

inline void MeasurementTrigger::requirements() {
    safety("suppression_seen", "When no fresh report has come for as long as the verifier's patience, the alarm is up.",
           implies(silence() >= patience(), alarm()));
    step("silence_ends_by_answers", "Only a report made after its challenge ends the silence.",
         implies(silence.next() < silence(), exists([&](Term<Report> report) {
                     return fresh(report) && sent(report) && !taken(report) && taken.next(report);
                 })));
    safety("no_false_alarm", "As long as nobody interferes there is no alarm: each period has its report, in time.",
           implies(!interfered(), !alarm() && silence() < patience()));
    step("authentic", "A measurement starts only when a source has asked, whatever SMIs are forged.",
         implies(phase() != Phase::Measuring && phase.next() == Phase::Measuring,
                 exists([&](Term<Source> source) { return asked(source); })));
    step("sources_ask", "A source asks by itself: no software sets a status bit.",
         for_all([&](Term<Source> source) { return implies(!status(source), !status.next(source)); }),
         {"fire", "pull", "call"});
    step("frozen_run",
         "When the monitor holds all processors, nothing that is measured changes between the start of a "
         "run that misses nobody and its end.",
         implies(holds_others() && whole_run(), nothing_changes()));
    step("frozen_from_the_trigger",
         "When moreover the SMI stops all at once and no processor is in the handler, nothing changes "
         "between the trigger and the end of the run.",
         implies(holds_others() && at_once() && triggered() && (phase() != Phase::Measuring || !missing()) &&
                     for_all([&](Term<Cpu> cpu) { return place(cpu) != Place::Handler; }),
                 nothing_changes()));
    step("copies_kept", "REQ-PE-13: What was collected of a processor stays as it was collected, during the run.",
         implies(phase() == Phase::Measuring, for_all([&](Term<Cpu> cpu) {
                     return implies(place(cpu) == Place::Monitor, copy.next(cpu) == copy(cpu));
                 })),
         {"take_smi"});
}

inline void MeasurementTrigger::guarantees() {
    safety(
        "clean_is_true",
        "REQ-XHIM-01: When the monitor holds all processors, a report says clean only if nothing deviated as the run "
        "began.",
        implies(holds_others(),
                for_all([&](Term<Report> report) { return implies(clean(report), was_clean_at_start(report)); })));
    safety("lasting_is_found",
           "REQ-XHIM-01: What stays tampered from a challenge to its answer is found, whether others are held or not.",
           for_all([&](Term<Report> report, Term<Page> page) {
               return implies(fresh(report) && throughout(page), !clean(report));
           }));
    safety("lasting_is_reported",
           "REQ-XHIM-01: What stays tampered for twice the verifier's patience raises the alarm.",
           for_all([&](Term<Page> page) {
               return implies(tampered(page) && lasting(page) >= patience() + patience(), alarm());
           }));
    safety("bad_report_is_heard", "A report that was taken and is not clean has raised the alarm.",
           for_all([&](Term<Report> report) { return implies(taken(report) && !clean(report), alarm()); }));
    safety("no_report_is_skipped", "No report is taken before one that was made earlier.",
           for_all([&](Term<Report> one, Term<Report> report) {
               return implies(taken(report) && older(one, report), taken(one));
           }));
    safety("no_report_is_forged", "REQ-XHIM-02: A report that is taken was made by the monitor.",
           for_all([&](Term<Report> report) { return implies(taken(report), sent(report)); }));
    step("switched_off_is_noted", "A source that the monitor finds switched off is switched on and noted.",
         for_all([&](Term<Source> source) { return implies(!enabled(source) && enabled.next(source), noted.next()); }),
         {"switch_on"});
    step("noted_is_reported", "What was noted is told by the next report.",
         implies(noted() && !noted.next(), exists([&](Term<Report> report) {
                     return !sent(report) && sent.next(report) && !clean.next(report);
                 })));
    safety("run_is_bounded", "REQ-TIME-01, REQ-TIME-03: A run, with the wait for processors, takes at most its budget.",
           implies(phase() != Phase::Idle, spent() <= budget()));
    step("missing_is_told", "A run that did not collect all processors is not reported as clean.",
         for_all([&](Term<Report> report) {
             return implies(missing() && !sent(report) && sent.next(report), !clean.next(report));
         }));
}

// Who may do what to the machine: the adversary, only where his code runs.
inline void MeasurementTrigger::ownership() {
    step("memory_changed_by_running_code",
         "Measured memory is changed only by a processor that runs the adversary's code.",
         implies(exists([&](Term<Page> page) { return tampered.next(page) != tampered(page); }), somebody_acts()));
    step("registers_changed_by_their_processor", "A processor's registers are changed only by what runs on it.",
         for_all([&](Term<Cpu> cpu) { return implies(hooked.next(cpu) != hooked(cpu), acts(cpu)); }));
    step("chipset_written_by_running_code", "Sources are switched off, and the timer set, only by code that runs.",
         implies(exists([&](Term<Source> source) {
                     return (enabled(source) && !enabled.next(source)) || (status(source) && !status.next(source));
                 }) ||
                     countdown.next() > countdown(),
                 somebody_acts()),
         {"begin", "fire"});
    step(
        "sources_switched_on", "Sources are switched on by the monitor, or by code that runs.",
        implies(exists([&](Term<Source> source) { return !enabled(source) && enabled.next(source); }), somebody_acts()),
        {"begin", "forward"});
    step("timer_runs", "The timer asks when its time is over, and time passes by ticks.",
         implies(!asked(Source::Timer) && asked.next(Source::Timer), enabled(Source::Timer) && countdown() == 0));
    step("line_is_routed", "The line asks only while it is routed to the SMI.",
         implies(!asked(Source::Line) && asked.next(Source::Line), enabled(Source::Line)));
    step("others_ask_by_running", "An SMI for the BIOS is raised by code that runs.",
         implies(!other_status() && other_status.next(), somebody_acts()));
    step("challenge_lost_by_running_code", "A challenge is lost by its answer, or by code that runs.",
         implies(challenged() && !challenged.next(), somebody_acts()), {"take"});
    step("into_the_monitor", "The monitor is entered from the OS, by an SMI that is pending or by a call.",
         for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) != Place::Monitor && place.next(cpu) == Place::Monitor,
                            place(cpu) == Place::Os && (pending(cpu) || (acts(cpu) && asked.next(Source::Call))));
         }));
    step("calls_are_made_by_running_code", "A call is made by code that runs, on the processor that calls.",
         implies(!asked(Source::Call) && asked.next(Source::Call), exists([&](Term<Cpu> cpu) {
             return acts(cpu) && place(cpu) == Place::Os && place.next(cpu) == Place::Monitor;
         })));
    step("out_of_the_monitor", "Nobody leaves the monitor but as a run begins or ends, or to the handler.",
         for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) == Place::Monitor && place.next(cpu) != Place::Monitor,
                            phase() != Phase::Idle && phase.next() != phase());
         }));
    safety("run_has_a_processor", "As long as a run lasts, a processor is in the monitor.",
           implies(phase() != Phase::Idle, exists([&](Term<Cpu> cpu) { return place(cpu) == Place::Monitor; })));
    step("parked_and_woken", "A processor is parked from the OS, and woken to the OS, by code that runs.",
         for_all([&](Term<Cpu> cpu) {
             return implies((place(cpu) == Place::Parked) != (place.next(cpu) == Place::Parked),
                            (place(cpu) == Place::Os || place.next(cpu) == Place::Os) && somebody_acts());
         }));
    step("handler_returns", "The handler is left to the OS.", for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) == Place::Handler && place.next(cpu) != Place::Handler,
                            place.next(cpu) == Place::Os);
         }));
    step("handler_only_from_the_monitor", "The handler is entered from the monitor.", for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) != Place::Handler && place.next(cpu) == Place::Handler,
                            place(cpu) == Place::Monitor);
         }));
    step("read_in_a_run", "Memory is read only in a run.", for_all([&](Term<Page> page) {
             return implies(!measured(page) && measured.next(page), phase() == Phase::Measuring);
         }));
    step("reports_come_from_runs", "A report is made at the end of a run that has read everything, or is not clean.",
         for_all([&](Term<Report> report) {
             return implies(!sent(report) && sent.next(report),
                            phase() == Phase::Measuring &&
                                (!clean.next(report) || for_all([&](Term<Page> page) { return measured(page); })));
         }));
    step("reports_stay", "What a report says stays.",
         for_all([&](Term<Report> report) { return implies(sent(report), clean.next(report) == clean(report)); }));
    step("runs_end_in_time", "A run that has read everything is not cut off before its budget.",
         implies(phase() == Phase::Measuring && phase.next() == Phase::Idle, spent() >= budget()), {"finish"});
    step("gathering_comes_first", "A run begins with gathering.",
         implies(phase() != Phase::Measuring && phase.next() == Phase::Measuring, phase() == Phase::Gathering));
}

// Why the above holds.
inline void MeasurementTrigger::invariants() {
    auto const honest = !interfered();
    auto const measuring = phase() == Phase::Measuring;
    auto const every_cpu = [](auto const& like) { return for_all([&](Term<Cpu> cpu) { return like(cpu); }); };
    auto const every_page = [](auto const& like) { return for_all([&](Term<Page> page) { return like(page); }); };
    auto const every_report = [](auto const& like) {
        return for_all([&](Term<Report> report) { return like(report); });
    };

    auxiliary("fresh_is_waiting", "A fresh report was made and not taken.",
              every_report([&](Term<Report> r) { return implies(fresh(r), sent(r) && !taken(r)); }));
    auxiliary("status_is_asked", "A status bit tells of a source that has asked, and of a trigger.",
              for_all([&](Term<Source> s) { return implies(status(s), asked(s) && triggered()); }));
    auxiliary("collected", "Who is in the monitor was collected, and is as it was.", every_cpu([&](Term<Cpu> cpu) {
                  return implies(place(cpu) == Place::Monitor, phase() != Phase::Idle && copy(cpu) == hooked(cpu));
              }));
    auxiliary("held", "A run that misses nobody and holds everybody has all processors.",
              implies(holds_others() && whole_run(), all_here()));
    auxiliary("smi_is_on_its_way", "From the trigger on, a processor that has not come has an SMI pending.",
              implies(triggered() && !measuring,
                      every_cpu([&](Term<Cpu> cpu) { return place(cpu) == Place::Monitor || pending(cpu); })));
    auxiliary("start_is_now", "What was clean as such a run began is clean still.",
              implies(holds_others() && whole_run() && nothing_deviates(), start_clean()));
    auxiliary("finds_all", "Such a run finds what deviates.",
              implies(holds_others() && whole_run() && !found(),
                      every_cpu([&](Term<Cpu> cpu) { return !copy(cpu); }) &&
                          every_page([&](Term<Page> page) { return implies(measured(page), !tampered(page)); })));
    auxiliary("finds_what_lasts", "A run that answers finds what it reads and what was there all the time.",
              every_page([&](Term<Page> page) {
                  return implies(measuring && answers() && measured(page) && throughout(page), found());
              }));
    auxiliary("throughout_is_now", "What was tampered throughout is tampered.",
              every_page([&](Term<Page> page) { return implies(throughout(page), tampered(page)); }));
    auxiliary("lasting_is_bounded", "How long something can last without an alarm.", every_page([&](Term<Page> page) {
                  return implies(tampered(page) && !alarm(),
                                 lasting(page) <= if_else(throughout(page), silence() + patience(), silence()));
              }));
    auxiliary("honest_machine", "Without interference nothing deviates, and the machine is as it was set up.",
              implies(honest, nothing_deviates() && for_all([&](Term<Source> s) { return enabled(s); }) &&
                                  every_cpu([&](Term<Cpu> cpu) { return place(cpu) != Place::Parked; }) &&
                                  countdown() <= period() && !noted()));
    auxiliary("honest_runs", "Without interference runs miss nobody and find nothing.",
              implies(honest, implies(measuring, !missing() && !found()) &&
                                  implies(phase() == Phase::Gathering && spent() >= 1, all_here()) &&
                                  every_report([&](Term<Report> r) { return implies(sent(r), clean(r)); })));
    auxiliary("honest_answers", "A run that lost its challenge did so by an answer that came during it.",
              implies(honest && measuring && !answers(), silence() <= spent()));
    auto const asked_again = status(Source::Timer);
    auxiliary(
        "honest_time", "Without interference the next answer is on its way.",
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
