// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// The JUnit report that ctest --output-junit writes: only what it says about each test.
namespace redoubt::support {

struct TestResult {
    std::string name;
    bool passed = false; // ran to a good end; skipped, disabled and not found tests did not
    double seconds = 0;
};

[[nodiscard]] std::vector<TestResult> read_junit(std::string_view xml);

} // namespace redoubt::support
