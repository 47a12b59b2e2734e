// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/layout.hpp"

#include <cstring>
#include <numeric>
#include <random>
#include <utility>

namespace redoubt::machine {
namespace {

constexpr uint64_t marked = 0x6d5a'93c1'e07b'4f28; // a VMCS was stored here

uint64_t word(std::span<std::byte const, Layout::region_size> region, size_t offset) {
    uint64_t value;
    std::memcpy(&value, region.data() + offset, sizeof value);
    return value;
}

void set_word(std::span<std::byte, Layout::region_size> region, size_t offset, uint64_t value) {
    std::memcpy(region.data() + offset, &value, sizeof value);
}

} // namespace

// The standard fixes what the engine gives, but not what its shuffle does with it.
Layout::Layout(uint64_t seed) : offsets_{} {
    for (size_t i = 0; i < places; ++i)
        offsets_[i] = static_cast<uint16_t>(data_begins + i * sizeof(uint64_t));
    std::mt19937_64 random{seed};
    for (size_t i = places - 1; i > 0; --i)
        std::swap(offsets_[i], offsets_[random() % (i + 1)]);
}

void Layout::store(Vmcs const& vmcs, std::span<std::byte, region_size> region) const {
    for (auto const field : kFields)
        set_word(region, offset_of(field), vmcs.get(field));
    set_word(region, offsets_[launch_state], static_cast<uint64_t>(vmcs.launch_state()));
    set_word(region, offsets_[mark], marked);
}

void Layout::load(Vmcs& vmcs, std::span<std::byte const, region_size> region) const {
    bool const stored = word(region, offsets_[mark]) == marked;
    for (auto const field : kFields)
        vmcs.set(field, stored ? word(region, offset_of(field)) : Vmcs::poison(field));
    bool const launched =
        stored && word(region, offsets_[launch_state]) == static_cast<uint64_t>(LaunchState::Launched);
    vmcs.set_launch_state(launched ? LaunchState::Launched : LaunchState::Clear);
    vmcs.set_initialised(stored);
}

} // namespace redoubt::machine
