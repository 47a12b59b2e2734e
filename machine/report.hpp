// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace redoubt::machine {

// What the machine notices and a real one would not tell: software that a processor lets run on, and that is wrong.
class Reporter {
public:
    Reporter() = default;
    Reporter(Reporter const&) = delete;
    Reporter& operator=(Reporter const&) = delete;
    virtual ~Reporter() = default;

    // rule: the section of the SDM, or of the interface, that was not kept.
    virtual void report(std::string_view rule, std::string text) = 0;
};

} // namespace redoubt::machine
