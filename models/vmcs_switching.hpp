// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// M2: VMCSs and the contexts that they hold, on any number of processors. What a VMX instruction needs is never a guard: an
// instruction that the processor would fail, or that would corrupt a VMCS, leads to an error state, which is not reached.
namespace redoubt::models {

using namespace tsl;

class VmcsSwitching : public Model {
public:
    struct Cpu : Abstract {};
    struct Vmcs : Abstract {};     // a region
    struct Field : Abstract {};    // of the guest-state area
    struct Register : Abstract {}; // a general one: in no VMCS
    struct Word : Abstract {};

    enum class Role { None, Os, Handler, Module };
    enum class Mode { Off, Monitor, Guest }; // Off: the dual-monitor treatment is not active there

    // What a call's answer may change in the OS's context.
    Function<bool(Field)> answers_in = rigid<bool(Field)>("answers_in");
    Function<bool(Register)> answers_by = rigid<bool(Register)>("answers_by");
    Function<Word()> zero = rigid<Word()>("zero");
    // What an earlier monitor, or chance, left in memory.
    Function<bool(Vmcs)> was_launched = rigid<bool(Vmcs)>("was_launched");

    // The processor's.
    Function<bool(Cpu, Vmcs)> current = state<bool(Cpu, Vmcs)>("current");
    Function<bool(Vmcs, Cpu)> active = state<bool(Vmcs, Cpu)>("active");
    Function<bool(Vmcs)> launched = state<bool(Vmcs)>("launched");
    Function<Word(Vmcs, Field)> field = state<Word(Vmcs, Field)>("field");
    Function<Word(Cpu, Register)> registers = state<Word(Cpu, Register)>("registers");
    Function<Mode(Cpu)> mode = state<Mode(Cpu)>("mode");
    Function<bool()> failed = state<bool()>("failed"); // an instruction has failed, or corrupted a VMCS

    // The monitor's.
    Function<Role(Vmcs)> role = state<Role(Vmcs)>("role");
    Function<bool(Vmcs, Cpu)> home = state<bool(Vmcs, Cpu)>("home"); // it is that processor's own
    Function<bool(Vmcs)> noted_launched = state<bool(Vmcs)>("noted_launched");
    Function<Role(Cpu)> running = state<Role(Cpu)>("running"); // whose turn it is; None: nothing is set up yet
    Function<bool(Cpu)> noted = state<bool(Cpu)>("noted");     // the last exit has been
    Function<Word(Cpu, Register)> aside = state<Word(Cpu, Register)>("aside");

    // What the contexts were when they were interrupted: nobody's, to compare with.
    Function<Word(Vmcs, Field)> was = state<Word(Vmcs, Field)>("was");
    Function<Word(Cpu, Register)> os_was = state<Word(Cpu, Register)>("os_was");

    VmcsSwitching() : Model("M2", "vmcs_switching", "VMCS switching") {
        start();
        coming_and_going();
        entries_and_exits();
        switches();
        modules();
        requirements();
        who_may_change_what();
        auxiliaries();
        what_happens();
        instance({size<Cpu>(2), size<Vmcs>(4), size<Field>(1), size<Register>(1), size<Word>(2)});
        instance({size<Cpu>(2), size<Vmcs>(5), size<Field>(1), size<Register>(1), size<Word>(2)});
        finish();
    }

private:
    void start() {
        initially(current, false);
        initially(active, false);
        initially(launched, [&](Term<Vmcs> each) { return was_launched(each); });
        initially(field, [&](Term<Vmcs>, Term<Field>) { return zero(); });
        initially(registers, [&](Term<Cpu>, Term<Register>) { return zero(); });
        initially(mode, Mode::Off);
        initially(failed, false);
        initially(role, Role::None);
        initially(home, false);
        initially(noted_launched, false);
        initially(running, Role::None);
        initially(noted, false);
        initially(aside, [&](Term<Cpu>, Term<Register>) { return zero(); });
        initially(was, [&](Term<Vmcs>, Term<Field>) { return zero(); });
        initially(os_was, [&](Term<Cpu>, Term<Register>) { return zero(); });
    }

    void coming_and_going() {
        // A region that another processor has used stays that one's: there it is active for ever, as the entry that left the
        // monitor was the last that could be done about it.
        action("assign", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> handler) {
            act.when("off", mode(cpu) == Mode::Off)
                .when("two", os != handler)
                .when("nobody's", role(os) == Role::None && role(handler) == Role::None)
                .when("active nowhere else", for_all([&](Term<Cpu> other) {
                          return implies(active(os, other) || active(handler, other), other == cpu);
                      }))
                .set(mode(cpu), Mode::Monitor)
                .set(role(os), Role::Os)
                .set(role(handler), Role::Handler)
                .set(home(os, cpu), true)
                .set(home(handler, cpu), true)
                .set(noted(cpu), false)
                .set(running(cpu), Role::None);
        });
        action("create", {"monitor", "processor"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> handler) {
            act.when("assigned", mode(cpu) == Mode::Monitor && running(cpu) == Role::None);
            both(act, cpu, os, handler);
            act.set(running(cpu), Role::Os)
                .set(noted(cpu), true)
                .set(noted_launched(os), false)
                .set(noted_launched(handler), false)
                .set(launched(os), false)
                .set(launched(handler), false)
                .set(failed(), failed() || active_elsewhere(os, cpu) || active_elsewhere(handler, cpu))
                .set_all(active, [&](Term<Vmcs> each, Term<Cpu> where) {
                    return if_else(where == cpu && (each == os || each == handler), each == os, active(each, where));
                });
            load(act, cpu, os);
            act.set_all(was,
                        [&](Term<Vmcs> each, Term<Field> which) {
                            return if_else(each == os, field(each, which), was(each, which));
                        })
                .set_all(os_was, [&](Term<Cpu> other, Term<Register> which) {
                    return if_else(other == cpu, registers(other, which), os_was(other, which));
                });
        });
        // The entry that deactivates the dual-monitor treatment. Both VMCSs stay active where they were.
        action("stop", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> handler) {
            turn_of(act, cpu, Role::Os);
            both(act, cpu, os, handler);
            act.set(failed(), failed() || !current(cpu, os) || noted_launched(os) != launched(os))
                .set(launched(os), true)
                .set(mode(cpu), Mode::Off)
                .set(running(cpu), Role::None)
                .set(role(os), Role::None)
                .set(role(handler), Role::None)
                .set(home(os, cpu), false)
                .set(home(handler, cpu), false)
                .set_all(current,
                         [&](Term<Cpu> other, Term<Vmcs> each) { return current(other, each) && other != cpu; });
        });
    }

    void entries_and_exits() {
        // The monitor takes VMLAUNCH or VMRESUME by what it has noted; the processor enters what is current.
        action("enter", {"monitor", "guest"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> entered) {
            act.when("exit noted", noted(cpu))
                .when("whose turn it is", own(cpu, entered, running(cpu)))
                .set(failed(), failed() || !current(cpu, entered) || noted_launched(entered) != launched(entered))
                .set(launched(entered), true)
                .set(mode(cpu), Mode::Guest)
                .set(noted(cpu), false);
        });
        action("exit", {"guest", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> left) {
            act.when("in a guest", mode(cpu) == Mode::Guest)
                .when("current", current(cpu, left))
                .set(mode(cpu), Mode::Monitor)
                .set_all(was,
                         [&](Term<Vmcs> each, Term<Field> which) {
                             return if_else(each == left, field(each, which), was(each, which));
                         })
                .set_all(os_was, [&](Term<Cpu> other, Term<Register> which) {
                    return if_else(other == cpu && running(cpu) == Role::Os, registers(other, which),
                                   os_was(other, which));
                });
        });
        action("note_exit", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> left) {
            act.when("in the monitor", mode(cpu) == Mode::Monitor)
                .when("not noted", !noted(cpu))
                .when("whose turn it was", own(cpu, left, running(cpu)))
                .set(noted_launched(left), true)
                .set(noted(cpu), true);
        });
        action("guest_runs", {"guest", "guest"},
               [&](Action& act, Term<Cpu> cpu, Term<Vmcs> itself, Term<Field> which, Term<Word> word) {
                   act.when("in a guest", mode(cpu) == Mode::Guest)
                       .when("current", current(cpu, itself))
                       .set(field(itself, which), word);
               });
        action("guest_computes", {"guest", "guest"},
               [&](Action& act, Term<Cpu> cpu, Term<Register> which, Term<Word> word) {
                   act.when("in a guest", mode(cpu) == Mode::Guest).set(registers(cpu, which), word);
               });
        // VMWRITE goes to what is current.
        action("answer", {"monitor", "OS"},
               [&](Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Field> which, Term<Word> word) {
                   act.when("exit noted", noted(cpu)).when("the OS's", own(cpu, os, Role::Os));
                   act.when("current", current(cpu, os))
                       .when("an answer's", answers_in(which))
                       .set(field(os, which), word);
               });
        action("answer_by_register", {"monitor", "OS"},
               [&](Action& act, Term<Cpu> cpu, Term<Register> which, Term<Word> word) {
                   turn_of(act, cpu, Role::Os);
                   act.when("an answer's", answers_by(which)).set(registers(cpu, which), word);
               });
        action("set_up_handler", {"monitor", "handler"},
               [&](Action& act, Term<Cpu> cpu, Term<Vmcs> handler, Term<Field> which, Term<Word> word) {
                   turn_of(act, cpu, Role::Handler);
                   act.when("current", current(cpu, handler)).set(field(handler, which), word);
               });
    }

    void switches() {
        action("interrupt", {"monitor", "handler"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> handler) {
            turn_of(act, cpu, Role::Os);
            both(act, cpu, os, handler);
            act.set(failed(), failed() || active_elsewhere(handler, cpu));
            load(act, cpu, handler);
            act.set(active(handler, cpu), true).set(running(cpu), Role::Handler);
            set_aside(act, cpu);
        });
        action("resume", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> handler) {
            turn_of(act, cpu, Role::Handler);
            both(act, cpu, os, handler);
            back_to(act, cpu, os);
        });
    }

    // A module's VMCS goes from processor to processor, and is cleared in between.
    void modules() {
        action("make_module", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> module) {
            act.when("in the monitor", mode(cpu) == Mode::Monitor);
            act.when("nobody's", role(module) == Role::None)
                .when("active nowhere else", !active_elsewhere(module, cpu))
                .set(failed(), failed() || active_elsewhere(module, cpu))
                .set(role(module), Role::Module)
                .set(launched(module), false)
                .set(noted_launched(module), false)
                .set(active(module, cpu), false);
        });
        action("run_module", {"monitor", "module"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> module) {
            turn_of(act, cpu, Role::Os);
            act.when("a module's", role(module) == Role::Module)
                .when("nobody's turn", for_all([&](Term<Cpu> other) { return !home(module, other); }))
                .set(home(module, cpu), true) // as long as it runs there
                .set(failed(), failed() || active_elsewhere(module, cpu));
            load(act, cpu, module);
            act.set(active(module, cpu), true).set(running(cpu), Role::Module);
            set_aside(act, cpu);
        });
        action("end_module", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> module) {
            act.when("exit noted", noted(cpu));
            act.when("its own", own(cpu, os, Role::Os) && own(cpu, module, Role::Module))
                .set(home(module, cpu), false)
                .set(launched(module), false)
                .set(noted_launched(module), false);
            back_to(act, cpu, os);
            act.set(active(module, cpu), false);
        });
    }

    void requirements() {
        safety("no_vm_failure", "REQ-VMCS-04: no VMX instruction of the monitor fails, and none corrupts a VMCS",
               !failed());
        safety("who_runs_is_whose_turn", "REQ-VMCS-01: what runs is the context whose turn it is, on its own VMCS",
               for_all([&](Term<Cpu> cpu, Term<Vmcs> each) {
                   return implies(mode(cpu) == Mode::Guest && current(cpu, each), own(cpu, each, running(cpu)));
               }));
        safety("both_contexts", "REQ-VMCS-01: a monitored processor has a context for the OS and one for the handler",
               for_all([&](Term<Cpu> cpu) {
                   return implies(mode(cpu) != Mode::Off, exists([&](Term<Vmcs> os, Term<Vmcs> handler) {
                                      return own(cpu, os, Role::Os) && own(cpu, handler, Role::Handler);
                                  }));
               }));
        safety("no_foreign_vmcs", "REQ-VMCS-03: a processor loads no other processor's VMCS",
               for_all([&](Term<Cpu> cpu, Term<Vmcs> each) { return implies(current(cpu, each), home(each, cpu)); }));
        safety("one_current", "a processor has one current VMCS",
               for_all([&](Term<Cpu> cpu, Term<Vmcs> one, Term<Vmcs> other) {
                   return implies(current(cpu, one) && current(cpu, other), one == other);
               }));
        safety("active_on_one", "REQ-VMCS-04: no VMCS is active on two processors",
               for_all([&](Term<Cpu> one, Term<Cpu> other, Term<Vmcs> each) {
                   return implies(active(each, one) && active(each, other), one == other);
               }));
        safety("one_home", "REQ-VMCS-03: a VMCS is one processor's",
               for_all([&](Term<Cpu> one, Term<Cpu> other, Term<Vmcs> each) {
                   return implies(home(each, one) && home(each, other), one == other);
               }));
        safety("active_at_home", "REQ-VMCS-04: a VMCS with a role is active on its own processor only",
               for_all([&](Term<Cpu> cpu, Term<Vmcs> each) {
                   return implies(active(each, cpu) && role(each) != Role::None, home(each, cpu));
               }));
        safety("contexts_are_kept", "REQ-VMCS-02: a context that waits is as it was, but for an answer",
               for_all([&](Term<Cpu> cpu, Term<Vmcs> each, Term<Field> which) {
                   return implies(running(cpu) != Role::None && own(cpu, each, Role::Os) && !runs(cpu, each) &&
                                      !answers_in(which),
                                  field(each, which) == was(each, which));
               }));
        safety("registers_are_kept", "REQ-VMCS-02: the OS's registers are as they were, but for an answer",
               for_all([&](Term<Cpu> cpu, Term<Register> which) {
                   return implies(!answers_by(which), implies(running(cpu) == Role::Os && mode(cpu) == Mode::Monitor,
                                                              registers(cpu, which) == os_was(cpu, which)) &&
                                                          implies(one_of(running(cpu), {Role::Handler, Role::Module}),
                                                                  aside(cpu, which) == os_was(cpu, which)));
               }));
        step("registers_do_not_leak", "REQ-VMCS-02: the handler and modules start with registers of zero",
             for_all([&](Term<Cpu> cpu, Term<Register> which) {
                 return implies(running(cpu) == Role::Os && one_of(running.next(cpu), {Role::Handler, Role::Module}),
                                registers.next(cpu, which) == zero());
             }));
        step("registers_come_back", "REQ-VMCS-01: the OS goes on with what was set aside",
             for_all([&](Term<Cpu> cpu, Term<Register> which) {
                 return implies(one_of(running(cpu), {Role::Handler, Role::Module}) && running.next(cpu) == Role::Os,
                                registers.next(cpu, which) == aside(cpu, which));
             }));
        step("contexts_are_frozen",
             "REQ-VMCS-02: a VMCS changes as its guest runs, by an answer, or to prepare the handler",
             for_all([&](Term<Vmcs> each, Term<Field> which) {
                 return implies(field.next(each, which) != field(each, which), exists([&](Term<Cpu> cpu) {
                                    return current(cpu, each) &&
                                           (mode(cpu) == Mode::Guest || role(each) == Role::Handler ||
                                            (role(each) == Role::Os && answers_in(which)));
                                }));
             }));
    }

    void who_may_change_what() {
        step("turns_in_order", "P3: from the OS to the handler or a module, and back", for_all([&](Term<Cpu> cpu) {
                 return running.next(cpu) == running(cpu) ||
                        (mode(cpu) != Mode::Guest &&
                         (running(cpu) == Role::Os || running.next(cpu) == Role::Os || mode(cpu) == Mode::Off));
             }));
        step("modes_in_order", "a guest is entered from the monitor, and left to it", for_all([&](Term<Cpu> cpu) {
                 return implies(mode(cpu) == Mode::Guest && mode.next(cpu) != Mode::Guest,
                                mode.next(cpu) == Mode::Monitor) &&
                        implies(mode(cpu) == Mode::Off && mode.next(cpu) != Mode::Off,
                                mode.next(cpu) == Mode::Monitor) &&
                        implies(mode(cpu) == Mode::Monitor && mode.next(cpu) == Mode::Off, running(cpu) == Role::Os);
             }));
        step("registers_change_where", "registers change in guests and by switches, and in the monitor by an answer",
             for_all([&](Term<Cpu> cpu, Term<Register> which) {
                 return implies(registers.next(cpu, which) != registers(cpu, which),
                                mode(cpu) == Mode::Guest || running.next(cpu) != running(cpu) ||
                                    (running(cpu) == Role::Os && answers_by(which)));
             }));
        step("memory_of_exits", "what was is what was at an exit, or at the start",
             for_all([&](Term<Cpu> cpu, Term<Vmcs> each, Term<Field> which, Term<Register> reg) {
                 return implies(was.next(each, which) != was(each, which),
                                was.next(each, which) == field(each, which) && exists([&](Term<Cpu> other) {
                                    return mode(other) == Mode::Guest || running(other) == Role::None;
                                })) &&
                        implies(os_was.next(cpu, reg) != os_was(cpu, reg),
                                mode.next(cpu) == Mode::Monitor && running.next(cpu) == Role::Os &&
                                    os_was.next(cpu, reg) == registers(cpu, reg));
             }));
        step("exits_come_from_guests", "a context was interrupted where it ran",
             for_all([&](Term<Cpu> cpu, Term<Vmcs> each, Term<Field> which) {
                 return implies(current(cpu, each) && mode(cpu) == Mode::Monitor && mode.next(cpu) == Mode::Monitor,
                                was.next(each, which) == was(each, which));
             }));
        step("roles_change_in_the_monitor", "a VMCS gets and loses its role in the monitor",
             for_all([&](Term<Vmcs> each) {
                 return implies(role.next(each) != role(each), exists([&](Term<Cpu> cpu) {
                                    return mode(cpu) == Mode::Monitor || mode.next(cpu) == Mode::Monitor;
                                }));
             }));
    }

    void auxiliaries() {
        auxiliary("own_by_role", "of each role a processor has one VMCS",
                  for_all([&](Term<Cpu> cpu, Term<Vmcs> one, Term<Vmcs> other) {
                      return implies(home(one, cpu) && home(other, cpu) && role(one) == role(other), one == other);
                  }));
        auxiliary("homes_are_monitored", "a VMCS at home somewhere has a role there",
                  for_all([&](Term<Cpu> cpu, Term<Vmcs> each) {
                      return implies(home(each, cpu), role(each) != Role::None && mode(cpu) != Mode::Off);
                  }));
        auxiliary("modules_at_home_run", "a module's VMCS is at home where it runs",
                  for_all([&](Term<Cpu> cpu, Term<Vmcs> each) {
                      return implies(home(each, cpu) && role(each) == Role::Module, running(cpu) == Role::Module);
                  }));
        auxiliary("turn_is_current", "the VMCS of whose turn it is, is current",
                  for_all([&](Term<Cpu> cpu, Term<Vmcs> each) {
                      return implies(own(cpu, each, running(cpu)), current(cpu, each));
                  }));
        auxiliary("current_is_turns", "what is current is the VMCS of whose turn it is",
                  for_all([&](Term<Cpu> cpu, Term<Vmcs> each) {
                      return implies(current(cpu, each), active(each, cpu) && own(cpu, each, running(cpu)));
                  }));
        auxiliary("set_up_to_run", "a processor runs what is set up", for_all([&](Term<Cpu> cpu) {
                      return implies(mode(cpu) == Mode::Off, running(cpu) == Role::None) &&
                             implies(mode(cpu) == Mode::Guest, running(cpu) != Role::None && !noted(cpu));
                  }));
        auxiliary("notes_are_true", "what is noted is so, but where an exit is still to be noted",
                  for_all([&](Term<Cpu> cpu, Term<Vmcs> each) {
                      return implies(home(each, cpu) && running(cpu) != Role::None,
                                     if_else(own(cpu, each, running(cpu)) && !noted(cpu), launched(each),
                                             noted_launched(each) == launched(each)));
                  }));
        auxiliary(
            "idle_modules_are_clear", "a module's VMCS that is nowhere at home is clear", for_all([&](Term<Vmcs> each) {
                return implies(role(each) == Role::Module && for_all([&](Term<Cpu> cpu) { return !home(each, cpu); }),
                               !launched(each) && !noted_launched(each));
            }));
    }

    void what_happens() {
        auto const in_guest = [&](Role which) {
            return exists([&](Term<Cpu> cpu) { return mode(cpu) == Mode::Guest && running(cpu) == which; });
        };
        cover("os_runs", in_guest(Role::Os));
        cover("handler_runs", in_guest(Role::Handler));
        cover("module_runs", in_guest(Role::Module));
        cover("os_is_back", exists([&](Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> handler) {
                  return mode(cpu) == Mode::Guest && running(cpu) == Role::Os && own(cpu, os, Role::Os) &&
                         own(cpu, handler, Role::Handler) && launched(handler);
              }));
        cover("two_processors", for_all([&](Term<Cpu> cpu) { return mode(cpu) == Mode::Guest; }));
        cover("started_again", exists([&](Term<Cpu> cpu, Term<Vmcs> os) {
                  return running(cpu) == Role::None && mode(cpu) == Mode::Monitor && own(cpu, os, Role::Os) &&
                         active(os, cpu);
              }));
    }

    // Parts of formulas and actions.
    Term<bool> own(Term<Cpu> cpu, Term<Vmcs> each, Term<Role> which) {
        return home(each, cpu) && role(each) == which && which != Role::None;
    }
    Term<bool> runs(Term<Cpu> cpu, Term<Vmcs> each) { return mode(cpu) == Mode::Guest && current(cpu, each); }
    Term<bool> active_elsewhere(Term<Vmcs> each, Term<Cpu> cpu) {
        return exists([&](Term<Cpu> other) { return active(each, other) && other != cpu; });
    }
    void turn_of(Action& act, Term<Cpu> cpu, Role which) { // and so is in the monitor
        act.when("exit noted", noted(cpu)).when("its turn", running(cpu) == which);
    }
    void both(Action& act, Term<Cpu> cpu, Term<Vmcs> os, Term<Vmcs> handler) {
        act.when("its own", own(cpu, os, Role::Os) && own(cpu, handler, Role::Handler));
    }
    void load(Action& act, Term<Cpu> cpu, Term<Vmcs> loaded) {
        act.set_all(current, [&](Term<Cpu> other, Term<Vmcs> each) {
            return if_else(other == cpu, each == loaded, current(other, each));
        });
    }
    void set_aside(Action& act, Term<Cpu> cpu) {
        act.set_all(aside,
                    [&](Term<Cpu> other, Term<Register> which) {
                        return if_else(other == cpu, registers(other, which), aside(other, which));
                    })
            .set_all(registers, [&](Term<Cpu> other, Term<Register> which) {
                return if_else(other == cpu, zero(), registers(other, which));
            });
    }
    void back_to(Action& act, Term<Cpu> cpu, Term<Vmcs> os) {
        act.set(failed(), failed() || active_elsewhere(os, cpu));
        load(act, cpu, os);
        act.set(active(os, cpu), true)
            .set(running(cpu), Role::Os)
            .set_all(registers, [&](Term<Cpu> other, Term<Register> which) {
                return if_else(other == cpu, aside(other, which), registers(other, which));
            });
    }
};

} // namespace redoubt::models
