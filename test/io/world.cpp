// SPDX-License-Identifier: Apache-2.0
#include "test/io/world.hpp"

#include <algorithm>

namespace redoubt::test {

namespace {

bool names(std::vector<stm::Request> const& all, stm::Area area, bool write, std::uint64_t x) {
    return std::any_of(all.begin(), all.end(), [&](stm::Request const& r) {
        return r.area == area && (write ? r.write : r.read) && r.first <= x && x <= r.last;
    });
}

stm::Request request(stm::Area area, bool read, bool write, std::uint64_t first, std::uint64_t last) {
    return {.area = area, .read = read, .write = write, .execute = false, .first = first, .last = last};
}

} // namespace

void World::start() {
    policy->start(layout);
    claims_.clear();
    protections_.clear();
}

bool World::claim(stm::Area area, bool read, bool write, std::uint64_t first, std::uint64_t last) {
    auto const r = request(area, read, write, first, last);
    stm::Status verdict{};
    if (policy->claim(&r, 1, &verdict) != stm::Status::Ok) return false;
    claims_.push_back(r);
    return true;
}

bool World::protect(stm::Area area, bool read, bool write, std::uint64_t first, std::uint64_t last) {
    auto const r = request(area, read, write, first, last);
    stm::Status verdict{};
    if (policy->protect(&r, 1, &verdict) != stm::Status::Ok) return false;
    protections_.push_back(r);
    return true;
}

bool World::claimed(stm::Area area, bool write, std::uint64_t x) const {
    return names(claims_, area, write, x);
}

bool World::is_protected(stm::Area area, bool write, std::uint64_t x) const {
    return names(protections_, area, write, x);
}

void grant_ports(World& world, Random& random) {
    std::vector<std::uint64_t> const places{0,     0x40,  0x60,  0xb0,   0x3f0,  0xcf0,
                                            0xcf8, 0xcfb, 0xcfe, 0x7fff, 0xffc0, 0xfffe};
    for (unsigned i = 0; i < 60; ++i) {
        auto const near = std::min<std::uint64_t>(random.of(places) + random.below(8), 0xffff);
        auto const first = random.one_in(3) ? random.below(0x10000) : near;
        auto const last = std::min<std::uint64_t>(first + random.below(random.one_in(8) ? 300 : 6), 0xffff);
        auto const both = random.one_in(2);
        auto const read = both || random.one_in(2);
        if (random.one_in(3))
            (void)world.protect(stm::Area::Port, read, both || !read, first, last);
        else
            (void)world.claim(stm::Area::Port, read, both || !read, first, last);
    }
}

} // namespace redoubt::test
