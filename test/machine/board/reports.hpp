// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace redoubt::test {

// Keeps the rules that were reported.
class Reports : public machine::Reporter {
public:
    void report(std::string_view rule, std::string) override { rules.emplace_back(rule); }

    std::vector<std::string> rules;
};

} // namespace redoubt::test
