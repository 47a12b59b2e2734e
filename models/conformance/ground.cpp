// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/ground.hpp"

#include "models/conformance/legality.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <stdexcept>
#include <tuple>

namespace redoubt::conformance {
namespace {

using stm::Access;
using stm::Area;
using stm::Request;

bool asks(Request const& request, Access access) {
    return access == Access::Read ? request.read : access == Access::Write ? request.write : request.execute;
}

bool meets(Site const& one, Site const& other) {
    return one.area == other.area && one.edges.front() < other.edges.back() && other.edges.front() < one.edges.back();
}

// How many atoms each site has.
std::vector<std::size_t> any_parts(Random& random, std::size_t atoms) {
    std::vector<std::size_t> parts;
    while (atoms > 0) {
        parts.push_back(std::min(atoms, random.between(1, 6)));
        atoms -= parts.back();
    }
    return parts;
}

std::string name(Area area) {
    switch (area) {
    case Area::Physical: return "pages";
    case Area::Port: return "ports";
    case Area::Msr: return "MSR bits";
    case Area::Pci: return "PCI bytes";
    case Area::TrappedPort: return "trapped ports";
    }
    return "nothing";
}

} // namespace

bool is_kept(stm::Layout const& layout, Piece const& piece) {
    if (piece.area == Area::Physical) return piece.first <= layout.tseg_last && piece.last >= layout.mseg_first;
    return piece.area == Area::Msr && piece.access == Access::Write && has_kept_msr(piece.first / 64, piece.last / 64);
}

bool is_named(RequestList const& list, Piece const& piece) {
    return std::ranges::any_of(list, [&](Request const& request) {
        if (!is_legal(request) || request.area != piece.area || !asks(request, piece.access)) return false;
        if (request.last < piece.first || piece.last < request.first) return false;
        if (piece.first < request.first || request.last < piece.last)
            throw std::logic_error("a request names a part of an atom");
        return true;
    });
}

bool may_be_named(stm::Call call, RequestList const& list) {
    return std::ranges::all_of(list, call == stm::Call::Claim ? is_legal : is_os_legal);
}

bool adjoin(Piece const& piece, Piece const& next) {
    if (piece.area == next.area && piece.access == next.access) return piece.last + 1 == next.first;
    // The table is one line of 2^40 numbers for each area and access, so only pages reach from the end of one to the
    // next.
    auto const line = [](Piece const& each) {
        return 3 * static_cast<unsigned>(each.area) + static_cast<unsigned>(each.access);
    };
    return line(piece) + 1 == line(next) && piece.last + 1 == std::uint64_t{1} << 40U && next.first == 0;
}

Request request_for(Piece const& piece) {
    return {.area = piece.area,
            .read = piece.access == Access::Read,
            .write = piece.access == Access::Write,
            .execute = piece.access == Access::Execute,
            .first = piece.first,
            .last = piece.last};
}

Ground any_ground(Random& random, std::size_t atoms, std::size_t lists) {
    auto const tseg = 0x7f000 + random.below(4);
    auto const mseg = tseg + 0x20 + random.below(4);
    Ground ground{.layout = {.tseg_first = tseg, .mseg_first = mseg, .tseg_last = mseg + 0x20 + random.below(4)},
                  .atoms = {},
                  .lists = std::vector<RequestList>(lists)};
    std::vector<Site> sites;
    for (auto const count : any_parts(random, atoms)) {
        auto site = any_site(random, ground.layout, count);
        while (std::ranges::any_of(sites, [&](Site const& other) { return meets(site, other); }))
            site = any_site(random, ground.layout, count);
        sites.push_back(site);
        for (std::size_t i = 0; i < site.segments(); ++i)
            for (auto const access : site.accesses)
                ground.atoms.push_back({site.area, access, site.edges[i], site.edges[i + 1] - 1});
    }
    std::ranges::sort(ground.atoms, {},
                      [](Piece const& piece) { return std::tuple(piece.area, piece.access, piece.first); });
    for (auto& list : ground.lists) {
        auto const* site = &random.of(sites); // mostly one, or else hardly a list would be legal
        for (auto count = random.one_in(12) ? 0 : random.between(1, 4); count > 0; --count) {
            if (random.one_in(3)) site = &random.of(sites);
            list.push_back(any_request(random, *site));
        }
    }
    return ground;
}

std::string text(Piece const& piece) {
    return text(RequestList{request_for(piece)});
}

std::string text(RequestList const& list) {
    std::string line;
    for (auto const& request : list)
        line +=
            fmt::format("{}{} {:#x}-{:#x} {}{}{}", line.empty() ? "" : ", ", name(request.area), request.first,
                        request.last, request.read ? "r" : "", request.write ? "w" : "", request.execute ? "x" : "");
    return line.empty() ? "nothing" : line;
}

} // namespace redoubt::conformance
