// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/ground.hpp"

#include <algorithm>

namespace redoubt::conformance {
namespace {

using stm::Access;
using stm::Area;
using stm::Request;

// Where sites lie.
struct Kind {
    Area area;
    std::uint64_t unit;                // edges are multiples of it
    std::size_t widest;                // a segment, in units
    std::vector<std::uint64_t> pivots; // in units; one of the edges
    std::uint64_t end = 0;             // of the area, in units
};

std::vector<Kind> kinds(stm::Layout const& layout) {
    return {
        {Area::Physical, 1, 3, {layout.tseg_first, layout.mseg_first, layout.tseg_last + 1}, std::uint64_t{1} << 40U},
        {Area::Physical, 1, 3, {0, 0x2000, std::uint64_t{1} << 40U}, std::uint64_t{1} << 40U},
        {Area::Port, 1, 3, {0, 0xcf8, 0x10000}, 0x10000},
        {Area::TrappedPort, 1, 3, {0, 0xb2, 0x10000}, 0x10000},
        {Area::Msr, 64, 1, {0, 0x9b, 0x9c, 0x1f2, 0x1f3, 0x1f4, 0xc0000080}, std::uint64_t{1} << 32U},
        {Area::Msr, 1, 6, {64 * 0x8b, 64 * 0x9b, 64 * 0x9c, 64 * 0x1f2, 64 * 0x1f4}, std::uint64_t{1} << 38U},
        {Area::Pci, 4096, 3, {0, 0x1234, 0x10000}, 0x10000},
        {Area::Pci, 1, 3, {4096 * 0xf8, 4096 * 0xf8 + 0x10}, std::uint64_t{1} << 28U},
    };
}

// Edges around a pivot, as far as the area reaches.
std::vector<std::uint64_t> around(Random& random, Kind const& kind, std::size_t segments) {
    auto const pivot = random.of(kind.pivots);
    auto const below = pivot == 0 ? 0 : pivot == kind.end ? segments : random.between(0, segments);
    std::vector<std::uint64_t> edges{pivot};
    for (std::size_t i = 0; i < below; ++i)
        edges.insert(edges.begin(), edges.front() - random.between(1, kind.widest));
    while (edges.size() <= segments)
        edges.push_back(edges.back() + random.between(1, kind.widest));
    for (auto& edge : edges)
        edge *= kind.unit;
    return edges;
}

// All of an MSR or of a PCI function, in pieces: an OS may name all of them together.
std::vector<std::uint64_t> split(Random& random, Area area, std::size_t segments) {
    auto const size = area == Area::Msr ? 64U : 4096U;
    auto const base = size * random.of(std::vector<std::uint64_t>{0, 0x9b, 0x1f3, 0x300});
    std::vector<std::uint64_t> edges{base};
    for (std::size_t i = 1; i < segments; ++i)
        edges.push_back(edges.back() + random.between(1, 6));
    edges.push_back(base + size);
    return edges;
}

std::vector<Access> any_accesses(Random& random, Area area, std::size_t count) {
    std::vector<Access> all{Access::Read, Access::Write};
    if (area == Area::Physical) all.push_back(Access::Execute);
    while (all.size() > count)
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(random.below(all.size())));
    return all;
}

// Of one that is legal: what nobody may ask for.
Request spoiled(Random& random, Request request) {
    switch (random.below(5)) {
    case 0: // reversed
        ++request.first;
        request.last = request.first - 1;
        return request;
    case 1: request.read = request.write = request.execute = false; return request;
    case 2: request.last = std::uint64_t{1} << 40U; return request; // beyond the end of every area
    case 3: request.area = static_cast<Area>(5); return request;
    default: // executing what is no memory, or what does not exist
        request.execute = true;
        if (request.area == Area::Physical) request.last = ~std::uint64_t{0};
        return request;
    }
}

} // namespace

Site any_site(Random& random, stm::Layout const& layout, std::size_t atoms) {
    auto const all = kinds(layout);
    auto const& kind = random.of(all);
    auto const most = std::min<std::size_t>(atoms, kind.area == Area::Physical ? 3 : 2);
    auto accesses = random.between(1, most);
    while (atoms % accesses != 0)
        --accesses;
    auto const segments = atoms / accesses;
    auto const whole = (kind.area == Area::Msr || kind.area == Area::Pci) && kind.unit == 1 && random.one_in(2);
    return {kind.area, any_accesses(random, kind.area, accesses),
            whole ? split(random, kind.area, segments) : around(random, kind, segments)};
}

Request any_request(Random& random, Site const& site) {
    auto const from = random.below(site.segments());
    auto const to = random.between(from, site.segments() - 1);
    Request request{.area = site.area,
                    .read = false,
                    .write = false,
                    .execute = false,
                    .first = site.edges[from],
                    .last = site.edges[to + 1] - 1};
    auto const sure = random.of(site.accesses); // and perhaps others
    for (auto const access : site.accesses) {
        if (access != sure && random.one_in(2)) continue;
        if (access == Access::Read) request.read = true;
        if (access == Access::Write) request.write = true;
        if (access == Access::Execute) request.execute = true;
    }
    return random.one_in(12) ? spoiled(random, request) : request;
}

} // namespace redoubt::conformance
