// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/interval_set.h"
#include "test/policy/random.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace redoubt::test {

// All atoms, cut into consecutive cells. A set made of whole cells has as many runs of cells as of atoms, so a bitmap
// of a few cells stands for a set of any size. The first and last atom of each cell tell whether an end is off by one.
class Cells {
public:
    // Cells of one atom at the bottom, and the rest in one cell.
    static Cells bottom(std::size_t count) {
        std::set<std::uint64_t> starts;
        while (starts.size() < count)
            starts.insert(starts.size());
        return Cells(starts);
    }

    // Cells of one atom at the top, and what is below in one cell.
    static Cells top(std::size_t count) {
        std::set<std::uint64_t> starts{0};
        while (starts.size() < count)
            starts.insert(stm::kLastAtom + 1 - starts.size());
        return Cells(starts);
    }

    // Cells of one atom between cells of any size, up to a good part of all atoms; the lowest and the highest atom are
    // cells.
    static Cells scattered(std::size_t count, Random& random) {
        std::set<std::uint64_t> starts{0, 1, stm::kLastAtom};
        while (starts.size() < count) {
            auto const start =
                random.below(stm::kLastAtom) >> random.below(24); // small atoms are as likely as huge ones
            starts.insert(start);
            if (random.one_in(2) && starts.size() < count) starts.insert(start + 1);
        }
        return Cells(starts);
    }

    [[nodiscard]] std::size_t count() const { return edges_.size() - 1; }
    [[nodiscard]] std::uint64_t first(std::size_t cell) const { return edges_[cell]; }
    [[nodiscard]] std::uint64_t last(std::size_t cell) const { return edges_[cell + 1] - 1; }

private:
    explicit Cells(std::set<std::uint64_t> const& starts) : edges_(starts.begin(), starts.end()) {
        edges_.push_back(stm::kLastAtom + 1);
    }

    std::vector<std::uint64_t> edges_;
};

} // namespace redoubt::test
