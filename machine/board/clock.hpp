// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace redoubt::machine {

// Time as the machine's owner makes it, so that a run can be repeated: nothing looks at the host's.
struct Clock {
    std::function<uint64_t()> now; // ticks since the machine was switched on
    uint64_t frequency;            // ticks a second
};

// What counts beside the clock, so many times in so many seconds, from the same moment on.
class Counter {
public:
    Counter(uint64_t frequency, uint64_t counts, uint64_t seconds)
        : counts_(counts), ticks_(Wide{frequency} * seconds) {}

    [[nodiscard]] uint64_t at(uint64_t tick) const { return static_cast<uint64_t>(Wide{tick} * counts_ / ticks_); }

    // The tick at which it gets to a count.
    [[nodiscard]] uint64_t first_tick(uint64_t count) const {
        return static_cast<uint64_t>((Wide{count} * ticks_ + counts_ - 1) / counts_);
    }
    [[nodiscard]] uint64_t next_change(uint64_t tick) const { return first_tick(at(tick) + 1); }

private:
    using Wide = unsigned __int128;

    Wide counts_; // in
    Wide ticks_;  // so many
};

} // namespace redoubt::machine
