// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// M4: the permission policy, and the handler's EPT that follows it, with calls from several processors at once. An atom is
// the least that can be granted: a page for reading, a port for writing. A list is what a call names; it is in the caller's
// memory, so what the monitor copies may be anything.
namespace redoubt::models {

using namespace tsl;

class PermissionPolicy : public Model {
public:
    struct Cpu : Abstract {};
    struct Atom : Abstract {};
    struct List : Abstract {};
    struct Steps : Number {};

    enum class Call { Claim, Protect, Unprotect };
    enum class Context { InOs, InHandler, InMonitor };
    enum class Stage { Idle, Called, Copied, Applied };

    Function<bool(Atom)> kept = rigid<bool(Atom)>("kept");                     // by the monitor for itself
    Function<bool(List, Atom)> names = rigid<bool(List, Atom)>("names");       // the list asks for the atom
    Function<bool(Call, List)> may_name = rigid<bool(Call, List)>("may_name"); // well-formed, to its end, for this call

    Function<bool(Atom)> claimed = state<bool(Atom)>("claimed");   // by the BIOS
    Function<bool(Atom)> protects = state<bool(Atom)>("protects"); // the OS, against the handler
    Function<bool(Atom)> in_force = state<bool(Atom)>("in_force"); // the OS has been told so
    Function<bool()> is_sealed = state<bool()>("is_sealed");       // no more claims

    Function<bool(Atom)> mapped = state<bool(Atom)>("mapped");                   // in the handler's EPT
    Function<bool(Cpu, Atom)> remembered = state<bool(Cpu, Atom)>("remembered"); // a translation
    Function<bool(Cpu)> behind = state<bool(Cpu)>("behind"); // something was unmapped since its last INVEPT

    Function<Context(Cpu)> context = state<Context(Cpu)>("context");
    Function<bool(Cpu)> locked = state<bool(Cpu)>("locked"); // it holds the monitor's lock
    Function<Stage(Cpu)> stage = state<Stage(Cpu)>("stage");
    Function<Call(Cpu)> call = state<Call(Cpu)>("call");
    Function<bool(Cpu, List)> copy = state<bool(Cpu, List)>("copy"); // what it has copied

    PermissionPolicy() : Model("M4", "policy", "the permission policy") {
        start();
        calls();
        changes();
        handler();
        requirements();
        waits_end();
        who_may_change_what();
        auxiliaries();
        what_happens();
        instance({size<Cpu>(2), size<Atom>(3), size<List>(2)});
        instance({size<Cpu>(4), size<Atom>(8), size<List>(3)});
        finish();
    }

private:
    void start() {
        initially(claimed, false);
        initially(protects, false);
        initially(in_force, false);
        initially(is_sealed, false);
        initially(mapped, false);
        initially(remembered, false);
        initially(behind, false);
        initially(context, Context::InMonitor);
        initially(locked, false);
        initially(stage, Stage::Idle);
        initially(call, Call::Claim);
        initially(copy, false);
    }

    void calls() {
        action("call", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Call> which) {
            act.when("in the OS", context(cpu) == Context::InOs)
                .when("the OS's", which != Call::Claim)
                .set(context(cpu), Context::InMonitor)
                .set(stage(cpu), Stage::Called)
                .set(call(cpu), which);
        });
        // While the monitor starts, before the OS has it back, it reads what the BIOS claims.
        action("read_claims", {"BIOS", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("idle", stage(cpu) == Stage::Idle).set(stage(cpu), Stage::Called).set(call(cpu), Call::Claim);
        });
        action("copy_list", {"memory", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<List> list) {
            act.when("called", stage(cpu) == Stage::Called).set(stage(cpu), Stage::Copied).set(copy(cpu, list), true);
        });
        action("lock", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("free", for_all([&](Term<Cpu> other) { return !locked(other); })).set(locked(cpu), true);
        });
        action("unlock", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            with_lock(act, cpu);
            act.when("nothing half done", stage(cpu) != Stage::Applied).set(locked(cpu), false);
        });
        // A list that is malformed, cut short, or asks for what it may not have; or there is no room.
        action("refuse", {"monitor", "caller"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("not applied", one_of(stage(cpu), {Stage::Called, Stage::Copied}));
            forget_call(act, cpu);
        });
        action("answer", {"monitor", "caller"}, [&](Action& act, Term<Cpu> cpu) {
            auto const asked = [&](Term<Atom> atom) {
                return exists([&](Term<List> list) { return copy(cpu, list) && names(list, atom); });
            };
            act.when("applied", stage(cpu) == Stage::Applied)
                .when("unmapped", for_all([&](Term<Atom> atom) { return implies(protects(atom), !mapped(atom)); }))
                .when("nobody behind", for_all([&](Term<Cpu> other) {
                          return implies(context(other) == Context::InHandler, !behind(other));
                      }))
                .set_all(in_force, [&](Term<Atom> atom) {
                    return in_force(atom) || (call(cpu) == Call::Protect && asked(atom));
                });
            forget_call(act, cpu);
        });
        action("return_to_os", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("answered", stage(cpu) == Stage::Idle)
                .when("lock given back", !locked(cpu))
                .when("claims are over", is_sealed())
                .set(context(cpu), Context::InOs);
        });
        action("smi", {"processor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in the OS", context(cpu) == Context::InOs).set(context(cpu), Context::InMonitor);
        });
    }

    // All of the list, or nothing: each is one step under the lock.
    void changes() {
        action("claim", {"monitor", "policy"}, [&](Action& act, Term<Cpu> cpu, Term<List> list, Term<bool> room) {
            with_list(act, cpu, list, Call::Claim, room);
            act.when("claims are open", !is_sealed())
                .when("not protected", none_named(list, protects))
                .set_all(claimed, [&](Term<Atom> atom) { return claimed(atom) || names(list, atom); });
        });
        action("seal", {"monitor", "policy"}, [&](Action& act, Term<Cpu> cpu) {
            with_lock(act, cpu);
            act.set(is_sealed(), true);
        });
        action("protect", {"monitor", "policy"}, [&](Action& act, Term<Cpu> cpu, Term<List> list, Term<bool> room) {
            with_list(act, cpu, list, Call::Protect, room);
            act.when("not claimed", none_named(list, claimed)).set_all(protects, [&](Term<Atom> atom) {
                return protects(atom) || names(list, atom);
            });
        });
        action("unprotect", {"monitor", "policy"}, [&](Action& act, Term<Cpu> cpu, Term<List> list, Term<bool> room) {
            with_list(act, cpu, list, Call::Unprotect, room);
            act.set_all(protects, [&](Term<Atom> atom) { return protects(atom) && !names(list, atom); })
                .set_all(in_force, [&](Term<Atom> atom) { return in_force(atom) && !names(list, atom); });
        });
        action("unprotect_all", {"monitor", "policy"}, [&](Action& act, Term<Cpu> cpu) {
            with_lock(act, cpu);
            act.when("called", stage(cpu) == Stage::Copied)
                .when("to unprotect", call(cpu) == Call::Unprotect)
                .set(stage(cpu), Stage::Applied)
                .set_all(protects, [&](Term<Atom>) { return Term<bool>(false); })
                .set_all(in_force, [&](Term<Atom>) { return Term<bool>(false); });
        });
    }

    void handler() {
        // What it claimed; and what it asks for later (MapAddressRange), if nobody forbids it.
        action("map", {"monitor", "EPT"}, [&](Action& act, Term<Cpu> cpu, Term<Atom> atom) {
            with_lock(act, cpu);
            act.when("nothing half done", stage(cpu) != Stage::Applied)
                .when("not kept", !kept(atom))
                .when("not protected", !protects(atom))
                .set(mapped(atom), true);
        });
        action("unmap", {"monitor", "EPT"}, [&](Action& act, Term<Cpu> cpu, Term<Atom> atom) {
            with_lock(act, cpu);
            act.when("mapped", mapped(atom))
                .when("asked for", implies(stage(cpu) == Stage::Applied, protects(atom)))
                .set(mapped(atom), false)
                .set_all(behind, [&](Term<Cpu>) { return Term<bool>(true); });
        });
        action("invept", {"monitor", "processor"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("behind", behind(cpu))
                .set(behind(cpu), false)
                .set_all(remembered,
                         [&](Term<Cpu> other, Term<Atom> atom) { return remembered(other, atom) && other != cpu; });
        });
        action("enter_handler", {"monitor", "handler"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("no call", stage(cpu) == Stage::Idle)
                .when("lock given back", !locked(cpu))
                .when("not behind", !behind(cpu))
                .set(context(cpu), Context::InHandler);
        });
        action("handler_fills", {"handler", "processor"}, [&](Action& act, Term<Cpu> cpu, Term<Atom> atom) {
            act.when("in the handler", context(cpu) == Context::InHandler)
                .when("mapped", mapped(atom))
                .set(remembered(cpu, atom), true);
        });
        action("leave_handler", {"handler", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in the handler", context(cpu) == Context::InHandler).set(context(cpu), Context::InMonitor);
        });
        // The VMX-preemption timer ends its slice: nobody waits without bound for a handler to leave by itself.
        action("end_slice", {"processor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in the handler", context(cpu) == Context::InHandler)
                .when("behind", behind(cpu))
                .set(context(cpu), Context::InMonitor);
        });
    }

    void requirements() {
        auto const reaches = [&](Term<Cpu> cpu, Term<Atom> atom) {
            return context(cpu) == Context::InHandler && (remembered(cpu, atom) || mapped(atom));
        };
        safety("kept_out_of_reach", "REQ-POL-02: what the monitor keeps is out of the handler's reach",
               for_all([&](Term<Cpu> cpu, Term<Atom> atom) { return implies(reaches(cpu, atom), !kept(atom)); }));
        safety("protected_out_of_reach", "REQ-POL-03: what the OS was told is protected is out of the handler's reach",
               for_all([&](Term<Cpu> cpu, Term<Atom> atom) { return implies(reaches(cpu, atom), !in_force(atom)); }));
        safety("told_is_true", "REQ-POL-03: what the OS was told is protected is protected",
               for_all([&](Term<Atom> atom) { return implies(in_force(atom), protects(atom)); }));
        safety("claims_stand", "REQ-POL-04: what the BIOS claims is not protected against it",
               for_all([&](Term<Atom> atom) { return !(claimed(atom) && protects(atom)); }));
        safety("kept_is_nobodys", "REQ-POL-02: what the monitor keeps is neither claimed nor protected",
               for_all([&](Term<Atom> atom) { return implies(kept(atom), !claimed(atom) && !protects(atom)); }));
        safety("one_lock", "one processor at a time changes the policy", for_all([&](Term<Cpu> one, Term<Cpu> other) {
                   return implies(locked(one) && locked(other), one == other);
               }));
        safety("one_copy", "REQ-CALL-01: a call is decided by the one list that was copied",
               for_all([&](Term<Cpu> cpu, Term<List> one, Term<List> other) {
                   return implies(copy(cpu, one) && copy(cpu, other), one == other);
               }));
        safety("lock_stays_in_the_monitor", "REQ-ROB-03: nobody leaves the monitor with its lock",
               for_all([&](Term<Cpu> cpu) { return implies(locked(cpu), context(cpu) == Context::InMonitor); }));
        safety("calls_are_answered", "REQ-ROB-03: nobody leaves the monitor without an answer",
               for_all([&](Term<Cpu> cpu) {
                   return implies(stage(cpu) != Stage::Idle, context(cpu) == Context::InMonitor);
               }));
        step("all_or_nothing",
             "REQ-POL-05: the policy changes by all of a list that the lock's holder has copied, or not",
             for_all([&](Term<Atom> changed) {
                 auto const by = [&](Call which, auto const& after) {
                     return exists([&](Term<Cpu> cpu, Term<List> list) {
                         return locked(cpu) && call(cpu) == which && stage(cpu) == Stage::Copied && copy(cpu, list) &&
                                may_name(which, list) && for_all([&](Term<Atom> atom) { return after(list, atom); });
                     });
                 };
                 return implies(claimed.next(changed) != claimed(changed),
                                by(Call::Claim,
                                   [&](Term<List> list, Term<Atom> atom) {
                                       return claimed.next(atom) == (claimed(atom) || names(list, atom));
                                   })) &&
                        implies(protects.next(changed) && !protects(changed),
                                by(Call::Protect,
                                   [&](Term<List> list, Term<Atom> atom) {
                                       return protects.next(atom) == (protects(atom) || names(list, atom));
                                   })) &&
                        implies(!protects.next(changed) && protects(changed), exists([&](Term<Cpu> cpu) {
                            return locked(cpu) && call(cpu) == Call::Unprotect && stage(cpu) == Stage::Copied;
                        }));
             }));
        step("unprotected_by_the_os", "REQ-POL-13: a list unprotects what it names and nothing else",
             for_all([&](Term<Atom> atom) {
                 return implies(protects(atom) && !protects.next(atom), exists([&](Term<Cpu> cpu, Term<List> list) {
                                    return copy(cpu, list) && names(list, atom) && may_name(Call::Unprotect, list);
                                }));
             }),
             {"unprotect_all"});
        step("refused_changes_nothing", "REQ-POL-05: what has changed the policy is not answered with a refusal",
             for_all([&](Term<Cpu> cpu) {
                 return implies(stage(cpu) == Stage::Applied, stage.next(cpu) == Stage::Applied);
             }),
             {"answer"});
        step("sealed_for_good", "REQ-POL-10: after the seal nothing is claimed", for_all([&](Term<Atom> atom) {
                 return implies(is_sealed(), is_sealed.next() && claimed.next(atom) == claimed(atom));
             }));
    }

    // Two waits, one after the other: until nothing is mapped that must not be, and until nobody is behind.
    void waits_end() {
        auto const applied = exists([&](Term<Cpu> cpu) { return stage(cpu) == Stage::Applied; });
        auto const to_unmap = exists([&](Term<Atom> atom) { return protects(atom) && mapped(atom); });
        auto const steps = [](int count) { return Term<Steps>(count); };
        progress("unmapping_ends", "REQ-TIME-03: what a call waits for in the EPT is done", applied && to_unmap,
                 {"unmap"}, [&](Term<Atom> atom) { return if_else(mapped(atom), steps(1), steps(0)); });
        progress("answer_comes", "REQ-TIME-03: no call waits for a handler without bound", applied && !to_unmap,
                 {"end_slice", "invept", "answer"}, [&](Term<Cpu> cpu) {
                     return if_else(stage(cpu) == Stage::Applied, steps(3), steps(0)) +
                            if_else(!behind(cpu), steps(0),
                                    if_else(context(cpu) == Context::InHandler, steps(2), steps(1)));
                 });
    }

    void who_may_change_what() {
        auto const holder = exists([&](Term<Cpu> cpu) { return locked(cpu); });
        step("tables_change_under_lock", "the policy and the EPT change under the lock", for_all([&](Term<Atom> atom) {
                 return holder || (claimed.next(atom) == claimed(atom) && protects.next(atom) == protects(atom) &&
                                   mapped.next(atom) == mapped(atom) && is_sealed.next() == is_sealed());
             }));
        step("told_when_done",
             "REQ-POL-03: the OS is told of a protection by the answer to its call, and lifts it itself",
             for_all([&](Term<Atom> atom) {
                 return implies(in_force.next(atom) && !in_force(atom), exists([&](Term<Cpu> cpu, Term<List> list) {
                                    return stage(cpu) == Stage::Applied && call(cpu) == Call::Protect &&
                                           copy(cpu, list) && names(list, atom);
                                })) &&
                        implies(in_force(atom) && !in_force.next(atom), !protects.next(atom));
             }));
        step("contexts_in_order", "P3: between the OS and the handler it goes through the monitor",
             for_all([&](Term<Cpu> cpu) {
                 return context(cpu) == context.next(cpu) || context(cpu) == Context::InMonitor ||
                        context.next(cpu) == Context::InMonitor;
             }));
        step("os_calls_only_its_own", "REQ-POL-10: claims are read while the monitor starts",
             for_all([&](Term<Cpu> cpu) {
                 return implies(stage(cpu) == Stage::Idle && stage.next(cpu) != Stage::Idle,
                                iff(call.next(cpu) == Call::Claim, context(cpu) != Context::InOs));
             }));
        step("stages_in_order", "a call is copied, applied, answered", for_all([&](Term<Cpu> cpu) {
                 auto const goes = [&](Stage from, std::initializer_list<Term<Stage>> to) {
                     return implies(stage(cpu) == from && stage.next(cpu) != from, one_of(stage.next(cpu), to));
                 };
                 return goes(Stage::Idle, {Stage::Called}) && goes(Stage::Called, {Stage::Copied, Stage::Idle}) &&
                        goes(Stage::Copied, {Stage::Applied, Stage::Idle}) && goes(Stage::Applied, {Stage::Idle});
             }));
        step("remembered_from_maps", "SDM 29.4.2: only what is mapped for the handler that runs is remembered",
             for_all([&](Term<Cpu> cpu, Term<Atom> atom) {
                 return implies(remembered.next(cpu, atom) && !remembered(cpu, atom),
                                context(cpu) == Context::InHandler && mapped(atom));
             }));
        step("lock_until_answered", "what is applied is answered before others change the policy",
             for_all([&](Term<Cpu> cpu) {
                 return implies(stage(cpu) == Stage::Applied && locked(cpu) && !locked.next(cpu),
                                stage.next(cpu) == Stage::Idle);
             }));
        step("os_runs_when_sealed", "REQ-POL-10: the OS does not run before the claims are over",
             for_all([&](Term<Cpu> cpu) {
                 return implies(context(cpu) != Context::InOs && context.next(cpu) == Context::InOs, is_sealed());
             }));
    }

    void auxiliaries() {
        auxiliary("maps_are_allowed", "what is mapped is nobody else's, but that an unmapping may be under way",
                  for_all([&](Term<Atom> atom) { return implies(mapped(atom), !kept(atom) && !in_force(atom)); }));
        auxiliary("behind_or_mapped", "what is remembered is mapped, or the processor is behind",
                  for_all([&](Term<Cpu> cpu, Term<Atom> atom) {
                      return implies(remembered(cpu, atom), !kept(atom) && (mapped(atom) || behind(cpu)));
                  }));
        auxiliary("told_is_unmapped", "who is in the handler and behind does not remember what was told",
                  for_all([&](Term<Cpu> cpu, Term<Atom> atom) {
                      return implies(remembered(cpu, atom) && in_force(atom),
                                     context(cpu) != Context::InHandler && behind(cpu));
                  }));
        auxiliary("copied_to_apply", "who applies has a copy", for_all([&](Term<Cpu> cpu, Term<List> list) {
                      return implies(copy(cpu, list), one_of(stage(cpu), {Stage::Copied, Stage::Applied}));
                  }));
        auxiliary("applied_holds", "who has applied holds the lock, and what it asked for is so",
                  for_all([&](Term<Cpu> cpu, Term<List> list, Term<Atom> atom) {
                      return implies(stage(cpu) == Stage::Applied, locked(cpu)) &&
                             implies(stage(cpu) == Stage::Applied && call(cpu) == Call::Protect && copy(cpu, list) &&
                                         names(list, atom),
                                     protects(atom));
                  }));
    }

    void what_happens() {
        cover("claimed", exists([&](Term<Atom> atom) { return claimed(atom) && mapped(atom); }));
        cover("in_force", exists([&](Term<Atom> atom) { return in_force(atom); }));
        cover("taken_from_the_handler", exists([&](Term<Cpu> cpu, Term<Atom> atom) {
                  return in_force(atom) && remembered(cpu, atom); // but it is not in the handler
              }));
        cover("two_calls", exists([&](Term<Cpu> one, Term<Cpu> other) {
                  return one != other && stage(one) == Stage::Copied && stage(other) == Stage::Applied;
              }));
        cover("handler_while_protecting", exists([&](Term<Cpu> one, Term<Cpu> other) {
                  return stage(one) == Stage::Applied && call(one) == Call::Protect &&
                         context(other) == Context::InHandler;
              }));
        cover("unprotected_again", exists([&](Term<Cpu> cpu, Term<Atom> atom, Term<List> list) {
                  return is_sealed() && stage(cpu) == Stage::Applied && call(cpu) == Call::Unprotect &&
                         copy(cpu, list) && names(list, atom) && behind(cpu);
              }));
        cover("all_in_handlers", for_all([&](Term<Cpu> cpu) { return context(cpu) == Context::InHandler; }));
    }

    // Parts of actions.
    void in_monitor(Action& act, Term<Cpu> cpu) { act.when("in the monitor", context(cpu) == Context::InMonitor); }
    void with_lock(Action& act, Term<Cpu> cpu) { act.when("has the lock", locked(cpu)); }
    void with_list(Action& act, Term<Cpu> cpu, Term<List> list, Call which, Term<bool> room) {
        with_lock(act, cpu);
        act.when("copied", stage(cpu) == Stage::Copied)
            .when("this call", call(cpu) == which)
            .when("this list", copy(cpu, list))
            .when("may be named", may_name(which, list))
            .when("room", room);
        if (which != Call::Unprotect) act.when("not kept", none_named(list, kept));
        act.set(stage(cpu), Stage::Applied);
    }
    void forget_call(Action& act, Term<Cpu> cpu) {
        act.set(stage(cpu), Stage::Idle).set_all(copy, [&](Term<Cpu> other, Term<List> list) {
            return copy(other, list) && other != cpu;
        });
    }
    Term<bool> none_named(Term<List> list, Function<bool(Atom)> const& by) {
        return for_all([&](Term<Atom> atom) { return implies(names(list, atom), !by(atom)); });
    }
};

} // namespace redoubt::models
