// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Requirement ids as they stand in text: REQ-POL-01 in prose and test names, REQ_POL_01_some_words as the name of a clause.
namespace redoubt::trace {

struct Mention {
    std::string id;         // always in the form REQ-POL-01
    std::string name;       // as written, with the words of a clause's name
    std::size_t line = 0;   // from 1
    std::size_t offset = 0; // in the text
    bool is_clause = false; // the underscore form
};

[[nodiscard]] std::vector<Mention> mentions_in(std::string_view text);

// The id that a clause's name starts with; none when it is not a requirement's.
[[nodiscard]] std::optional<std::string> id_of_clause(std::string_view name);

// "REQ-POL-01" → "POL"
[[nodiscard]] std::string area_of(std::string_view id);

} // namespace redoubt::trace
