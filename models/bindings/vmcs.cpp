// SPDX-License-Identifier: Apache-2.0
#include "models/bindings/bindings.hpp"

#include "models/vmcs_switching.hpp"

namespace redoubt::models {

// A Switch is one processor's, with its two VMCSs. What the processor alone knows (what is active where, whether an entry
// would fail) the code does not see: the model's proof is that it need not.
CodeModel vmcs_code() {
    auto const model = std::make_shared<VmcsSwitching const>();
    auto const& m = *model;
    tsl::Binding binding{
        .functions = {{&m.zero.symbol(), "0"},
                      {&m.current.symbol(), "arch::current_vmcs == $1"},
                      {&m.launched.symbol(), "arch::VmcsLaunched($0)"},
                      {&m.field.symbol(), "arch::VmcsValue($0, $1)"},
                      {&m.registers.symbol(), "RegisterAt(registers, $1)"},
                      {&m.noted_launched.symbol(), "NotedLaunched(s, $0)"},
                      {&m.running.symbol(), "s->running_"},
                      {&m.aside.symbol(), "RegisterAt(&s->aside_, $1)"}},
        .outside = {&m.answers_in.symbol(), &m.answers_by.symbol(), &m.was_launched.symbol(), &m.active.symbol(),
                    &m.mode.symbol(), &m.failed.symbol(), &m.role.symbol(), &m.home.symbol(), &m.noted.symbol(),
                    &m.was.symbol(), &m.os_was.symbol()},
        .sorts = {{&tsl::sort<VmcsSwitching::Cpu>(), {.variable = ""}},
                  {&tsl::sort<VmcsSwitching::Vmcs>(), {.variable = "v", .range = "($0 == os || $0 == handler)"}},
                  {&tsl::sort<VmcsSwitching::Field>(), {.variable = "field"}},
                  {&tsl::sort<VmcsSwitching::Register>(), {.variable = "r", .range = "0 <= $0 < kRegisters"}},
                  {&tsl::sort<VmcsSwitching::Role>(),
                   {.variable = "", .values = {"", "Context::Os", "Context::SmiHandler", ""}}}},
        .actions = {},
        .state = "Switch* s, arch::Registers* registers, integer os, integer handler",
        .name_of_same = "SameContexts",
        .name_of_initial = ""}; // the OS's activation makes the first state
    auto const unseen = std::set{&m.registers.symbol(), &m.aside.symbol()};
    binding.actions = {
        {"create", "Create", "Switch* s, integer os, integer handler", {"", "os", "handler"}, unseen},
        {"note_exit", "NoteExit", "Switch* s, integer os, integer handler, integer left", {"", "left"}, unseen},
        {"interrupt", "Interrupt", binding.state, {"", "os", "handler"}},
        {"resume", "Resume", binding.state, {"", "os", "handler"}},
    };
    return {model, std::move(binding), "monitor/vmcs/switch.h"};
}

} // namespace redoubt::models
