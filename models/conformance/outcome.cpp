// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/conformance.hpp"

#include <fmt/core.h>

namespace redoubt::conformance {

std::string name(Check check) {
    switch (check) {
    case Check::Start: return "starts otherwise";
    case Check::Refused: return "refuses what the model allows";
    case Check::Allowed: return "does what the model refuses";
    case Check::Reason: return "refuses for a guard that holds";
    case Check::State: return "does it otherwise";
    case Check::Changed: return "refuses and changes something";
    }
    return "?";
}

std::string as_text(Outcome const& outcome) {
    auto text = fmt::format("{} against {}: {} steps in {} walks, {:.2f} s\n", outcome.subject, outcome.model,
                            outcome.steps, outcome.walks, outcome.seconds);
    for (auto const& [action, count] : outcome.counts) {
        text += fmt::format("  {:20} {:>9} allowed {:>9} refused {:>9} {}", action, count.allowed, count.refused,
                            count.not_asked, count.performed ? "not asked" : "refused by the model alone");
        for (auto const& [guard, times] : count.guards)
            text += fmt::format(", \"{}\" {}", guard, times);
        text += "\n";
    }
    for (auto const& complaint : outcome.complaints)
        text += "  complaint: " + complaint + "\n";
    if (!outcome.divergence) return text;
    auto const& divergence = *outcome.divergence;
    text += fmt::format("  DIVERGENCE: the subject {}: {}\n  repeat it with seed {}\n", name(divergence.check),
                        divergence.what, divergence.seed);
    for (auto const& line : divergence.legend)
        text += "    " + line + "\n";
    for (std::size_t i = 0; i < divergence.steps.size(); ++i)
        text += fmt::format("    {:>4}. {}\n", i + 1, divergence.steps[i]);
    return text;
}

} // namespace redoubt::conformance
