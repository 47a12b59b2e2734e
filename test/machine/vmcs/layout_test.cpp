// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/layout.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <set>
#include <vector>

using namespace redoubt::machine;

namespace {

using Region = std::array<std::byte, Layout::region_size>;

// Each field with a value of its own, as wide as the field.
Vmcs sample() {
    Vmcs vmcs{0x1000};
    uint64_t value = 0x9e37'79b9'7f4a'7c15;
    for (auto const field : kFields) {
        vmcs.set(field, value);
        value = value * 0x5851'f42d'4c95'7f2d + 1;
    }
    return vmcs;
}

std::vector<size_t> offsets(Layout const& layout) {
    std::vector<size_t> all;
    for (auto const field : kFields)
        all.push_back(layout.offset_of(field));
    return all;
}

} // namespace

TEST_CASE("machine: a VMCS comes back from its region as it was stored") {
    for (uint64_t seed = 0; seed < 20; ++seed)
        for (auto const state : {LaunchState::Clear, LaunchState::Launched}) {
            Layout const layout{seed};
            auto stored = sample();
            stored.set_launch_state(state);
            Region region = {};
            layout.store(stored, region);
            Vmcs loaded{0x2000};
            layout.load(loaded, region);
            for (auto const field : kFields)
                CHECK(loaded.get(field) == stored.get(field));
            CHECK(loaded.launch_state() == state);
            CHECK(loaded.initialised());
            CHECK(loaded.address() == 0x2000);
        }
}

TEST_CASE("machine: the fields of a VMCS lie apart, within the region and behind its head") {
    for (uint64_t seed = 0; seed < 20; ++seed) {
        std::set<size_t> bytes;
        for (auto const offset : offsets(Layout{seed})) {
            CHECK(offset >= 8);
            CHECK(offset + 8 <= 4096);
            for (size_t i = 0; i < 8; ++i)
                CHECK(bytes.insert(offset + i).second);
        }
    }
}

TEST_CASE("machine: a field is stored where the layout says") {
    Layout const layout{7};
    auto const vmcs = sample();
    Region region = {};
    layout.store(vmcs, region);
    for (auto const field : kFields) {
        uint64_t value = 0;
        std::memcpy(&value, region.data() + layout.offset_of(field), sizeof value);
        CHECK(value == vmcs.get(field));
    }
}

TEST_CASE("machine: a seed gives one layout, and another seed another") {
    std::set<std::vector<size_t>> layouts;
    for (uint64_t seed = 0; seed < 20; ++seed) {
        CHECK(offsets(Layout{seed}) == offsets(Layout{seed}));
        layouts.insert(offsets(Layout{seed}));
    }
    CHECK(layouts.size() == 20);
}

TEST_CASE("machine: storing a VMCS leaves the revision identifier and the abort indicator") {
    Region region = {};
    for (size_t i = 0; i < 8; ++i)
        region[i] = static_cast<std::byte>(0xa0 + i);
    Layout{3}.store(sample(), region);
    for (size_t i = 0; i < 8; ++i)
        CHECK(region[i] == static_cast<std::byte>(0xa0 + i));
}

TEST_CASE("machine: a region that never held a VMCS gives undefined fields") {
    for (auto const filling : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}}) {
        Region region;
        for (size_t i = 0; i < region.size(); i += sizeof filling)
            std::memcpy(region.data() + i, &filling, sizeof filling);
        auto loaded = sample();
        loaded.set_launch_state(LaunchState::Launched);
        Layout{5}.load(loaded, region);
        CHECK_FALSE(loaded.initialised());
        CHECK(loaded.launch_state() == LaunchState::Clear);
        for (auto const field : kFields)
            CHECK(loaded.get(field) == Vmcs::poison(field));
    }
}
