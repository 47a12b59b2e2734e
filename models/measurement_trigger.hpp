// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// M5: what starts a measurement of the hypervisor, what the hypervisor can do about it once it is an adversary's, and what
// a verifier on another machine may conclude from the reports that reach it, and from those that don't.
namespace redoubt::models {

using namespace tsl;

class MeasurementTrigger : public Model {
public:
    struct Cpu : Abstract {};
    struct Page : Abstract {};   // of measured memory
    struct Report : Abstract {}; // one value for each that is ever made
    struct Ticks : Number {};

    // What may start a measurement: the chipset's periodic SMI, a pin that the verifier pulls through the board's management
    // controller, and a VMCALL, which is there for debugging.
    enum class Source { Timer, Line, Call };

    // Where a processor is: in the hypervisor or above, in the BIOS's SMI handler, waiting for a SIPI, or in the monitor.
    enum class Place { Os, Handler, Parked, Monitor };

    enum class Phase { Idle, Gathering, Measuring };

    // Two questions that the model leaves open, to tell what hangs on each.
    Function<bool()> holds_others = rigid<bool()>("holds_others"); // the monitor keeps all until the end of a run
    Function<bool()> at_once = rigid<bool()>("at_once");           // an SMI stops all processors at one moment

    Function<Ticks()> period = rigid<Ticks()>("period");     // of the timer
    Function<Ticks()> budget = rigid<Ticks()>("budget");     // of a run, from the first processor's arrival
    Function<Ticks()> patience = rigid<Ticks()>("patience"); // of the verifier

    // The machine. Status bits are set by their source alone; software clears them.
    Function<Place(Cpu)> place = state<Place(Cpu)>("place");
    Function<bool(Cpu)> pending = state<bool(Cpu)>("pending"); // an SMI
    Function<bool(Source)> enabled = state<bool(Source)>("enabled");
    Function<bool(Source)> status = state<bool(Source)>("status");
    Function<bool()> other_status = state<bool()>("other_status"); // an SMI for the BIOS, by software or device
    Function<Ticks()> countdown = state<Ticks()>("countdown");     // of the timer
    Function<bool(Page)> tampered = state<bool(Page)>("tampered"); // differs from the baseline
    Function<bool(Cpu)> hooked = state<bool(Cpu)>("hooked");       // the processor's registers differ
    Function<bool()> challenged = state<bool()>("challenged");     // the verifier's challenge is in the mailbox

    // The monitor, and the module that measures.
    Function<Phase()> phase = state<Phase()>("phase");
    Function<Ticks()> spent = state<Ticks()>("spent");   // since the first processor came
    Function<bool(Cpu)> copy = state<bool(Cpu)>("copy"); // what was collected of the processor differs
    Function<bool()> missing = state<bool()>("missing"); // some processor was not collected
    Function<bool()> answers = state<bool()>("answers"); // the run began with the present challenge
    Function<bool(Page)> measured = state<bool(Page)>("measured");
    Function<bool()> found = state<bool()>("found"); // a deviation
    Function<bool()> noted = state<bool()>("noted"); // a source was found switched off

    // Reports, and the verifier.
    Function<bool(Report)> sent = state<bool(Report)>("sent");
    Function<bool(Report)> clean = state<bool(Report)>("clean"); // says that nothing was amiss
    Function<bool(Report)> fresh = state<bool(Report)>("fresh"); // answers the present challenge
    Function<bool(Report, Report)> older = state<bool(Report, Report)>("older");
    Function<bool(Report)> taken = state<bool(Report)>("taken"); // by the verifier
    Function<Ticks()> silence = state<Ticks()>("silence");       // since the last answer
    Function<bool()> alarm = state<bool()>("alarm");

    // What nobody stores, and properties speak of.
    Function<bool()> interfered = state<bool()>("interfered");       // somebody has not been honest
    Function<bool(Source)> asked = state<bool(Source)>("asked");     // the source itself has, since the last run
    Function<bool()> triggered = state<bool()>("triggered");         // until the run is over
    Function<bool()> trigger_clean = state<bool()>("trigger_clean"); // nothing deviated at the trigger
    Function<bool()> warned = state<bool()>("warned");               // some processor was in the handler then
    Function<bool()> start_clean = state<bool()>("start_clean");     // nothing deviated when the run began
    Function<bool(Report)> was_clean_at_trigger = state<bool(Report)>("was_clean_at_trigger");
    Function<bool(Report)> was_warned = state<bool(Report)>("was_warned");
    Function<bool(Report)> was_clean_at_start = state<bool(Report)>("was_clean_at_start");
    Function<bool(Page)> throughout = state<bool(Page)>("throughout"); // tampered since the present challenge
    Function<Ticks(Page)> lasting = state<Ticks(Page)>("lasting");     // how long it has been tampered with

    MeasurementTrigger()
        : Model("M5", "measurement_trigger", "what triggers a measurement, and what a report is worth") {
        time();
        beginning();
        machine();
        adversary();
        monitor();
        verifier();
        requirements();
        guarantees();
        ownership();
        invariants();
        reachable();
        instance({size<Cpu>(2), size<Page>(1), size<Report>(3), size<Ticks>(9)});
        instance({size<Cpu>(3), size<Page>(2), size<Report>(3), size<Ticks>(9)});
        finish();
    }

private:
    void time();
    void beginning();
    void machine();
    void adversary();
    void monitor();
    void verifier();
    void requirements();
    void guarantees();
    void ownership();
    void invariants();
    void reachable();

    // Whether the adversary's code runs on the processor. An SMI is taken between two instructions, but not at the same
    // moment by all, and not at all in the handler.
    [[nodiscard]] Term<bool> acts(Term<Cpu> cpu) const {
        return place(cpu) == Place::Handler || (place(cpu) == Place::Os && !(at_once() && pending(cpu)));
    }
    [[nodiscard]] Term<bool> somebody_acts() const {
        return exists([&](Term<Cpu> cpu) { return acts(cpu); });
    }
    [[nodiscard]] Term<bool> somebody_in(Place where) const {
        return exists([&](Term<Cpu> cpu) { return place(cpu) == where; });
    }
    [[nodiscard]] Term<bool> nothing_deviates() const {
        return for_all([&](Term<Page> page) { return !tampered(page); }) &&
               for_all([&](Term<Cpu> cpu) { return !hooked(cpu); });
    }
    [[nodiscard]] Term<bool> nothing_changes() const {
        return for_all([&](Term<Page> page) { return tampered.next(page) == tampered(page); }) &&
               for_all([&](Term<Cpu> cpu) { return hooked.next(cpu) == hooked(cpu); });
    }
    [[nodiscard]] Term<bool> some_status() const {
        return exists([&](Term<Source> source) { return status(source); });
    }
    [[nodiscard]] Term<bool> all_here() const {
        return for_all([&](Term<Cpu> cpu) { return place(cpu) == Place::Monitor; });
    }
    [[nodiscard]] Term<bool> whole_run() const { return phase() == Phase::Measuring && !missing(); }

    // The source asks: an SMI goes to all processors.
    void trigger(Action& act, Term<Source> source) const {
        act.set(status(source), true)
            .set(asked(source), true)
            .set_all(pending, [&](Term<Cpu>) { return Term<bool>(true); })
            .set(triggered(), true)
            .set(trigger_clean(), if_else(triggered(), trigger_clean(), nothing_deviates()))
            .set(warned(), if_else(triggered(), warned(), somebody_in(Place::Handler)));
    }
    void arrive(Action& act, Term<Cpu> cpu) const { // in the monitor, which collects its state: too late in a run
        act.set(place(cpu), Place::Monitor)
            .set(copy(cpu), if_else(phase() == Phase::Measuring, copy(cpu), hooked(cpu)))
            .set(spent(), if_else(phase() != Phase::Idle, spent(), 0))
            .set(phase(), if_else(phase() != Phase::Idle, phase(), Phase::Gathering));
    }
    void report(Action& act, Term<Report> made, Term<bool> good) const;
};

} // namespace redoubt::models

#include "models/measurement_trigger_actions.hpp"
#include "models/measurement_trigger_invariants.hpp"
#include "models/measurement_trigger_properties.hpp"
