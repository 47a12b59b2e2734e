// SPDX-License-Identifier: Apache-2.0
#include "tools/faults/on_machine.hpp"

#include "tools/machine/trial.hpp"

namespace redoubt::faults {

std::optional<std::string> seen_on_machine(std::span<std::byte const> image) {
    constexpr trial::Setting setting{.smis = 400, .patience = 20'000'000};
    trial::Trial trial(setting);
    for (auto const& finding : trial.load(image, machine::Style::Edk2))
        if (finding.severity == machine::Severity::Refused)
            return std::string(facts(finding.rule).name) + ": " + finding.text;
    trial.start();
    trial.run([] {});
    if (trial.good()) return std::nullopt;
    return trial.problems().empty() ? "not finished" : trial.problems().front().text;
}

} // namespace redoubt::faults
