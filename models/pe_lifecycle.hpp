// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/model.hpp"

// M1: the life of protected-execution modules. Any number of processors, modules and pages; on each processor an OS and an
// SMI handler that do what they like, and modules that do, too. An action is one step of the monitor under its lock, one
// of the hardware, or one of theirs.
namespace redoubt::models {

using namespace tsl;

class PeLifecycle : public Model {
public:
    struct Cpu : Abstract {};
    struct Module : Abstract {};
    struct Page : Abstract {};
    struct Ticks : Number {}; // of a processor's time

    enum class Owner { Free, Private, Result, Bios, Os }; // Free: the monitor's, for modules
    enum class Phase { Absent, Building, Ready, Running, Ended, Ending };
    enum class Outcome { None, Completed, Faulted, OutOfBudget };
    enum class Context { InOs, InHandler, InMonitor, InModule };

    // The platform. Outside SMM no processor reaches SMRAM: the SMRRs see to that.
    Function<bool(Page)> smram = rigid<bool(Page)>("smram");
    Function<bool(Page)> pool = rigid<bool(Page)>("pool"); // of MSEG, for modules
    Function<Ticks()> limit = rigid<Ticks()>("limit");     // the longest budget that is accepted

    // Pages.
    Function<Owner(Page)> owner = state<Owner(Page)>("owner");
    Function<bool(Page, Module)> belongs = state<bool(Page, Module)>("belongs");
    Function<bool(Page, Module)> window = state<bool(Page, Module)>("window"); // the OS's, for the module to read
    Function<bool(Page)> dirty = state<bool(Page)>("dirty");                   // holds what a module left
    Function<bool(Page)> tainted = state<bool(Page)>("tainted"); // the OS or the handler has written there
    Function<bool(Page, Module)> written = state<bool(Page, Module)>("written");

    // EPTs, and what processors remember of them.
    Function<bool(Page)> handler_map = state<bool(Page)>("handler_map");
    Function<bool(Page, Module)> module_map = state<bool(Page, Module)>("module_map");
    Function<bool(Cpu, Page)> handler_translation = state<bool(Cpu, Page)>("handler_translation");
    Function<bool(Cpu, Page, Module)> module_translation = state<bool(Cpu, Page, Module)>("module_translation");

    // Modules.
    Function<Phase(Module)> phase = state<Phase(Module)>("phase");
    Function<Outcome(Module)> outcome = state<Outcome(Module)>("outcome");
    Function<bool(Module)> permanent = state<bool(Module)>("permanent");
    Function<bool(Module)> has_run = state<bool(Module)>("has_run");
    Function<Ticks(Module)> budget = state<Ticks(Module)>("budget");
    Function<bool()> closed = state<bool()>("closed"); // no permanent module comes any more

    // Processors.
    Function<Context(Cpu)> context = state<Context(Cpu)>("context");
    Function<bool(Cpu)> locked = state<bool(Cpu)>("locked");         // it holds the monitor's lock
    Function<bool(Cpu, Module)> on = state<bool(Cpu, Module)>("on"); // it runs the module, or has to settle the run
    Function<bool(Cpu)> ran = state<bool(Cpu)>("ran");               // a module, since it left the OS
    Function<Ticks(Cpu)> left = state<Ticks(Cpu)>("left");           // of the budget
    Function<bool(Cpu)> pending = state<bool(Cpu)>("pending");       // an SMI
    Function<Ticks(Cpu)> waited = state<Ticks(Cpu)>("waited");       // the SMI, for a module

    PeLifecycle() : Model("M1", "pe_lifecycle", "the life of PE modules") {
        platform();
        start();
        os_and_handler();
        lock_and_return();
        building();
        running();
        ending();
        memory_requirements();
        run_requirements();
        who_may_change_what();
        auxiliaries();
        what_happens();
        instance({size<Cpu>(2), size<Module>(2), size<Page>(4), size<Ticks>(3)});
        instance({size<Cpu>(4), size<Module>(4), size<Page>(16), size<Ticks>(4)});
        finish();
    }

private:
    void platform() {
        axiom("M1-POOL", "the pool lies in MSEG, and so in SMRAM: the monitor's start refuses another layout",
              for_all([&](Term<Page> page) { return implies(pool(page), smram(page)); }));
    }

    void start() {
        initially(owner, [&](Term<Page> page) {
            return if_else(pool(page), Owner::Free, if_else(smram(page), Owner::Bios, Owner::Os));
        });
        initially(belongs, false);
        initially(window, false);
        initially(dirty, false);
        initially(tainted, false);
        initially(written, false);
        initially(handler_map, false);
        initially(module_map, false);
        initially(handler_translation, false);
        initially(module_translation, false);
        initially(phase, Phase::Absent);
        initially(outcome, Outcome::None);
        initially(permanent, false);
        initially(has_run, false);
        initially(budget, 0);
        initially(closed, false);
        initially(context, Context::InOs);
        initially(locked, false);
        initially(on, false);
        initially(ran, false);
        initially(left, 0);
        initially(pending, false);
        initially(waited, 0);
    }

    void os_and_handler() {
        action("os_write", {"OS", "memory"}, [&](Action& act, Term<Cpu> cpu, Term<Page> page) {
            act.when("in the OS", context(cpu) == Context::InOs)
                .when("outside SMRAM", !smram(page))
                .set(tainted(page), true);
        });
        // At an instruction boundary a pending SMI goes first.
        action("call", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in the OS", context(cpu) == Context::InOs)
                .when("no SMI goes first", !pending(cpu))
                .set(context(cpu), Context::InMonitor)
                .set(ran(cpu), false);
        });
        action("raise_smi", {"chipset", "processor"}, [&](Action& act, Term<Cpu> cpu) {
            act.set(pending(cpu), true).set(waited(cpu), if_else(pending(cpu), waited(cpu), 0));
        });
        action("take_smi", {"processor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in the OS", context(cpu) == Context::InOs)
                .when("pending", pending(cpu))
                .set(context(cpu), Context::InMonitor)
                .set(ran(cpu), false)
                .set(pending(cpu), false)
                .set(waited(cpu), 0);
        });
        action("enter_handler", {"monitor", "handler"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("lock given back", !locked(cpu))
                .when("no run to settle", for_all([&](Term<Module> module) { return !on(cpu, module); }))
                .set(context(cpu), Context::InHandler);
        });
        action("handler_fills", {"handler", "processor"}, [&](Action& act, Term<Cpu> cpu, Term<Page> page) {
            act.when("in the handler", context(cpu) == Context::InHandler)
                .when("mapped", handler_map(page))
                .set(handler_translation(cpu, page), true);
        });
        action("handler_write", {"handler", "memory"}, [&](Action& act, Term<Cpu> cpu, Term<Page> page) {
            act.when("in the handler", context(cpu) == Context::InHandler)
                .when("translated", handler_translation(cpu, page))
                .set(tainted(page), true);
        });
        action("resume_from_smm", {"handler", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in the handler", context(cpu) == Context::InHandler).set(context(cpu), Context::InMonitor);
        });
    }

    void lock_and_return() {
        action("lock", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("free", for_all([&](Term<Cpu> other) { return !locked(other); })).set(locked(cpu), true);
        });
        action("unlock", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            with_lock(act, cpu);
            act.set(locked(cpu), false);
        });
        action("return_to_os", {"monitor", "OS"}, [&](Action& act, Term<Cpu> cpu) {
            in_monitor(act, cpu);
            act.when("lock given back", !locked(cpu))
                .when("no run to settle", for_all([&](Term<Module> module) { return !on(cpu, module); }))
                .set(context(cpu), Context::InOs);
        });
    }

    void building() {
        action("grant_handler", {"monitor", "EPT"}, [&](Action& act, Term<Cpu> cpu, Term<Page> page) {
            with_lock(act, cpu);
            act.when("not the monitor's", !pool(page)).set(handler_map(page), true);
        });
        action("withdraw_handler", {"monitor", "EPT"}, [&](Action& act, Term<Cpu> cpu, Term<Page> page) {
            with_lock(act, cpu);
            act.set(handler_map(page), false);
        });
        action("create", {"OS", "monitor"},
               [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<bool> stays, Term<Ticks> ticks) {
                   with_lock(act, cpu);
                   act.when("absent", phase(module) == Phase::Absent)
                       .when("permanent ones may come", implies(stays, !closed()))
                       .when("budget accepted", ticks <= limit())
                       .set(phase(module), Phase::Building)
                       .set(permanent(module), stays)
                       .set(budget(module), ticks)
                       .set(has_run(module), false)
                       .set(outcome(module), Outcome::None);
               });
        action("close", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu) {
            with_lock(act, cpu);
            act.set(closed(), true);
        });
        action("give_page", {"monitor", "EPT"},
               [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page, Term<bool> result) {
                   with_lock(act, cpu);
                   act.when("building", phase(module) == Phase::Building)
                       .when("free", owner(page) == Owner::Free)
                       .set(owner(page), if_else(result, Owner::Result, Owner::Private))
                       .set(belongs(page, module), true)
                       .set(module_map(page, module), true);
               });
        action("give_window", {"monitor", "EPT"},
               [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page) {
                   with_lock(act, cpu);
                   act.when("building", phase(module) == Phase::Building)
                       .when("the OS's", owner(page) == Owner::Os)
                       .set(window(page, module), true)
                       .set(module_map(page, module), true);
               });
        action("load_page", {"monitor", "memory"},
               [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page) {
                   with_lock(act, cpu);
                   act.when("building", phase(module) == Phase::Building)
                       .when("its page", belongs(page, module))
                       .set(dirty(page), true);
               });
        action("seal", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            with_lock(act, cpu);
            act.when("building", phase(module) == Phase::Building).set(phase(module), Phase::Ready);
        });
    }

    void running() {
        // A pending SMI is not to be seen in SMM; that there was no run since the OS is, and bounds its wait.
        action("run", {"monitor", "module"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            with_lock(act, cpu);
            act.when("ready", phase(module) == Phase::Ready)
                .when("no run since the OS", !ran(cpu))
                .set(phase(module), Phase::Running)
                .set(has_run(module), true)
                .set(outcome(module), Outcome::None)
                .set(on(cpu, module), true)
                .set(ran(cpu), true)
                .set(left(cpu), budget(module))
                .set(context(cpu), Context::InModule)
                .set(locked(cpu), false);
        });
        action("module_fills", {"module", "processor"},
               [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page) {
                   in_module(act, cpu, module);
                   act.when("mapped", module_map(page, module)).set(module_translation(cpu, page, module), true);
               });
        action("module_write", {"module", "memory"},
               [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page) {
                   act.when("in a module", context(cpu) == Context::InModule)
                       .when("translated", module_translation(cpu, page, module))
                       .when("not read-only", !window(page, module))
                       .set(dirty(page), true)
                       .set(written(page, module), true);
               });
        // The VMX-preemption timer: with nothing left, the processor does not stay in the module.
        action("tick", {"time", "module"}, [&](Action& act, Term<Cpu> cpu) {
            act.when("in a module", context(cpu) == Context::InModule)
                .when("budget left", left(cpu) > 0)
                .set(left(cpu), left(cpu) - 1)
                .set(waited(cpu), if_else(pending(cpu), waited(cpu) + 1, waited(cpu)));
        });
        exit("complete", Outcome::Completed);
        exit("fault", Outcome::Faulted);
        exit("expire", Outcome::OutOfBudget);
        action("invept", {"monitor", "processor"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            in_monitor(act, cpu);
            act.set_all(module_translation, [&](Term<Cpu> other, Term<Page> page, Term<Module> each) {
                return module_translation(other, page, each) && !(other == cpu && each == module);
            });
        });
        action("settle", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            with_lock(act, cpu);
            act.when("its run", on(cpu, module))
                .when("translations gone",
                      for_all([&](Term<Page> page) { return !module_translation(cpu, page, module); }))
                .set(on(cpu, module), false)
                .set(phase(module), Phase::Ended);
        });
        action("rearm", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            with_lock(act, cpu);
            act.when("ended", phase(module) == Phase::Ended)
                .when("permanent", permanent(module))
                .set(phase(module), Phase::Ready);
        });
    }

    void ending() {
        action("retire", {"OS", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            with_lock(act, cpu);
            act.when("idle", one_of(phase(module), {Phase::Building, Phase::Ready, Phase::Ended}))
                .set(phase(module), Phase::Ending);
        });
        action("unmap_page", {"monitor", "EPT"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page) {
            with_lock(act, cpu);
            act.when("ending", phase(module) == Phase::Ending)
                .set(module_map(page, module), false)
                .set(window(page, module), false);
        });
        action("scrub", {"monitor", "memory"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page) {
            with_lock(act, cpu);
            act.when("ending", phase(module) == Phase::Ending)
                .when("its page", belongs(page, module))
                .set(dirty(page), false)
                .set(written(page, module), false);
        });
        action("release", {"monitor", "monitor"},
               [&](Action& act, Term<Cpu> cpu, Term<Module> module, Term<Page> page) {
                   with_lock(act, cpu);
                   act.when("its page", belongs(page, module)) // and so the module is ending, as the page is unmapped
                       .when("unmapped", !module_map(page, module))
                       .when("scrubbed", !dirty(page))
                       .set(owner(page), Owner::Free)
                       .set(belongs(page, module), false);
               });
        action("remove", {"monitor", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            with_lock(act, cpu);
            act.when("ending", phase(module) == Phase::Ending)
                .when("nothing mapped", for_all([&](Term<Page> page) { return !module_map(page, module); }))
                .when("no page", for_all([&](Term<Page> page) { return !belongs(page, module); }))
                .set(phase(module), Phase::Absent);
        });
    }

    void memory_requirements() {
        safety("one_owner", "REQ-PE-01: a page belongs to one module",
               for_all([&](Term<Page> page, Term<Module> one, Term<Module> other) {
                   return implies(belongs(page, one) && belongs(page, other), one == other);
               }));
        safety("owned_pages_are_the_pools",
               "REQ-PE-01: what belongs to a module, or can be given to one, is the pool's",
               for_all([&](Term<Page> page) {
                   return iff(pool(page), one_of(owner(page), {Owner::Free, Owner::Private, Owner::Result})) &&
                          iff(!smram(page), owner(page) == Owner::Os);
               }));
        safety("free_belongs_to_nobody", "REQ-PE-01: a free page belongs to no module, any other one of the pool does",
               for_all([&](Term<Page> page) {
                   return iff(one_of(owner(page), {Owner::Private, Owner::Result}),
                              exists([&](Term<Module> module) { return belongs(page, module); }));
               }));
        safety("scrubbed_before_reuse", "REQ-PE-02: a free page holds nothing of a module",
               for_all([&](Term<Page> page) { return implies(owner(page) == Owner::Free, !dirty(page)); }));
        safety("module_reaches_its_own", "REQ-PE-03: a module is mapped its own pages and its windows",
               for_all([&](Term<Page> page, Term<Module> module) {
                   return implies(module_map(page, module), belongs(page, module) || window(page, module));
               }));
        safety("module_remembers_its_own", "REQ-PE-03: no processor remembers another page for a module",
               for_all([&](Term<Cpu> cpu, Term<Page> page, Term<Module> module) {
                   return implies(module_translation(cpu, page, module), module_map(page, module));
               }));
        safety(
            "windows_are_the_oss", "REQ-PE-05: a window lies outside SMRAM",
            for_all([&](Term<Page> page, Term<Module> module) { return implies(window(page, module), !smram(page)); }));
        safety("handler_reaches_no_module", "REQ-PE-03: no page of the pool is mapped for the handler",
               for_all([&](Term<Page> page) { return implies(handler_map(page), !pool(page)); }));
        safety("handler_remembers_no_module", "REQ-PE-03: no processor remembers a page of the pool for the handler",
               for_all([&](Term<Cpu> cpu, Term<Page> page) {
                   return implies(handler_translation(cpu, page), !pool(page));
               }));
        safety("untouched_by_os_and_handler", "REQ-PE-03: neither the OS nor the handler writes a page of the pool",
               for_all([&](Term<Page> page) { return implies(pool(page), !tainted(page)); }));
        safety("written_by_its_module", "REQ-PE-03: only its own module writes a module's page, private or result",
               for_all([&](Term<Page> page, Term<Module> module) {
                   return implies(written(page, module), belongs(page, module));
               }));
        safety("absent_has_nothing", "REQ-PE-09: a slot without a module has no page and no window",
               for_all([&](Term<Page> page, Term<Module> module) {
                   return implies(phase(module) == Phase::Absent, !belongs(page, module) && !window(page, module));
               }));
    }

    void run_requirements() {
        safety("one_processor_runs_it", "REQ-PE-07: a module runs on one processor",
               for_all([&](Term<Cpu> one, Term<Cpu> other, Term<Module> module) {
                   return implies(on(one, module) && on(other, module), one == other);
               }));
        safety("one_module_on_it", "REQ-PE-07: a processor runs one module",
               for_all([&](Term<Cpu> cpu, Term<Module> one, Term<Module> other) {
                   return implies(on(cpu, one) && on(cpu, other), one == other);
               }));
        safety("running_is_somewhere", "REQ-PE-09: a running module is on some processor",
               for_all([&](Term<Module> module) {
                   return iff(phase(module) == Phase::Running, exists([&](Term<Cpu> cpu) { return on(cpu, module); }));
               }));
        safety("temporary_runs_once", "REQ-PE-09: a module that is not permanent runs once",
               for_all([&](Term<Module> module) {
                   return implies(phase(module) == Phase::Ready && !permanent(module), !has_run(module));
               }));
        safety("outcome_is_known", "REQ-PE-08: of a run that ended it is known how", for_all([&](Term<Module> module) {
                   return implies(phase(module) == Phase::Ended, outcome(module) != Outcome::None);
               }));
        safety("wait_is_bounded", "REQ-TIME-02: a pending SMI waits for modules no longer than the longest budget",
               for_all([&](Term<Cpu> cpu) { return implies(pending(cpu), waited(cpu) <= limit()); }));
        safety("one_lock", "REQ-PE-07: one processor at a time changes slots and tables",
               for_all([&](Term<Cpu> one, Term<Cpu> other) {
                   return implies(locked(one) && locked(other), one == other);
               }));
        safety("lock_stays_in_the_monitor", "REQ-ROB-03: nobody leaves the monitor with its lock",
               for_all([&](Term<Cpu> cpu) { return implies(locked(cpu), context(cpu) == Context::InMonitor); }));
        safety("runs_are_settled", "REQ-PE-09: no processor goes on with an unsettled run",
               for_all([&](Term<Cpu> cpu, Term<Module> module) {
                   return implies(on(cpu, module), one_of(context(cpu), {Context::InModule, Context::InMonitor}));
               }));
        step("not_interrupted", "REQ-TIME-01: a run ends by completing, by faulting or by its budget",
             for_all([&](Term<Cpu> cpu, Term<Module> module) {
                 return implies(on(cpu, module) && context(cpu) == Context::InModule,
                                on.next(cpu, module) && context.next(cpu) == Context::InModule);
             }),
             {"complete", "fault", "expire"});
        step("expires_when_spent", "REQ-TIME-01: a run is out of budget when nothing is left of it, and not before",
             for_all([&](Term<Module> module) {
                 return implies(outcome.next(module) == Outcome::OutOfBudget && outcome(module) != Outcome::OutOfBudget,
                                exists([&](Term<Cpu> cpu) { return on(cpu, module) && left(cpu) == 0; }));
             }));
        step("closed_stays", "REQ-PE-09: after the close no permanent module comes", for_all([&](Term<Module> module) {
                 return implies(closed(), closed.next() && implies(phase(module) == Phase::Absent &&
                                                                       phase.next(module) != Phase::Absent,
                                                                   !permanent.next(module)));
             }));
    }

    // What the guards of actions say about hardware and others, as requirements: without them they would not be missed.
    void who_may_change_what() {
        auto const in_critical_section =
            exists([&](Term<Cpu> cpu) { return locked(cpu) && context(cpu) == Context::InMonitor; });
        step("tables_change_under_lock", "REQ-PE-07: slots and tables change under the lock",
             for_all([&](Term<Page> page, Term<Module> module) {
                 return in_critical_section ||
                        (owner.next(page) == owner(page) && belongs.next(page, module) == belongs(page, module) &&
                         window.next(page, module) == window(page, module) &&
                         handler_map.next(page) == handler_map(page) &&
                         module_map.next(page, module) == module_map(page, module) &&
                         phase.next(module) == phase(module) && permanent.next(module) == permanent(module) &&
                         budget.next(module) == budget(module) && closed.next() == closed());
             }));
        step("others_are_left_alone", "REQ-PE-07: what is not being built or removed keeps its pages",
             for_all([&](Term<Page> page, Term<Module> module) {
                 return one_of(phase(module), {Phase::Building, Phase::Ending}) ||
                        (belongs.next(page, module) == belongs(page, module) &&
                         module_map.next(page, module) == module_map(page, module) &&
                         window.next(page, module) == window(page, module));
             }));
        step("running_is_left_alone", "REQ-PE-07: a running module's slot is the business of its processor",
             for_all([&](Term<Module> module, Term<Cpu> cpu) {
                 return implies(on(cpu, module) && !(locked(cpu) && context(cpu) == Context::InMonitor),
                                phase.next(module) == phase(module) && on.next(cpu, module));
             }));
        step("phases_in_order", "REQ-PE-09: built, run, removed, in this order", for_all([&](Term<Module> module) {
                 auto const goes = [&](Phase from, std::initializer_list<Term<Phase>> to) {
                     return implies(phase(module) == from && phase.next(module) != phase(module),
                                    one_of(phase.next(module), to));
                 };
                 return goes(Phase::Absent, {Phase::Building}) &&
                        goes(Phase::Building, {Phase::Ready, Phase::Ending}) &&
                        goes(Phase::Ready, {Phase::Running, Phase::Ending}) && goes(Phase::Running, {Phase::Ended}) &&
                        goes(Phase::Ended, {Phase::Ready, Phase::Ending}) && goes(Phase::Ending, {Phase::Absent});
             }));
        step("contexts_in_order", "P3: into and out of the OS, the handler and a module it goes through the monitor",
             for_all([&](Term<Cpu> cpu) {
                 return context(cpu) == context.next(cpu) || context(cpu) == Context::InMonitor ||
                        context.next(cpu) == Context::InMonitor;
             }));
        step("smi_is_taken", "an SMI that is pending is taken from the OS, and not lost", for_all([&](Term<Cpu> cpu) {
                 return implies(pending(cpu) && !pending.next(cpu),
                                context(cpu) == Context::InOs && context.next(cpu) == Context::InMonitor);
             }));
        step("smi_goes_first", "no call is made while an SMI is pending", for_all([&](Term<Cpu> cpu) {
                 return implies(context(cpu) == Context::InOs && pending(cpu) && context.next(cpu) != Context::InOs,
                                !pending.next(cpu));
             }));
        step("translations_come_from_maps", "SDM 29.4.2: only what is mapped for who runs is remembered",
             for_all([&](Term<Cpu> cpu, Term<Page> page, Term<Module> module) {
                 return implies(handler_translation.next(cpu, page) && !handler_translation(cpu, page),
                                context(cpu) == Context::InHandler && handler_map(page)) &&
                        implies(module_translation.next(cpu, page, module) && !module_translation(cpu, page, module),
                                context(cpu) == Context::InModule && on(cpu, module));
             }));
        step("writes_need_translations", "who writes, runs, and has the page",
             for_all([&](Term<Page> page, Term<Module> module) {
                 return implies(tainted.next(page) && !tainted(page), exists([&](Term<Cpu> cpu) {
                                    return (context(cpu) == Context::InOs && !smram(page)) ||
                                           (context(cpu) == Context::InHandler && handler_translation(cpu, page));
                                })) &&
                        implies(written.next(page, module) && !written(page, module), exists([&](Term<Cpu> cpu) {
                                    return context(cpu) == Context::InModule && on(cpu, module) &&
                                           module_translation(cpu, page, module);
                                }));
             }));
        step("contents_stay", "REQ-PE-07: a page is scrubbed when its module is being removed",
             for_all([&](Term<Page> page, Term<Module> module) {
                 return implies(belongs(page, module) && phase(module) != Phase::Ending,
                                implies(dirty(page), dirty.next(page)) &&
                                    implies(written(page, module), written.next(page, module)));
             }));
        step("contents_come_and_go",
             "REQ-PE-02: a page gets contents from its module, or while this is built; the monitor scrubs",
             for_all([&](Term<Page> page) {
                 return implies(dirty.next(page) && !dirty(page), exists([&](Term<Module> module) {
                                    return belongs(page, module) &&
                                           (phase(module) == Phase::Running ||
                                            (phase(module) == Phase::Building && in_critical_section));
                                })) &&
                        implies(dirty(page) && !dirty.next(page), in_critical_section);
             }));
        step("outcome_is_the_last_exits",
             "REQ-PE-08: an outcome is that of the module's own exit, until it is used again",
             for_all([&](Term<Module> module) {
                 return outcome.next(module) == outcome(module) || in_critical_section ||
                        exists([&](Term<Cpu> cpu) { return on(cpu, module) && context(cpu) == Context::InModule; });
             }));
        step("smi_needs_to_be_raised", "without a call only a pending SMI takes a processor from the OS",
             for_all([&](Term<Cpu> cpu) {
                 return implies(context(cpu) == Context::InOs && context.next(cpu) != Context::InOs, pending(cpu));
             }),
             {"call"});
        step("time_passes_in_modules", "REQ-TIME-02: what is counted is the time in modules",
             for_all([&](Term<Cpu> cpu) {
                 return implies(left.next(cpu) != left(cpu) || waited.next(cpu) > waited(cpu),
                                context(cpu) == Context::InModule || context.next(cpu) == Context::InModule);
             }));
    }

    void auxiliaries() {
        auxiliary("pages_are_mapped", "a page that belongs to a module is mapped until this is being removed",
                  for_all([&](Term<Page> page, Term<Module> module) {
                      return implies(belongs(page, module) && phase(module) != Phase::Ending, module_map(page, module));
                  }));
        auxiliary("windows_are_mapped", "a window is mapped", for_all([&](Term<Page> page, Term<Module> module) {
                      return implies(window(page, module), module_map(page, module));
                  }));
        auxiliary("budget_within_limit", "no budget is longer than the limit",
                  for_all([&](Term<Module> module) { return budget(module) <= limit(); }));
        auxiliary("wait_and_budget", "what was waited and what is left make one budget", for_all([&](Term<Cpu> cpu) {
                      return implies(pending(cpu) && context(cpu) == Context::InModule,
                                     waited(cpu) + left(cpu) <= limit()) &&
                             left(cpu) <= limit();
                  }));
        auxiliary("waited_for_a_run", "an SMI that waited for a module has seen the one run since the OS",
                  for_all([&](Term<Cpu> cpu) { return implies(pending(cpu) && waited(cpu) > 0, ran(cpu)); }));
        auxiliary(
            "written_is_dirty", "what a module wrote is still there",
            for_all([&](Term<Page> page, Term<Module> module) { return implies(written(page, module), dirty(page)); }));
        auxiliary("on_a_processor", "a processor in a module has one on it; who has one on it ran",
                  for_all([&](Term<Cpu> cpu, Term<Module> module) {
                      return implies(on(cpu, module), ran(cpu)) &&
                             implies(context(cpu) == Context::InModule,
                                     exists([&](Term<Module> each) { return on(cpu, each); }));
                  }));
        auxiliary("remembered_where_it_runs", "a module is remembered where it runs",
                  for_all([&](Term<Cpu> cpu, Term<Page> page, Term<Module> module) {
                      return implies(module_translation(cpu, page, module), on(cpu, module));
                  }));
        auxiliary(
            "ended_has_outcome", "who has left a module knows how", for_all([&](Term<Cpu> cpu, Term<Module> module) {
                return implies(on(cpu, module) && context(cpu) == Context::InMonitor, outcome(module) != Outcome::None);
            }));
        auxiliary("young_has_not_run", "a module that is being built has not run", for_all([&](Term<Module> module) {
                      return implies(phase(module) == Phase::Building, !has_run(module));
                  }));
        auxiliary("dirty_belongs", "a dirty page of the pool belongs to somebody",
                  for_all([&](Term<Page> page) { return implies(dirty(page), pool(page)); }));
    }

    void what_happens() {
        auto const some = [&](Phase which) {
            return exists([&](Term<Module> module) { return phase(module) == which; });
        };
        auto const ended = [&](Outcome which) {
            return exists(
                [&](Term<Module> module) { return phase(module) == Phase::Ended && outcome(module) == which; });
        };
        cover("building", some(Phase::Building));
        cover("ready", some(Phase::Ready));
        cover("running", some(Phase::Running));
        cover("ending", some(Phase::Ending));
        cover("completed", ended(Outcome::Completed));
        cover("faulted", ended(Outcome::Faulted));
        cover("out_of_budget", ended(Outcome::OutOfBudget));
        cover("in_handler", exists([&](Term<Cpu> cpu) { return context(cpu) == Context::InHandler; }));
        cover("two_run", exists([&](Term<Cpu> one, Term<Cpu> other, Term<Module> first, Term<Module> second) {
                  return one != other && first != second && on(one, first) && on(other, second);
              }));
        cover("result_page", exists([&](Term<Page> page, Term<Module> module) {
                  return owner(page) == Owner::Result && written(page, module);
              }));
        cover("window_is_read", exists([&](Term<Cpu> cpu, Term<Page> page, Term<Module> module) {
                  return window(page, module) && module_translation(cpu, page, module);
              }));
        cover("handler_remembers",
              exists([&](Term<Cpu> cpu, Term<Page> page) { return handler_translation(cpu, page); }));
        cover("runs_again",
              exists([&](Term<Module> module) { return phase(module) == Phase::Ready && has_run(module); }));
        cover("smi_waits_a_whole_budget", exists([&](Term<Cpu> cpu) {
                  return pending(cpu) && waited(cpu) == limit() && limit() > 0 && context(cpu) == Context::InModule;
              }));
        cover("page_used_again", exists([&](Term<Module> one, Term<Module> other, Term<Page> page) {
                  return one != other && has_run(one) && phase(one) == Phase::Absent && belongs(page, other) &&
                         for_all([&](Term<Page> each) { return iff(pool(each), each == page); });
              }));
        cover("temporary_after_close", exists([&](Term<Module> module) {
                  return closed() && phase(module) == Phase::Running && !permanent(module);
              }));
    }

    // Parts of actions.
    void in_monitor(Action& act, Term<Cpu> cpu) { act.when("in the monitor", context(cpu) == Context::InMonitor); }
    void with_lock(Action& act, Term<Cpu> cpu) {
        act.when("has the lock", locked(cpu)); // and so is in the monitor
    }
    void in_module(Action& act, Term<Cpu> cpu, Term<Module> module) {
        act.when("in a module", context(cpu) == Context::InModule).when("in this one", on(cpu, module));
    }
    void exit(std::string name, Outcome how) {
        action(std::move(name), {"module", "monitor"}, [&](Action& act, Term<Cpu> cpu, Term<Module> module) {
            in_module(act, cpu, module);
            if (how == Outcome::OutOfBudget) act.when("budget spent", left(cpu) == 0);
            act.set(context(cpu), Context::InMonitor).set(outcome(module), how);
        });
    }
};

} // namespace redoubt::models
