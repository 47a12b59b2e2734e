// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "test/resources/bytes.hpp"

#include <optional>

// What a list means, read byte by byte from the interface's tables and the requirements.
namespace redoubt::test {

struct Named {
    stm::Area area;
    bool read;
    bool write;
    bool execute;
    std::uint64_t first;
    std::uint64_t last;

    bool operator==(Named const&) const = default;
};

struct Window {
    std::uint64_t first_page;
    std::uint32_t buses;
};

struct Descriptor {
    std::size_t at;
    std::uint64_t type;
    bool ignored;
    std::vector<Named> names; // an MSR's bits, in order; else the range, and its other name if it has one
};

// Nothing for a list that is malformed when this call brings it.
std::optional<std::vector<Descriptor>> parse(Bytes const& bytes, stm::Call call, Window const& window);

Named named(stm::Request const& request);

} // namespace redoubt::test
