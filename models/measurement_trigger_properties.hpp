// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/measurement_trigger.hpp"

// What M5 promises: included by measurement_trigger.hpp.
namespace redoubt::models {

inline void MeasurementTrigger::requirements() {
    safety("suppression_seen",
           "REQ-TRIG-02: when no fresh report has come for as long as the verifier's patience, the alarm is up",
           implies(silence() >= patience(), alarm()));
    step("silence_ends_by_answers", "REQ-TRIG-02: only a report made after its challenge ends the silence",
         implies(silence.next() < silence(), exists([&](Term<Report> report) {
                     return fresh(report) && sent(report) && !taken(report) && taken.next(report);
                 })));
    step("answers_renew_the_challenge", "after an answer nothing is an answer until a new challenge has come",
         implies(exists([&](Term<Report> report) { return fresh(report) && taken.next(report); }),
                 !challenged.next() && !answers.next() &&
                     for_all([&](Term<Report> report) { return !fresh.next(report); })));
    safety("no_false_alarm",
           "REQ-TRIG-03: as long as nobody interferes there is no alarm: each period has its report, in time",
           implies(!interfered(), !alarm() && silence() < patience()));
    step("authentic",
         "REQ-TRIG-01: a measurement starts only when a source has asked since the last, whatever SMIs are forged",
         implies(phase() != Phase::Measuring && phase.next() == Phase::Measuring,
                 exists([&](Term<Source> source) { return asked(source); }) &&
                     for_all([&](Term<Source> source) { return !asked.next(source); })));
    step("sources_ask", "REQ-TRIG-01: a source asks by itself: no software sets a status bit",
         for_all([&](Term<Source> source) { return implies(!status(source), !status.next(source)); }),
         {"fire", "pull", "call"});
    step("frozen_run",
         "REQ-TRIG-04: when the monitor holds all processors, nothing that is measured changes between the start of a "
         "run that "
         "misses nobody and its end",
         implies(holds_others() && whole_run(), nothing_changes()));
    step("frozen_from_the_trigger",
         "REQ-TRIG-04: when moreover the SMI stops all at once and no processor is in the handler, nothing changes "
         "between the "
         "trigger and the end of the run",
         implies(holds_others() && at_once() && triggered() && (phase() != Phase::Measuring || !missing()) &&
                     !somebody_in(Place::Handler),
                 nothing_changes()));
    step("measured_first", "REQ-TRIG-05: no processor enters the BIOS's handler while a source asks",
         implies(some_status(), for_all([&](Term<Cpu> cpu) {
                     return implies(place.next(cpu) == Place::Handler, place(cpu) == Place::Handler);
                 })));
    step("copies_kept",
         "REQ-PE-13: what was collected of the processors stays as it was collected during the run, whether they are "
         "held or not",
         implies(phase() == Phase::Measuring, for_all([&](Term<Cpu> cpu) { return copy.next(cpu) == copy(cpu); })));
}

inline void MeasurementTrigger::guarantees() {
    safety("clean_is_true",
           "REQ-TRIG-04, REQ-XHIM-01: when the monitor holds all processors, a report says clean only if nothing "
           "deviated as the "
           "run began",
           implies(holds_others(),
                   for_all([&](Term<Report> report) { return implies(clean(report), was_clean_at_start(report)); })));
    safety("clean_is_true_of_the_trigger",
           "REQ-XHIM-01: when moreover the SMI stops all at once, and the trigger found no processor in the handler, "
           "nothing deviated at the trigger either",
           implies(holds_others() && at_once(), for_all([&](Term<Report> report) {
                       return implies(clean(report) && !was_warned(report), was_clean_at_trigger(report));
                   })));
    safety("lasting_is_found",
           "REQ-XHIM-01: what stays tampered from a challenge to its answer is found, whether others are held or not",
           for_all([&](Term<Report> report, Term<Page> page) {
               return implies(fresh(report) && throughout(page), !clean(report));
           }));
    safety("lasting_is_reported", "REQ-XHIM-01: what stays tampered for twice the verifier's patience raises the alarm",
           for_all([&](Term<Page> page) {
               return implies(tampered(page) && lasting(page) >= patience() + patience(), alarm());
           }));
    step("lasting_counts", "how long something lasts is counted as the verifier counts",
         implies(silence.next() > silence(), for_all([&](Term<Page> page) {
                     return implies(tampered(page) && lasting(page) < last_of<Ticks>(),
                                    lasting.next(page) == lasting(page) + 1);
                 })));
    safety("bad_report_is_heard", "a report that was taken and is not clean has raised the alarm",
           for_all([&](Term<Report> report) { return implies(taken(report) && !clean(report), alarm()); }));
    safety("no_report_is_skipped", "no report is taken before one that was made earlier",
           for_all([&](Term<Report> one, Term<Report> report) {
               return implies(taken(report) && older(one, report), taken(one));
           }));
    step("reports_are_numbered", "a report is newer than all that were made before, and stays so",
         for_all([&](Term<Report> one, Term<Report> report) {
             return implies(sent(one) && !sent(report) && sent.next(report), older.next(one, report)) &&
                    implies(older(one, report), older.next(one, report));
         }));
    safety("no_report_is_forged", "REQ-XHIM-02: a report that is taken was made by the monitor",
           for_all([&](Term<Report> report) { return implies(taken(report), sent(report)); }));
    step("switched_off_is_noted", "REQ-TRIG-06: a source that the monitor finds switched off is switched on and noted",
         for_all([&](Term<Source> source) { return implies(!enabled(source) && enabled.next(source), noted.next()); }),
         {"switch_on"});
    step("sources_stay_on", "as the monitor has looked at an SMI, all sources are switched on",
         implies(phase() == Phase::Gathering && phase.next() != Phase::Gathering,
                 for_all([&](Term<Source> source) { return enabled.next(source); })));
    step("noted_is_reported", "REQ-TRIG-06: what was noted is told by the next report",
         implies(noted() && !noted.next(), exists([&](Term<Report> report) {
                     return !sent(report) && sent.next(report) && !clean.next(report);
                 })));
    safety("run_is_bounded", "REQ-TIME-01, REQ-TIME-03: a run, with the wait for processors, takes at most its budget",
           implies(phase() != Phase::Idle, spent() <= budget()));
    auto const timer_due = enabled(Source::Timer) && countdown() == 0;
    auto const somebody = [](auto const& like) { return exists([&](Term<Cpu> cpu) { return like(cpu); }); };
    auto const smi_due = somebody([&](Term<Cpu> cpu) { return pending(cpu) && place(cpu) == Place::Os; });
    auto const can_begin = some_status() && (all_here() || spent() >= 1) &&
                           somebody([&](Term<Cpu> cpu) { return place(cpu) == Place::Monitor; });
    safety("nothing_hangs", "REQ-TIME-03: whatever the processors do, a run goes on, or time can pass until it does",
           phase() == Phase::Measuring || timer_due || smi_due ||
               (phase() == Phase::Gathering && (!some_status() || can_begin || spent() < budget())) ||
               phase() == Phase::Idle);
    step("missing_is_told", "a run that did not collect all processors is not reported as clean",
         for_all([&](Term<Report> report) {
             return implies(missing() && !sent(report) && sent.next(report), !clean.next(report));
         }));
}

// Who may do what to the machine: the adversary, only where his code runs.
inline void MeasurementTrigger::ownership() {
    step("memory_changed_by_running_code",
         "measured memory is changed only by a processor that runs the adversary's code",
         implies(exists([&](Term<Page> page) { return tampered.next(page) != tampered(page); }), somebody_acts()));
    step("registers_changed_by_their_processor", "a processor's registers are changed only by what runs on it",
         for_all([&](Term<Cpu> cpu) { return implies(hooked.next(cpu) != hooked(cpu), acts(cpu)); }));
    step("chipset_written_by_running_code", "sources are switched off, and the timer set, only by code that runs",
         implies(exists([&](Term<Source> source) {
                     return (enabled(source) && !enabled.next(source)) || (status(source) && !status.next(source));
                 }) ||
                     countdown.next() > countdown(),
                 somebody_acts()),
         {"begin", "fire"});
    step(
        "sources_switched_on", "sources are switched on by the monitor, or by code that runs",
        implies(exists([&](Term<Source> source) { return !enabled(source) && enabled.next(source); }), somebody_acts()),
        {"begin", "forward"});
    step("timer_runs", "the timer asks when its time is over, and time passes by ticks",
         implies(!asked(Source::Timer) && asked.next(Source::Timer),
                 enabled(Source::Timer) && countdown() == 0 && countdown.next() == period()));
    step("line_is_routed", "the line asks only while it is routed to the SMI",
         implies(!asked(Source::Line) && asked.next(Source::Line), enabled(Source::Line)));
    step("others_ask_by_running", "an SMI for the BIOS is raised by code that runs",
         implies(!other_status() && other_status.next(), somebody_acts()));
    step("challenge_lost_by_running_code", "a challenge is lost by its answer, or by code that runs",
         implies(challenged() && !challenged.next(), somebody_acts()), {"take"});
    step("into_the_monitor", "the monitor is entered from the OS, by an SMI that is pending or by a call",
         for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) != Place::Monitor && place.next(cpu) == Place::Monitor,
                            place(cpu) == Place::Os && (pending(cpu) || (acts(cpu) && asked.next(Source::Call))));
         }));
    step("calls_are_made_by_running_code", "a call is made by code that runs, on the processor that calls",
         implies(!asked(Source::Call) && asked.next(Source::Call), exists([&](Term<Cpu> cpu) {
             return acts(cpu) && place(cpu) == Place::Os && place.next(cpu) == Place::Monitor;
         })));
    step("out_of_the_monitor", "nobody leaves the monitor but as a run begins or ends, or to the handler",
         for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) == Place::Monitor && place.next(cpu) != Place::Monitor,
                            phase() != Phase::Idle && phase.next() != phase());
         }));
    safety("run_has_a_processor", "as long as a run lasts, a processor is in the monitor",
           implies(phase() != Phase::Idle, exists([&](Term<Cpu> cpu) { return place(cpu) == Place::Monitor; })));
    step("parked_and_woken", "a processor is parked from the OS, and woken to the OS, by code that runs",
         for_all([&](Term<Cpu> cpu) {
             return implies((place(cpu) == Place::Parked) != (place.next(cpu) == Place::Parked),
                            (place(cpu) == Place::Os || place.next(cpu) == Place::Os) && somebody_acts());
         }));
    step("handler_returns", "the handler is left to the OS", for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) == Place::Handler && place.next(cpu) != Place::Handler,
                            place.next(cpu) == Place::Os);
         }));
    step("handler_only_from_the_monitor", "the handler is entered from the monitor", for_all([&](Term<Cpu> cpu) {
             return implies(place(cpu) != Place::Handler && place.next(cpu) == Place::Handler,
                            place(cpu) == Place::Monitor);
         }));
    step("read_in_a_run", "memory is read only in a run", for_all([&](Term<Page> page) {
             return implies(!measured(page) && measured.next(page), phase() == Phase::Measuring);
         }));
    step("reports_come_from_runs", "a report is made at the end of a run that has read everything, or is not clean",
         for_all([&](Term<Report> report) {
             return implies(!sent(report) && sent.next(report),
                            phase() == Phase::Measuring &&
                                (!clean.next(report) || for_all([&](Term<Page> page) { return measured(page); })));
         }));
    step("reports_stay", "what a report says stays",
         for_all([&](Term<Report> report) { return implies(sent(report), clean.next(report) == clean(report)); }));
    step("runs_end_in_time", "a run that has read everything is not cut off before its budget",
         implies(phase() == Phase::Measuring && phase.next() == Phase::Idle, spent() >= budget()), {"finish"});
    step("gathering_comes_first", "a run begins with gathering",
         implies(phase() != Phase::Measuring && phase.next() == Phase::Measuring, phase() == Phase::Gathering));
}

} // namespace redoubt::models
