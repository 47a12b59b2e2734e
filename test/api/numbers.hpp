// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace redoubt::test {

// A plain set of numbers below 2^63, of which whole ranges come and go: the places where it begins, and where it ends.
class Numbers {
public:
    void put(std::uint64_t first, std::uint64_t last, bool in) {
        auto const from = std::ranges::lower_bound(changes_, first);
        auto const to = std::ranges::upper_bound(changes_, last + 1);
        bool const before = is_in(from), behind = is_in(to);
        std::array<std::uint64_t, 2> ends{};
        std::size_t n = 0;
        if (before != in) ends[n++] = first;
        if (behind != in) ends[n++] = last + 1;
        changes_.insert(changes_.erase(from, to), ends.begin(), ends.begin() + n);
    }

    [[nodiscard]] bool contains(std::uint64_t x) const { return is_in(std::ranges::upper_bound(changes_, x)); }
    [[nodiscard]] bool any(std::uint64_t first, std::uint64_t last) const {
        return contains(first) || !is_even(first, last);
    }
    [[nodiscard]] bool all(std::uint64_t first, std::uint64_t last) const {
        return contains(first) && is_even(first, last);
    }

    // As many ranges as it takes.
    [[nodiscard]] std::size_t ranges() const { return changes_.size() / 2; }

    // Where a range begins, and the first number behind it, in turn.
    [[nodiscard]] std::vector<std::uint64_t> const& changes() const { return changes_; }

private:
    using Place = std::vector<std::uint64_t>::const_iterator;

    // What is before the next change.
    [[nodiscard]] bool is_in(Place next) const { return (next - changes_.begin()) % 2 == 1; }
    [[nodiscard]] bool is_even(std::uint64_t first, std::uint64_t last) const {
        return std::ranges::upper_bound(changes_, first) == std::ranges::upper_bound(changes_, last);
    }

    std::vector<std::uint64_t> changes_;
};

} // namespace redoubt::test
