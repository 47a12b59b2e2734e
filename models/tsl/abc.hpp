// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/inputs.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// ABC, a system for the synthesis and verification of circuits by Berkeley Logic Synthesis and Verification Group:
// property directed reachability decides whether a circuit's output can ever be true.
namespace redoubt::tsl {

struct AbcOptions {
    std::chrono::seconds limit{60};
    std::string program = "berkeley-abc";
};

enum class Reachability : std::uint8_t { Never, Found, Undecided };

struct AbcAnswer {
    Reachability output;
    std::vector<Frame> frames = {}; // Found: the inputs; in the last of these frames the output is true
    std::string reason = {};        // Undecided
};

// `Never` is said only when ABC has verified its own invariant. Throws std::runtime_error when ABC cannot be started,
// when it has read another circuit than this one, and for any line that is not understood.
[[nodiscard]] AbcAnswer abc_pdr(Graph const& graph, Wire output, AbcOptions const& options = {});

// What its report, and the witness that it may have written, say of that graph.
[[nodiscard]] AbcAnswer read_abc(Graph const& graph, std::string const& report,
                                 std::optional<std::string> const& witness);

} // namespace redoubt::tsl
