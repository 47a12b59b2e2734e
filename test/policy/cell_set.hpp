// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace redoubt::test {

// The oracle: which cells are in the set, one bit each. Nothing here is sorted, merged or searched.
class CellSet {
public:
    explicit CellSet(std::size_t cells) : in_(cells, false) {}

    [[nodiscard]] std::size_t cells() const { return in_.size(); }
    [[nodiscard]] std::size_t runs() const { return runs_; }
    [[nodiscard]] bool contains(std::size_t cell) const { return in_[cell]; }

    [[nodiscard]] bool any(std::size_t first, std::size_t last) const { return found(first, last, true); }
    [[nodiscard]] bool all(std::size_t first, std::size_t last) const { return !found(first, last, false); }

    void clear() {
        in_.assign(in_.size(), false);
        runs_ = 0;
    }

    // Puts the cells first..last in or out, unless that would leave more than `limit` maximal runs: then false, and
    // nothing changed.
    bool assign(std::size_t first, std::size_t last, bool in, std::size_t limit) {
        auto const kept = std::vector<bool>(at(first), at(last + 1));
        auto const others = runs_ - starts(first, last + 1);
        std::fill(at(first), at(last + 1), in);
        auto const runs = others + starts(first, last + 1);
        if (runs > limit) {
            std::copy(kept.begin(), kept.end(), at(first));
            return false;
        }
        runs_ = runs;
        return true;
    }

private:
    using Place = std::vector<bool>::difference_type;
    std::vector<bool>::iterator at(std::size_t cell) { return in_.begin() + static_cast<Place>(cell); }

    [[nodiscard]] bool found(std::size_t first, std::size_t last, bool in) const {
        for (auto cell = first; cell <= last; ++cell)
            if (in_[cell] == in) return true;
        return false;
    }

    // Runs that start in first..last; a change of these cells but the last cannot make or end any other.
    [[nodiscard]] std::size_t starts(std::size_t first, std::size_t last) const {
        std::size_t count = 0;
        for (auto cell = first; cell <= last && cell < in_.size(); ++cell)
            if (in_[cell] && (cell == 0 || !in_[cell - 1])) ++count;
        return count;
    }

    std::vector<bool> in_;
    std::size_t runs_ = 0;
};

} // namespace redoubt::test
