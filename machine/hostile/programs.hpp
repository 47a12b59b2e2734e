// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/code.hpp"
#include "machine/hostile/mode.hpp"

#include <optional>
#include <set>
#include <string>

namespace redoubt::hostile {

// What the SMI handler does with one SMI, and what may come of it.
struct HandlerProgram {
    Code code;
    std::string text; // in words
    bool may_stop =
        false; // the monitor may stop the machine for it (monitor/smi/README.md), as for what nobody granted
    bool may_hang = false;                           // it does not come back by itself
    bool resets = false;                             // it may reset the machine by itself
    std::set<std::string, std::less<>> changes = {}; // what nobody gives back to the OS, by the names of differences
};

// What the OS does on one processor.
struct OsProgram {
    Code code;
    std::string text;
    Mode mode;
    unsigned privilege = 0;
    bool guest = false;                          // in VMX non-root operation
    bool resets = false;                         // it may reset the machine, or end a processor's work
    std::optional<uint64_t> page = std::nullopt; // that it names in a call and has filled
};

} // namespace redoubt::hostile
