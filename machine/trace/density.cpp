// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/density.hpp"

#include <algorithm>

namespace redoubt::machine {

Density::Density(std::vector<Stretch> const& stretches, unsigned processors, uint64_t end, unsigned bins)
    : end_(end), bins_(static_cast<unsigned>(std::min<uint64_t>(bins, end))), shares_(std::size_t{processors} * bins_) {
    for (auto const& stretch : stretches)
        if (stretch.processor < processors) add(stretch);
}

uint64_t Density::edge(unsigned number) const {
    return end_ / bins_ * number + end_ % bins_ * number / bins_; // as end * number / bins, without overflow
}

unsigned Density::bin_of(uint64_t time) const {
    unsigned low = 0;
    for (unsigned high = bins_; high - low > 1;) {
        auto const middle = low + (high - low) / 2;
        (edge(middle) <= time ? low : high) = middle;
    }
    return low;
}

void Density::add(Stretch const& stretch) {
    auto const to = std::min(stretch.to, end_);
    if (stretch.from >= to) return;
    for (auto number = bin_of(stretch.from); number < bins_ && edge(number) < to; ++number) {
        auto const within = bin(number);
        shares_[std::size_t{stretch.processor} * bins_ + number].at(static_cast<std::size_t>(stretch.context)) +=
            std::min(to, within.to) - std::max(stretch.from, within.from);
    }
}

} // namespace redoubt::machine
