// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/windows.hpp"

namespace redoubt::machine {

// A run cut into bins of equal length (but for rounding): which contexts a processor spent them in.
class Density {
public:
    using Shares = std::array<uint64_t, kAllContexts.size()>; // by Context; of the bin's length

    Density(std::vector<Stretch> const& stretches, unsigned processors, uint64_t end, unsigned bins);

    [[nodiscard]] unsigned bins() const { return bins_; } // fewer than asked for in a shorter run
    [[nodiscard]] Window bin(unsigned number) const { return {edge(number), edge(number + 1)}; }
    [[nodiscard]] unsigned bin_of(uint64_t time) const; // the last one: also of what comes at the end
    [[nodiscard]] Shares const& shares(unsigned processor, unsigned bin) const {
        return shares_.at(std::size_t{processor} * bins_ + bin);
    }

private:
    [[nodiscard]] uint64_t edge(unsigned number) const;
    void add(Stretch const& stretch);

    uint64_t end_;
    unsigned bins_;
    std::vector<Shares> shares_; // by processor, then by bin
};

} // namespace redoubt::machine
