// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/stm_loader.hpp"
#include "machine/hostile/engine.hpp"
#include "machine/hostile/handler_attacks.hpp"
#include "machine/hostile/os_attacks.hpp"

#include <map>

namespace redoubt::hostile {

// One step of an attack, by what is in its middle.
enum class Kind : uint8_t { Call, Race, CallsTogether, Smi, Access, VmxInstruction, Guest, Lifecycle };

inline constexpr unsigned kKinds = static_cast<unsigned>(Kind::Lifecycle) + 1;

[[nodiscard]] std::string_view name_of(Kind kind);

struct Plan {
    Kind kind;
    std::map<unsigned, OsWork> os = {};               // by processor; the others wait
    std::map<unsigned, HandlerProgram> handlers = {}; // by processor, every one
    std::vector<HandlerAttack> attacks = {};          // of all handlers together
    std::vector<unsigned> activate = {};              // processors on which the call is to be the first
    Schedule schedule = {};

    [[nodiscard]] bool may_stop() const; // the monitor may stop the machine
    [[nodiscard]] bool may_hang() const; // a processor may not come back
    [[nodiscard]] bool resets() const;   // the machine may be reset, or an OS's processor be lost
};

[[nodiscard]] std::string text_of(Plan const& plan); // one line

// monitored: by processor, whether the dual-monitor treatment is active there.
[[nodiscard]] Plan make_plan(machine::PlatformLayout const& layout, machine::Style style,
                             std::vector<bool> const& monitored, Random& random);

} // namespace redoubt::hostile
