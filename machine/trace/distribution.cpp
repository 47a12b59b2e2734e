// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/distribution.hpp"

namespace redoubt::machine {

void Distribution::add(Distribution const& other) {
    for (auto const& [value, times] : other.times_)
        times_[value] += times;
}

uint64_t Distribution::count() const {
    uint64_t count = 0;
    for (auto const& [value, times] : times_)
        count += times;
    return count;
}

uint64_t Distribution::total() const {
    uint64_t total = 0;
    for (auto const& [value, times] : times_)
        total += value * times;
    return total;
}

uint64_t Distribution::median() const {
    auto const half = (count() + 1) / 2;
    uint64_t seen = 0;
    for (auto const& [value, times] : times_) {
        seen += times;
        if (seen >= half) return value;
    }
    return 0;
}

} // namespace redoubt::machine
