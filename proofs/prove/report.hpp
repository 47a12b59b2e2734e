// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Frama-C's consolidated report (-report): the status of every property, whoever established it.
namespace redoubt::prove {

struct Property {
    std::string function; // empty: global
    std::string title;    // as printed, without the place: Axiom 'f0', Post-condition 'r', Assigns nothing
    std::string status;   // Valid, Extern (considered valid without proof), Partial, Alarm, ...; "-" for unknown
};

// Empty when the text has no report that is complete to its last line.
[[nodiscard]] std::vector<Property> parse_report(std::string_view output);

} // namespace redoubt::prove
