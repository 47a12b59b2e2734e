// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/conformance/subject.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace redoubt::conformance::test {

// A subject that misbehaves as a programmer might have made it: a run that does not notice is worth nothing.
struct Fault {
    std::string name;
    std::function<std::unique_ptr<Subject>()> subject;
};

[[nodiscard]] std::vector<Fault> policy_faults();
[[nodiscard]] std::vector<Fault> vmcs_faults();

} // namespace redoubt::conformance::test
