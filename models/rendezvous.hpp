// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rendezvous_system.hpp"

// What must hold of start, stop and SMIs over all processors.
namespace redoubt::models {

class Rendezvous : public RendezvousSystem {
public:
    Rendezvous() {
        together();
        starting();
        stopping();
        bounded_time();
        movement();
        auxiliaries();
        reachable();
        instance({size<Cpu>(2), size<Secret>(1), size<Ticks>(2)});
        instance({size<Cpu>(4), size<Secret>(2), size<Ticks>(4)});
        finish();
    }

private:
    [[nodiscard]] Term<bool> monitored_next(Term<Cpu> const& cpu) const {
        return active.next(cpu) && one_of(phase.next(), {Phase::On, Phase::Scrubbing}) &&
               !one_of(place.next(cpu), {Entered, Leaving});
    }
    [[nodiscard]] Term<bool> starts_masked() const { return measured() && keeps(Duty::StartMasked); }
    [[nodiscard]] Term<bool> kept(Term<Cpu> const& cpu) const {
        return active.next(cpu) == active(cpu) && masked.next(cpu) == masked(cpu) && pending.next(cpu) == pending(cpu);
    }
    [[nodiscard]] std::set<std::string> all_but(std::set<std::string> const& names) const {
        std::set<std::string> others;
        for (auto const& each : actions())
            if (!names.contains(each.name())) others.insert(each.name());
        return others;
    }
    // Whether a processor can take one of these actions.
    [[nodiscard]] Term<bool> can(std::string const& name, Term<Cpu> const& cpu) const {
        auto const& act = action(name);
        auto arguments = act.own_variables();
        std::vector const others(arguments.begin() + 1, arguments.end());
        arguments.front() = cpu.tree();
        return Term<bool>(quantified(Operator::Exists, others, act.possible(arguments)));
    }

    template <class Body>
    void always(std::string name, std::string text, Body const& body) {
        safety(std::move(name), std::move(text), for_all(body));
    }
    template <class Body>
    void needed(std::string name, std::string text, Body const& body) {
        auxiliary(std::move(name), std::move(text), for_all(body));
    }
    template <class Body>
    void each_step(std::string name, std::string text, Body const& body) {
        step(std::move(name), std::move(text), for_all(body));
    }

    void together() {
        always(
            "no_unmonitored_handler",
            "REQ-LIFE-08: no SMI is served unmonitored while a processor is monitored, if SMIs are masked until Start",
            [&](Term<Cpu> a, Term<Cpu> b) {
                return implies(starts_masked() && place(a) == Unmonitored, !monitored(b));
            });
        always("nothing_in_reach",
               "REQ-LIFE-09: no SMI is served unmonitored while anything is held, if SMIs are masked until Start",
               [&](Term<Cpu> cpu, Term<Secret> secret) {
                   return implies(starts_masked() && place(cpu) == Unmonitored, !held(secret));
               });
        always("monitor_intact",
               "REQ-MLE-03: no SMI is served unmonitored, with MSEG in its reach, while a processor is in the monitor, "
               "if the OS keeps both duties",
               [&](Term<Cpu> a, Term<Cpu> b) {
                   return implies(starts_masked() && keeps(Duty::StopAll) && place(a) == Unmonitored, !active(b));
               });
        each_step("ends_for_all_at_once",
                  "REQ-LIFE-08: monitoring ends on all processors in one step, with all in Stop",
                  [&](Term<Cpu> a, Term<Cpu> b) {
                      return implies(monitored(a) && !monitored_next(a),
                                     !monitored_next(b) && implies(monitored(b), place(b) == Waiting));
                  });
        each_step("ends_scrubbed", "REQ-LIFE-09: where monitoring ends, nothing is held any more",
                  [&](Term<Cpu> cpu, Term<Secret> secret) {
                      return implies(monitored(cpu) && !monitored_next(cpu), !held.next(secret));
                  });
        each_step("handler_as_it_should_be",
                  "REQ-LIFE-08: an SMI is served unmonitored only where the monitor is not active", [&](Term<Cpu> cpu) {
                      return implies(place(cpu) == Os && place.next(cpu) == Unmonitored, !active(cpu)) &&
                             implies(place(cpu) == Os && place.next(cpu) == Smi, active(cpu));
                  });
    }

    void starting() {
        each_step("masked_until_start",
                  "REQ-LIFE-01: after a measured launch SMIs are unmasked by Start, or by the OS without the monitor",
                  [&](Term<Cpu> cpu) {
                      auto const started =
                          one_of(place(cpu), {Entered, Call}) && asked(cpu) == Request::Start && monitored_next(cpu);
                      auto const by_os = place(cpu) == Os && !active(cpu) && place.next(cpu) == Os;
                      return implies(measured() && masked(cpu) && !masked.next(cpu), started || by_os);
                  });
        each_step("masked_by",
                  "SMIs become masked by InitializeProtection, and by hardware, with SENTER or as the monitor "
                  "deactivates itself",
                  [&](Term<Cpu> cpu) {
                      return implies(!masked(cpu) && masked.next(cpu),
                                     place(cpu) == Preparing || (measured() && !active.next(cpu)));
                  });
        each_step(
            "initialized_masked",
            "REQ-LIFE-02: InitializeProtection returns with SMIs blocked, and to a monitor that is active for all",
            [&](Term<Cpu> cpu) {
                return implies(place(cpu) == Preparing && place.next(cpu) == Os && active.next(cpu),
                               masked.next(cpu) && phase.next() == Phase::On && answer.next(cpu) == Answer::Success);
            });
        always(
            "begins_empty", "REQ-LIFE-03: nothing is held but while processors are monitored",
            [&](Term<Secret> secret) { return implies(held(secret), one_of(phase(), {Phase::On, Phase::Scrubbing})); });
        each_step("begins_in_order",
                  "REQ-LIFE-07: monitoring begins by InitializeProtection with no other processor in the way, or by "
                  "Start with the monitor on",
                  [&](Term<Cpu> cpu, Term<Cpu> other) {
                      return implies(!monitored(cpu) && monitored_next(cpu),
                                     (place(cpu) == Preparing && !monitored(other)) ||
                                         (asked(cpu) == Request::Start && phase() == Phase::On &&
                                          answer.next(cpu) == Answer::Success));
                  });
        each_step("admitted",
                  "REQ-LIFE-05: Start is not refused while the monitor is on, nor InitializeProtection while it is off",
                  [&](Term<Cpu> cpu) {
                      auto const answered = place(cpu) == Entered && place.next(cpu) != Entered;
                      return implies(answered && asked(cpu) == Request::Start && phase() == Phase::On,
                                     monitored_next(cpu) && !masked.next(cpu)) &&
                             implies(answered && asked(cpu) == Request::Initialize && phase() == Phase::Off,
                                     place.next(cpu) == Preparing) &&
                             implies(place(cpu) == Call && place.next(cpu) != Call && asked(cpu) == Request::Start &&
                                         masked(cpu),
                                     !masked.next(cpu) && answer.next(cpu) == Answer::Success);
                  });
        each_step("refused_unchanged",
                  "REQ-LIFE-07: a refused call changes nothing but the masking that hardware gives to a processor as "
                  "the monitor deactivates itself",
                  [&](Term<Cpu> cpu, Term<Cpu> other, Term<Secret> secret) {
                      auto const refused = one_of(place(cpu), {Entered, Call}) && place.next(cpu) == Os &&
                                           answer.next(cpu) != Answer::Success;
                      auto const here = if_else<bool>(place(cpu) == Call, active.next(cpu) && kept(cpu),
                                                      !active.next(cpu) && masked.next(cpu) == measured());
                      return implies(refused, here && phase.next() == phase() && held.next(secret) == held(secret) &&
                                                  implies(other != cpu, kept(other)));
                  });
        each_step(
            "refused_with",
            "REQ-LIFE-02, REQ-LIFE-05, REQ-LIFE-06: a call too many answers ALREADY_STARTED, one after Stop STOPPED",
            [&](Term<Cpu> cpu) {
                auto const answered = one_of(place(cpu), {Entered, Call}) && place.next(cpu) == Os;
                auto const again = asked(cpu) == Request::Initialize ||
                                   (asked(cpu) == Request::Start && active(cpu) && !masked(cpu) && place(cpu) == Call);
                auto const late = place(cpu) == Entered && !one_of(asked(cpu), {Request::Initialize, Request::Start});
                return implies(answered && again && phase() == Phase::On, answer.next(cpu) == Answer::AlreadyStarted) &&
                       implies(answered && late, answer.next(cpu) == Answer::Stopped) &&
                       implies(answered && answer.next(cpu) == Answer::AlreadyStarted, again);
            });
    }

    void stopping() {
        always("all_wait", "REQ-LIFE-08: when the stop is committed, all wait that are monitored", [&](Term<Cpu> cpu) {
            return implies(phase() == Phase::Scrubbing && monitored(cpu), place(cpu) == Waiting);
        });
        safety("not_missed", "REQ-LIFE-08: the stop is committed as soon as all wait",
               implies(phase() == Phase::On,
                       exists([&](Term<Cpu> cpu) { return monitored(cpu) && place(cpu) != Waiting; })));
        each_step("withdrawn_unchanged", "REQ-LIFE-07: a stop that did not come about changes nothing, and says so",
                  [&](Term<Cpu> cpu, Term<Cpu> other, Term<Secret> secret) {
                      return implies(place(cpu) == Waiting && place.next(cpu) == Os,
                                     kept(other) && phase.next() == phase() && held.next(secret) == held(secret) &&
                                         answer.next(cpu) == Answer::Busy);
                  });
        each_step("committed_is_committed",
                  "REQ-LIFE-08: after the commitment nobody goes back to the OS but without the monitor",
                  [&](Term<Cpu> cpu) {
                      return implies(place(cpu) == Waiting && phase() != Phase::On,
                                     one_of(place.next(cpu), {Waiting, Leaving}));
                  });
        each_step("stopped_masked",
                  "REQ-LIFE-06: Stop leaves SMIs masked after a measured launch, and the monitor inactive",
                  [&](Term<Cpu> cpu) {
                      return implies(place(cpu) == Leaving && place.next(cpu) != Leaving,
                                     !active.next(cpu) && masked.next(cpu) == measured() &&
                                         answer.next(cpu) == Answer::Success);
                  });
        each_step("scrubbed_when_committed", "REQ-LIFE-09: nothing is scrubbed before the stop is committed",
                  [&](Term<Secret> secret) {
                      return implies(held(secret) && !held.next(secret), phase() == Phase::Scrubbing);
                  });
        step("held_by_call", "what is held comes from a call", for_all([&](Term<Secret> secret) {
                 return implies(!held(secret) && held.next(secret), exists([&](Term<Cpu> cpu) {
                     return monitored(cpu) && place(cpu) == Call && asked(cpu) == Request::Protect &&
                            place.next(cpu) == Os && answer.next(cpu) == Answer::Success;
                 }));
             }));
        step("protected", "REQ-POL-08: what is asked for is held",
             exists([&](Term<Secret> secret) { return held.next(secret); }), all_but({"protect"}));
        step("phases_in_order", "REQ-LIFE-07: the phases follow each other",
             phase.next() == phase() || (phase() == Phase::Off && phase.next() == Phase::Preparing) ||
                 (phase() == Phase::Preparing && one_of(phase.next(), {Phase::On, Phase::Off})) ||
                 (phase() == Phase::On && phase.next() == Phase::Scrubbing) ||
                 (phase() == Phase::Scrubbing && phase.next() == Phase::Open) ||
                 (phase() == Phase::Open && phase.next() == Phase::Off));
    }

    void bounded_time() {
        always("goes_on", "REQ-TIME-03: a processor in the monitor has a step to take that needs no other processor",
               [&](Term<Cpu> cpu) {
                   auto const at = [&](Place here, std::initializer_list<char const*> steps) {
                       Term<bool> any = false;
                       for (auto const* name : steps)
                           any = any || can(name, cpu);
                       return implies(place(cpu) == here, any);
                   };
                   return at(Entered, {"initialize", "join", "turn_away"}) && at(Preparing, {"initialized"}) &&
                          at(Call, {"start", "already_started", "protect", "run", "arrive"}) &&
                          at(Module, {"tick", "expire"}) && at(Smi, {"hand_over"}) && at(Handled, {"resume"}) &&
                          at(Leaving, {"leave"}) &&
                          implies(place(cpu) == Waiting && phase() == Phase::On,
                                  can("tick", cpu) || can("withdraw", cpu)) &&
                          implies(place(cpu) == Waiting && phase() != Phase::On,
                                  phase() == Phase::Scrubbing || can("depart", cpu));
               });
        step("moves",
             "REQ-TIME-03: but for a tick and the end of a stop, each of these steps takes a processor elsewhere",
             exists([&](Term<Cpu> cpu) { return place.next(cpu) != place(cpu); }),
             {"smi_comes", "unmask", "launch", "tick", "scrub", "open"});
        each_step(
            "time_given", "REQ-TIME-01, REQ-TIME-03: a PE has its budget, a wait the patience", [&](Term<Cpu> cpu) {
                return implies(place(cpu) == Call && place.next(cpu) == Module, left.next(cpu) == last_of<Ticks>()) &&
                       implies(place(cpu) == Call && place.next(cpu) == Waiting, left.next(cpu) == patience());
            });
        each_step("wait_is_counted", "REQ-TIME-02: an SMI that is due waits as long as time passes",
                  [&](Term<Cpu> cpu) {
                      return implies(due(cpu) && left.next(cpu) < left(cpu) && place.next(cpu) == place(cpu),
                                     waited.next(cpu) == waited(cpu) + 1);
                  });
        step("told", "REQ-PE-08: who ran a PE learns that it was out of budget",
             exists([&](Term<Cpu> cpu) { return place(cpu) == Module && answer.next(cpu) == Answer::OutOfBudget; }),
             all_but({"expire"}));
        step("time_passes", "REQ-TIME-01, REQ-TIME-03: a tick takes from the time that a PE or a wait has left",
             exists([&](Term<Cpu> cpu) { return left.next(cpu) < left(cpu); }), all_but({"tick"}));
        each_step(
            "time_not_given", "REQ-TIME-01, REQ-TIME-03: nothing gives time to a PE that runs or a wait that has begun",
            [&](Term<Cpu> cpu) { return implies(one_of(place(cpu), {Module, Waiting}), left.next(cpu) <= left(cpu)); });
        each_step("time_is_theirs", "time is taken only from a PE that runs and a wait before the commitment",
                  [&](Term<Cpu> cpu) {
                      return implies(left.next(cpu) < left(cpu), place(cpu) == Module ||
                                                                     place.next(cpu) != place(cpu) ||
                                                                     (place(cpu) == Waiting && phase() == Phase::On));
                  });
        each_step("time_is_used",
                  "REQ-TIME-01, REQ-TIME-03: out of budget, or of patience, means that the time has passed",
                  [&](Term<Cpu> cpu) {
                      return implies(place.next(cpu) == Os &&
                                         ((place(cpu) == Module && answer.next(cpu) == Answer::OutOfBudget) ||
                                          place(cpu) == Waiting),
                                     left(cpu) == 0);
                  });
        always("smi_waits_one_budget", "REQ-TIME-02: an SMI that is due has waited, and will wait, one budget at most",
               [&](Term<Cpu> cpu) {
                   auto const timed = place(cpu) == Module || (place(cpu) == Waiting && phase() == Phase::On);
                   return implies(due(cpu) && timed, waited(cpu) + left(cpu) <= last_of<Ticks>()) &&
                          implies(due(cpu) && place(cpu) == Call, waited(cpu) == 0);
               });
        each_step("smi_comes_first",
                  "REQ-TIME-02: with an SMI due, the OS gets no instruction in between, nor does a PE start",
                  [&](Term<Cpu> cpu) {
                      return implies(place(cpu) == Os && due(cpu), one_of(place.next(cpu), {Os, Smi, Unmonitored}));
                  });
        each_step("smi_not_lost", "an SMI is pending until it is served, and what is served was pending",
                  [&](Term<Cpu> cpu) {
                      auto const served = place(cpu) == Os && !masked(cpu) && pending(cpu) &&
                                          one_of(place.next(cpu), {Smi, Unmonitored});
                      return implies(pending(cpu) && !pending.next(cpu), served) &&
                             implies(place.next(cpu) != place(cpu) && one_of(place.next(cpu), {Smi, Unmonitored}),
                                     served && !pending.next(cpu));
                  });
        always("smi_is_served", "REQ-TIME-03: an SMI that is due in the OS can be served, whatever other processors do",
               [&](Term<Cpu> cpu) {
                   return implies(place(cpu) == Os && due(cpu),
                                  can("take_smi", cpu) || can("take_smi_unmonitored", cpu));
               });
        progress("preparing_ends", "REQ-TIME-03: a start that has begun ends", phase() == Phase::Preparing,
                 {"initialized", "unprotectable"},
                 [&](Term<Cpu> cpu) { return if_else<Ticks>(place(cpu) == Preparing, 1, 0); });
        progress("scrubbing_ends", "REQ-TIME-03: scrubbing ends", phase() == Phase::Scrubbing, {"scrub", "open"},
                 [&](Term<Secret> secret) {
                     return if_else<Ticks>(phase() == Phase::Scrubbing, if_else<Ticks>(held(secret), 2, 1), 0);
                 });
        progress("stop_ends", "REQ-TIME-03: a stop that is committed ends", phase() == Phase::Open, {"depart"},
                 [&](Term<Cpu> cpu) { return if_else<Ticks>(place(cpu) == Waiting, 1, 0); });
    }

    // Where a processor can come from.
    void movement() {
        each_step("each_on_its_way", "REQ-VMCS-01: a processor goes from one place to the next, as it was asked",
                  [&](Term<Cpu> cpu) {
                      auto const to = [&](Place next, std::initializer_list<Term<Place>> from) {
                          return implies(place.next(cpu) == next && place(cpu) != next, one_of(place(cpu), from));
                      };
                      auto const by_call = [&](Place next, Request request) {
                          return implies(place.next(cpu) == next && place(cpu) != next,
                                         place(cpu) == Call && asked(cpu) == request);
                      };
                      return to(Unmonitored, {Os}) && to(Entered, {Os}) && to(Call, {Os}) && to(Smi, {Os}) &&
                             to(Handler, {Smi}) && to(Handled, {Handler}) && to(Preparing, {Entered}) &&
                             by_call(Module, Request::Run) && by_call(Waiting, Request::Stop) &&
                             to(Leaving, {Waiting}) &&
                             implies(place.next(cpu) == Os, !one_of(place(cpu), {Smi, Handler}));
                  });
        each_step("active_by_call",
                  "REQ-LIFE-04, REQ-LIFE-10: the monitor becomes active by a call, and ends on the way back from it",
                  [&](Term<Cpu> cpu) {
                      return implies(!active(cpu) && active.next(cpu), place.next(cpu) == Entered) &&
                             implies(active(cpu) && !active.next(cpu),
                                     one_of(place(cpu), {Entered, Preparing, Leaving}) && place.next(cpu) == Os &&
                                         masked.next(cpu) == measured() &&
                                         implies(place(cpu) == Preparing, answer.next(cpu) == Answer::Unprotectable)) &&
                             implies(place(cpu) == Os && place.next(cpu) == Call, active(cpu)) &&
                             implies(place(cpu) == Os && place.next(cpu) == Entered, !active(cpu));
                  });
    }

    void auxiliaries() {
        needed(
            "masked_where_unmonitored", "while a processor is monitored or may come to be, SMIs are masked elsewhere",
            [&](Term<Cpu> a, Term<Cpu> b) {
                return implies(starts_masked() && active(b) && !released(b), masked(a) || monitored(a) || released(a));
            });
        needed("masked_where_inactive", "while a processor is active, SMIs are masked where it is not",
               [&](Term<Cpu> a, Term<Cpu> b) {
                   return implies(starts_masked() && keeps(Duty::StopAll) && active(b), masked(a) || active(a));
               });
        needed("unmonitored_is_unmasked", "the handler runs unmonitored only where SMIs are not masked",
               [&](Term<Cpu> cpu) { return implies(place(cpu) == Unmonitored, !active(cpu) && !masked(cpu)); });
        needed("inside_is_active", "who is in the monitor, in a PE or in the confined handler is active",
               [&](Term<Cpu> cpu) { return implies(!one_of(place(cpu), {Os, Unmonitored}), active(cpu)); });
        needed("admitted_on", "who is active, and not on the way in or out, is monitored, or in a Stop that is open",
               [&](Term<Cpu> cpu) {
                   return implies(active(cpu) && !one_of(place(cpu), {Entered, Leaving, Preparing}),
                                  phase() == Phase::On ||
                                      (place(cpu) == Waiting && one_of(phase(), {Phase::Scrubbing, Phase::Open})));
               });
        needed("one_prepares", "one prepares at most, and the phase says so", [&](Term<Cpu> a, Term<Cpu> b) {
            return implies(place(a) == Preparing,
                           phase() == Phase::Preparing && implies(place(b) == Preparing, a == b));
        });
        auxiliary(
            "somebody_there", "a phase other than off is somebody's",
            implies(phase() == Phase::Preparing, exists([&](Term<Cpu> cpu) { return place(cpu) == Preparing; })) &&
                implies(one_of(phase(), {Phase::Scrubbing, Phase::Open}),
                        exists([&](Term<Cpu> cpu) { return place(cpu) == Waiting; })));
    }

    void reachable() {
        auto const somebody = [&](auto const& property) {
            return exists([&](Term<Cpu> cpu) { return property(cpu); });
        };
        auto const two = [&](auto const& property) {
            return exists([&](Term<Cpu> a, Term<Cpu> b) { return a != b && property(a, b); });
        };
        cover("two_monitored",
              two([&](auto a, auto b) { return monitored(a) && monitored(b) && !masked(a) && !masked(b); }));
        cover("two_wait", two([&](auto a, auto b) { return place(a) == Waiting && place(b) == Waiting; }));
        cover("withdrawn", somebody([&](auto cpu) { return answer(cpu) == Answer::Busy; }));
        cover("committed_without_an_offline_one", two([&](auto a, auto b) {
                  return phase() == Phase::Scrubbing && !active(b) && masked(b) && answer(b) == Answer::None &&
                         place(a) == Waiting;
              }));
        cover("start_during_a_stop", two([&](auto a, auto b) {
                  return place(a) == Waiting && phase() == Phase::On && place(b) == Entered &&
                         asked(b) == Request::Start;
              }));
        cover("refused_during_a_stop", two([&](auto a, auto b) {
                  return place(a) == Waiting && phase() == Phase::Open && answer(b) == Answer::Refused;
              }));
        cover("second_start", somebody([&](auto cpu) {
                  return phase() == Phase::Preparing && !active(cpu) && answer(cpu) == Answer::Success;
              }));
        cover("second_start_while_one_leaves",
              two([&](auto a, auto b) { return place(a) == Leaving && monitored(b); }));
        cover("smi_during_a_wait", somebody([&](auto cpu) {
                  return place(cpu) == Waiting && phase() == Phase::On && due(cpu) && waited(cpu) > 0;
              }));
        cover("handler_during_a_wait", two([&](auto a, auto b) { return place(a) == Waiting && place(b) == Handler; }));
        cover("pe_during_a_wait", two([&](auto a, auto b) { return place(a) == Waiting && place(b) == Module; }));
        cover("smi_waits_a_whole_budget",
              somebody([&](auto cpu) { return waited(cpu) == last_of<Ticks>() && due(cpu); }));
        cover("unmonitored_after_stop", somebody([&](auto cpu) {
                  return place(cpu) == Unmonitored && answer(cpu) == Answer::Success && keeps(Duty::StopAll) &&
                         starts_masked();
              }));
        cover("unprotectable", somebody([&](auto cpu) { return answer(cpu) == Answer::Unprotectable; }));
        cover("out_of_budget", somebody([&](auto cpu) { return answer(cpu) == Answer::OutOfBudget; }));
        cover("handled", somebody([&](auto cpu) { return place(cpu) == Handled; }));
        // What is lost when an OS does not keep its duties.
        cover("lost_without_start_masked",
              two([&](auto a, auto b) { return measured() && place(a) == Unmonitored && monitored(b); }));
        cover("lost_without_stop_all",
              two([&](auto a, auto b) { return starts_masked() && place(a) == Unmonitored && place(b) == Leaving; }));
        cover("lost_without_a_measured_launch",
              two([&](auto a, auto b) { return !measured() && place(a) == Unmonitored && monitored(b); }));
    }
};

} // namespace redoubt::models
