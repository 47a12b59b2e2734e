// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/report.hpp"

#include <string>
#include <vector>

namespace redoubt::machine::test {

class Reports : public Reporter {
public:
    void report(std::string_view rule, std::string text) override { entries.push_back({std::string{rule}, text}); }

    struct Entry {
        std::string rule;
        std::string text;
        bool operator==(Entry const&) const = default;
    };
    std::vector<Entry> entries;
};

} // namespace redoubt::machine::test
