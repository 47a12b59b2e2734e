// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/policy.hpp"

#include <algorithm>

namespace redoubt::fuzz {

using stm::Area;
using test::Window;

namespace {

constexpr std::uint64_t kSmramPages = 0x40;

std::uint64_t unit_of(Area area) {
    return area == Area::Msr ? 64 : area == Area::Pci ? 4096 : 1;
}

} // namespace

std::vector<Window> const& policy_windows() {
    static std::vector<Window> const all{{Area::Physical, 0, 4},
                                         {Area::Physical, 0x7f0, kSmramPages},
                                         {Area::Physical, stm::kLastPage - 3, 4},
                                         {Area::Port, 0, 40},
                                         {Area::Port, stm::kLastPort - 7, 8},
                                         {Area::TrappedPort, 0xb0, 8},
                                         {Area::Msr, 64 * 0x99, 64 * 4},
                                         {Area::Msr, 64 * 0x1f0, 64 * 6},
                                         {Area::Msr, 64 * std::uint64_t{0xffffffff}, 64},
                                         {Area::Pci, 4096 * std::uint64_t{0xffff}, 4096}};
    return all;
}

stm::Layout read_layout(Input& input) {
    auto const tseg = 0x7f0 + input.below(kSmramPages / 2);
    auto const mseg = tseg + input.below(kSmramPages / 4);
    return {.tseg_first = tseg, .mseg_first = mseg, .tseg_last = mseg + input.below(kSmramPages / 4)};
}

void put_layout(Seed& seed, unsigned tseg, unsigned mseg, unsigned top) {
    seed.below(kSmramPages / 2, tseg).below(kSmramPages / 4, mseg).below(kSmramPages / 4, top);
}

// Five bytes: window, accesses with what is wrong, first unit, bits that are cut off, units.
stm::Request read_request(Input& input) {
    auto const& window = policy_windows()[input.below(policy_windows().size())];
    auto const kind = input.byte();
    auto const unit = unit_of(window.area);
    auto const units = window.count / unit;
    auto const from = input.below(256) % units;
    auto const cut = input.byte();
    auto const to = std::min(from + input.below(4), units - 1);
    stm::Request r{.area = window.area,
                   .read = (kind & 1) != 0,
                   .write = (kind & 2) != 0,
                   .execute = (kind & 4) != 0,
                   .first = window.first + from * unit,
                   .last = window.first + (to + 1) * unit - 1};
    if ((kind & 0x10) != 0) r.first += cut % unit;
    if ((kind & 0x20) != 0) r.last -= std::min<std::uint64_t>(cut / 2 % unit, r.last - r.first);
    if ((kind & 0xc0) == 0x80) r.first = r.last + 1;
    if ((kind & 0xc0) == 0xc0) r.last = ~std::uint64_t{0};
    return r;
}

void put_request(Seed& seed, unsigned window, unsigned accesses, unsigned first, unsigned units) {
    seed.below(policy_windows().size(), window).byte(accesses).below(256, first).byte(0).below(4, units - 1);
}

} // namespace redoubt::fuzz
