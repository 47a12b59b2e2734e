// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

namespace redoubt::machine {

// Numbers that were measured again and again; exact, as many of them are equal.
class Distribution {
public:
    void add(uint64_t value) { ++times_[value]; }
    void add(Distribution const& other);

    [[nodiscard]] uint64_t count() const;
    [[nodiscard]] uint64_t total() const;

    [[nodiscard]] double mean() const { // of none: 0
        return count() == 0 ? 0 : static_cast<double>(total()) / static_cast<double>(count());
    }

    // Of none: 0. The median of an even number of values is the lower of the two in the middle: one that occurred.
    [[nodiscard]] uint64_t min() const { return times_.empty() ? 0 : times_.begin()->first; }
    [[nodiscard]] uint64_t median() const;
    [[nodiscard]] uint64_t max() const { return times_.empty() ? 0 : times_.rbegin()->first; }

private:
    std::map<uint64_t, uint64_t> times_ = {}; // how often, by value
};

} // namespace redoubt::machine
