// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/system/machine.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <vector>

namespace redoubt::test {

// The file to flash that this build has made.
inline std::vector<std::byte> the_image() {
    std::ifstream file(REDOUBT_IMAGE, std::ios::binary);
    std::vector<char> const bytes{std::istreambuf_iterator<char>{file}, {}};
    if (bytes.empty()) throw std::runtime_error("no image at " REDOUBT_IMAGE);
    auto const all = std::as_bytes(std::span{bytes});
    return {all.begin(), all.end()};
}

inline std::vector<machine::TraceEvent> events_of(machine::Machine const& machine, machine::EventKind kind) {
    std::vector<machine::TraceEvent> found;
    std::ranges::copy_if(machine.recorder().events(), std::back_inserter(found),
                         [&](machine::TraceEvent const& event) { return event.kind == kind; });
    return found;
}

} // namespace redoubt::test
