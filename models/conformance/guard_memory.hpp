// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/interpreter.hpp"

#include <bitset>
#include <cstdint>
#include <vector>

namespace redoubt::conformance {

using SymbolSet = std::bitset<64>; // by index, in the model's list

[[nodiscard]] SymbolSet updated_by(tsl::Action const& action);

// Whether an action's guards hold, looked up by the arguments that each of them speaks of, and kept until a symbol that
// it speaks of changes: a choice looks at many labels in each state, and few of the answers are new.
class GuardMemory {
public:
    GuardMemory(tsl::Interpreter const& interpreter, tsl::Action const& action);

    [[nodiscard]] bool holds(std::size_t guard, tsl::Label const& label, tsl::State const& state);
    void changed(SymbolSet symbols);
    void forget();

private:
    enum class Known : std::uint8_t { Not, False, True };

    struct Part { // an argument that a guard speaks of
        std::size_t argument;
        std::size_t stride;
    };
    struct Memory {
        std::vector<Part> parts;
        SymbolSet symbols;
        std::vector<Known> known;
    };

    tsl::Interpreter const& interpreter_;
    tsl::Action const& action_;
    std::vector<Memory> guards_;
};

} // namespace redoubt::conformance
