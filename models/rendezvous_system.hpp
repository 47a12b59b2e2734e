// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// Start, stop and SMIs over all processors. A processor is on its own in everything but two things: it may begin only
// in a phase that admits it, and the monitor ends everywhere at once. Each action of the monitor is one critical
// section, under its one lock; hardware, OS and handler act between any two of them.
//
// Stop is a rendezvous with two gates. A processor that asks for it waits, but only as long as its patience; then it
// goes back to the OS with nothing changed, since the handler on another processor may be waiting for this one. When
// all others wait, the last to come commits. What the monitor holds is scrubbed while all of them are still inside, and
// only then may the first leave.
namespace redoubt::models {

using namespace tsl;

// What happens. What must hold of it is in rendezvous.hpp.
class RendezvousSystem : public Model {
public:
    struct Cpu : Abstract {};
    struct Secret : Abstract {}; // a page of a PE, a protection, anything else that must not outlive the monitor
    struct Ticks : Number {};    // of a PE's run or of a wait in Stop, up to the budget of a PE

    enum class Place {
        Os,
        Unmonitored, // in the BIOS's handler, as if there were no monitor
        Entered,     // in the monitor, by the call that makes it active here: not admitted yet
        Preparing,   // sets up what all processors share
        Call,        // in the monitor, for a call of the OS
        Module,      // runs a PE
        Waiting,     // in Stop
        Leaving,     // on the way out: touches nothing that is shared any more
        Smi,         // in the monitor, to give the SMI to the handler
        Handler,     // in the handler, confined
        Handled      // in the monitor, after RSM
    };
    enum class Phase { Off, Preparing, On, Scrubbing, Open }; // Open: scrubbed, and free to leave
    enum class Request { Initialize, Start, Stop, Protect, Run };
    enum class Answer { None, Success, AlreadyStarted, Stopped, Unprotectable, Busy, OutOfBudget, Refused };

    // What the monitor cannot see to itself. What is lost when an OS does otherwise is shown by covers.
    enum class Duty {
        StartMasked, // SMIs are masked on all processors by the launch, and until Start there or until a Stop has returned
        StopAll      // and not unmasked before every Stop has returned
    };

    Function<bool()> measured = rigid<bool()>("measured");     // launched by SENTER, and so in SMX operation
    Function<bool(Duty)> keeps = rigid<bool(Duty)>("keeps");   // whether this OS does
    Function<Ticks()> patience = rigid<Ticks()>("patience");   // of a processor in Stop
    Function<bool(Cpu)> active = state<bool(Cpu)>("active");   // the dual-monitor treatment
    Function<bool(Cpu)> masked = state<bool(Cpu)>("masked");   // SMIs, when in the OS
    Function<bool(Cpu)> pending = state<bool(Cpu)>("pending"); // an SMI
    Function<Place(Cpu)> place = state<Place(Cpu)>("place");
    Function<Request(Cpu)> asked = state<Request(Cpu)>("asked");
    Function<Answer(Cpu)> answer = state<Answer(Cpu)>("answer");
    Function<Ticks(Cpu)> left = state<Ticks(Cpu)>("left");     // of its budget or its patience
    Function<Ticks(Cpu)> waited = state<Ticks(Cpu)>("waited"); // by the SMI that is pending
    Function<Phase()> phase = state<Phase()>("phase");
    Function<bool(Secret)> held = state<bool(Secret)>("held");

protected:
    using enum Place;

    RendezvousSystem() : Model("M3", "rendezvous", "start, stop and SMIs over all processors") {
        start();
        hardware();
        begin();
        calls();
        stop();
        smis();
    }

    // The handler on this processor cannot reach what the OS protected: from the start of the monitor there until all
    // is scrubbed.
    [[nodiscard]] Term<bool> monitored(Term<Cpu> const& cpu) const {
        return active(cpu) && one_of(phase(), {Phase::On, Phase::Scrubbing}) && !one_of(place(cpu), {Entered, Leaving});
    }
    // Gone from the monitor but for its last steps, whatever comes.
    [[nodiscard]] Term<bool> released(Term<Cpu> const& cpu) const {
        return place(cpu) == Leaving || (place(cpu) == Waiting && phase() == Phase::Open);
    }
    [[nodiscard]] Term<bool> due(Term<Cpu> const& cpu) const { // an SMI comes before the OS's next instruction
        return pending(cpu) && !masked(cpu);
    }
    [[nodiscard]] Term<bool> nothing_held() const {
        return for_all([&](Term<Secret> secret) { return !held(secret); });
    }

private:
    // By a processor that is there.
    template <class Body>
    void at(Place here, std::string name, Parties parties, Body const& body) {
        action(std::move(name), std::move(parties), [&](Action& act, Term<Cpu> cpu) {
            act.when("in its place", place(cpu) == here);
            body(act, cpu);
        });
    }

    void start() {
        initially(active, false);
        initially(masked, [&](Term<Cpu>) { return measured(); }); // by SENTER
        initially(pending, false);
        initially(place, Os);
        initially(asked, Request::Initialize);
        initially(answer, Answer::None);
        initially(left, 0);
        initially(waited, 0);
        initially(phase, Phase::Off);
        initially(held, false);
    }

    // What may happen at any time, without the monitor.
    void hardware() {
        action("smi_comes", {"chipset", "cpu"}, [&](Action& act, Term<Cpu> cpu) {
            act.set(waited(cpu), if_else<Ticks>(pending(cpu), waited(cpu), 0)).set(pending(cpu), true);
        });
        at(Os, "take_smi_unmonitored", {"cpu", "handler"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("inactive", !active(cpu))
                .when("due", due(cpu))
                .set(pending(cpu), false)
                .set(place(cpu), Unmonitored);
        });
        at(Unmonitored, "rsm_unmonitored", {"handler", "OS"},
           [&](Action& act, Term<Cpu> cpu) { act.set(place(cpu), Os); });
        // VMXOFF and GETSEC[SMCTRL] fail while the monitor is active on the processor.
        action("unmask", {"OS", "cpu"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("inactive", !active(cpu))
                .when("OS duty: not between the launch and the first return of a Stop",
                      implies(keeps(Duty::StartMasked),
                              for_all([&](Term<Cpu> other) { return implies(active(other), released(other)); })))
                .when("OS duty: not before all Stops have returned",
                      implies(keeps(Duty::StopAll), for_all([&](Term<Cpu> other) { return !active(other); })))
                .set(masked(cpu), false);
        });
        // SENTER meets all processors, and none of them may be in VMX operation. Without SMX nothing masks SMIs.
        action("launch", {"OS", "cpu"}, [&](Action& act) {
            act.when("all in the OS, inactive",
                     for_all([&](Term<Cpu> cpu) { return place(cpu) == Os && !active(cpu); }))
                .set_all(masked, [&](Term<Cpu>) { return measured(); });
        });
    }

    // Where the monitor is not active, any call makes it so; the monitor admits the processor, or deactivates itself
    // there again, and then hardware decides what is masked: SMIs in SMX operation, nothing outside it.
    void begin() {
        action("activate", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Request> request) {
            act.when("in the OS", place(cpu) == Os)
                .when("inactive", !active(cpu))
                .when("no SMI due", !due(cpu))
                .when("OS duty: SMIs are masked wherever the monitor is not active",
                      implies(keeps(Duty::StartMasked), for_all([&](Term<Cpu> other) {
                                  return masked(other) || monitored(other) || released(other);
                              })))
                .set(active(cpu), true)
                .set(place(cpu), Entered)
                .set(asked(cpu), request);
        });
        auto const initializes = [&](Term<Cpu> const& cpu) {
            return asked(cpu) == Request::Initialize && phase() == Phase::Off;
        };
        auto const joins = [&](Term<Cpu> const& cpu) { return asked(cpu) == Request::Start && phase() == Phase::On; };
        at(Entered, "initialize", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("asked, and the monitor is off", initializes(cpu))
                .set(place(cpu), Preparing)
                .set(phase(), Phase::Preparing);
        });
        at(Preparing, "initialized", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.set(place(cpu), Os).set(phase(), Phase::On).set(masked(cpu), true).set(answer(cpu), Answer::Success);
        });
        // The monitor cannot protect itself.
        at(Preparing, "unprotectable", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.set(place(cpu), Os)
                .set(phase(), Phase::Off)
                .set(active(cpu), false)
                .set(masked(cpu), measured())
                .set(answer(cpu), Answer::Unprotectable);
        });
        at(Entered, "join", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("asked, and the monitor is on", joins(cpu))
                .set(place(cpu), Os)
                .set(masked(cpu), false)
                .set(answer(cpu), Answer::Success);
        });
        at(Entered, "turn_away", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            auto const status = if_else(!one_of(asked(cpu), {Request::Initialize, Request::Start}), Answer::Stopped,
                                        if_else(asked(cpu) == Request::Initialize && phase() == Phase::On,
                                                Answer::AlreadyStarted, Answer::Refused));
            act.when("not admitted", !initializes(cpu) && !joins(cpu))
                .set(place(cpu), Os)
                .set(active(cpu), false)
                .set(masked(cpu), measured())
                .set(answer(cpu), status);
        });
    }

    void calls() {
        action("call", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Request> request) {
            act.when("in the OS", place(cpu) == Os)
                .when("active", active(cpu))
                .when("no SMI due", !due(cpu))
                .set(place(cpu), Call)
                .set(asked(cpu), request);
        });
        // On the processor that has initialized.
        at(Call, "start", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("asked", asked(cpu) == Request::Start)
                .when("not started", masked(cpu))
                .set(place(cpu), Os)
                .set(masked(cpu), false)
                .set(answer(cpu), Answer::Success);
        });
        at(Call, "already_started", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("asked again", asked(cpu) == Request::Initialize || (asked(cpu) == Request::Start && !masked(cpu)))
                .set(place(cpu), Os)
                .set(answer(cpu), Answer::AlreadyStarted);
        });
        action("protect", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu, Term<Secret> secret) {
            act.when("in a call", place(cpu) == Call)
                .when("asked", asked(cpu) == Request::Protect)
                .set(place(cpu), Os)
                .set(held(secret), true)
                .set(answer(cpu), Answer::Success);
        });
        at(Call, "run", {"monitor", "PE"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("asked", asked(cpu) == Request::Run).set(place(cpu), Module).set(left(cpu), last_of<Ticks>());
        });
        at(Module, "complete", {"PE", "OS"}, [&](Action& act, Term<Cpu> cpu) { // or fault
            act.set(place(cpu), Os).set(answer(cpu), Answer::Success);
        });
        at(Module, "expire", {"PE", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("budget spent", left(cpu) == 0).set(place(cpu), Os).set(answer(cpu), Answer::OutOfBudget);
        });
        // None passes at 0: the preemption timer ends a PE before its next instruction, and who waits looks at the
        // time.
        action("tick", {"cpu", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in a PE, or in Stop before all are there",
                     place(cpu) == Module || (place(cpu) == Waiting && phase() == Phase::On))
                .when("time left", left(cpu) > 0)
                .set(left(cpu), left(cpu) - 1)
                .set(waited(cpu), if_else<Ticks>(due(cpu), waited(cpu) + 1, waited(cpu)));
        });
    }

    void stop() {
        // Whoever never began is not asked, and whoever begins before the last one comes is waited for.
        at(Call, "arrive", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            auto const last = for_all(
                [&](Term<Cpu> other) { return implies(other != cpu && monitored(other), place(other) == Waiting); });
            act.when("asked", asked(cpu) == Request::Stop)
                .set(place(cpu), Waiting)
                .set(left(cpu), patience())
                .set(phase(), if_else(last, Phase::Scrubbing, phase()));
        });
        at(Waiting, "withdraw", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("not committed", phase() == Phase::On)
                .when("patience over", left(cpu) == 0)
                .set(place(cpu), Os)
                .set(answer(cpu), Answer::Busy);
        });
        action("scrub", {"monitor", "monitor"}, [&](Action& act, Term<Secret> secret) { // by any that waits
            act.when("committed", phase() == Phase::Scrubbing).when("held", held(secret)).set(held(secret), false);
        });
        action("open", {"monitor", "monitor"}, [&](Action& act) {
            act.when("committed", phase() == Phase::Scrubbing)
                .when("all scrubbed", nothing_held())
                .set(phase(), Phase::Open);
        });
        // The last one to go says so before it goes, since it cannot afterwards.
        at(Waiting, "depart", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            auto const last = for_all([&](Term<Cpu> other) { return implies(place(other) == Waiting, other == cpu); });
            act.when("open", phase() == Phase::Open)
                .set(place(cpu), Leaving)
                .set(phase(), if_else(last, Phase::Off, Phase::Open));
        });
        at(Leaving, "leave", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            act.set(place(cpu), Os)
                .set(active(cpu), false)
                .set(masked(cpu), measured())
                .set(answer(cpu), Answer::Success);
        });
    }

    // With the monitor no processor looks at another one (REQ-TIME-03).
    void smis() {
        at(Os, "take_smi", {"cpu", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("active", active(cpu)).when("due", due(cpu)).set(pending(cpu), false).set(place(cpu), Smi);
        });
        at(Smi, "hand_over", {"monitor", "handler"}, [&](Action& act, Term<Cpu> cpu) { act.set(place(cpu), Handler); });
        at(Handler, "rsm", {"handler", "monitor"}, [&](Action& act, Term<Cpu> cpu) { act.set(place(cpu), Handled); });
        at(Handled, "resume", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) { act.set(place(cpu), Os); });
    }
};

} // namespace redoubt::models
