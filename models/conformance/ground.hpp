// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "tools/support/random.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What the atoms and lists of M4 stand for in one walk, and what the specification says of them. Written without a
// look at the monitor's own answers to that.
namespace redoubt::conformance {

using support::Random;

// An atom of the model: one, or a range of which requests name all or nothing.
struct Piece {
    stm::Area area;
    stm::Access access;
    std::uint64_t first;
    std::uint64_t last;
};

// Neighbours of one area, in some of its accesses: segment i is from edges[i] on, up to the next edge.
struct Site {
    stm::Area area;
    std::vector<stm::Access> accesses;
    std::vector<std::uint64_t> edges;

    [[nodiscard]] std::size_t segments() const { return edges.size() - 1; }
};

using RequestList = std::vector<stm::Request>;

struct Ground {
    stm::Layout layout;
    std::vector<Piece> atoms; // in the order of the areas, accesses and places
    std::vector<RequestList> lists;
};

[[nodiscard]] Ground any_ground(Random& random, std::size_t atoms, std::size_t lists);

// At both ends of areas, around what the monitor keeps, and where an OS must not name a part alone.
[[nodiscard]] Site any_site(Random& random, stm::Layout const& layout, std::size_t atoms);

// Requests for parts of a site, some of them such that nobody may make them.
[[nodiscard]] stm::Request any_request(Random& random, Site const& site);

[[nodiscard]] bool is_kept(stm::Layout const& layout, Piece const& piece);
[[nodiscard]] bool is_named(RequestList const& list, Piece const& piece);
[[nodiscard]] bool may_be_named(stm::Call call, RequestList const& list);
[[nodiscard]] bool adjoin(Piece const& piece, Piece const& next); // they make one range
[[nodiscard]] stm::Request request_for(Piece const& piece);

[[nodiscard]] std::string text(Piece const& piece);
[[nodiscard]] std::string text(RequestList const& list);

} // namespace redoubt::conformance
