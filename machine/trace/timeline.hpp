// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/counters.hpp"
#include "machine/trace/recorder.hpp"

namespace redoubt::machine {

struct TimelineOptions {
    std::string title;      // what ran
    uint64_t end = 0;       // instructions that the machine has retired
    unsigned detailed = 12; // as many of the first windows are shown each for itself
};

// A run as one page that needs nothing else: the processors' lanes, over all and closely, what went wrong, and the counts.
// The same run gives the same page.
[[nodiscard]] std::string timeline_page(Recorder const& recorder, Counters const& counters,
                                        TimelineOptions const& options);

} // namespace redoubt::machine
