// SPDX-License-Identifier: Apache-2.0
#include "machine/board/ports.hpp"

#include <fmt/format.h>

namespace redoubt::machine {
namespace {

constexpr std::string_view rule = "an I/O port that no device claims";

constexpr uint32_t ones(unsigned size) {
    return ~uint32_t{0} >> (32 - 8 * size);
}

} // namespace

void Ports::claim(PortRange range, Device& device) {
    claims_.push_back({range, &device});
}

void Ports::release(Device const& device) {
    std::erase_if(claims_, [&](Claim const& claim) { return claim.device == &device; });
}

Ports::Claim const* Ports::find(uint32_t port, unsigned size) const {
    Claim const* narrowest = nullptr;
    for (auto const& claim : claims_)
        if (claim.range.contains(port, size) && (narrowest == nullptr || claim.range.count < narrowest->range.count))
            narrowest = &claim;
    return narrowest;
}

bool Ports::unclaimed(uint32_t port, unsigned size) const {
    for (unsigned i = 0; i < size; ++i)
        if (find(port + i, 1) != nullptr) return false;
    return true;
}

uint32_t Ports::read_at(uint32_t port, unsigned size) {
    if (auto const* const claim = find(port, size))
        return static_cast<uint32_t>(claim->device->read(port - claim->range.base, size)) & ones(size);
    if (unclaimed(port, size)) {
        reporter_.report(rule, fmt::format("read of {} bytes at port {:#x}", size, port));
        return ones(size);
    }
    auto const half = size / 2;
    auto const low = read_at(port, half);
    return low | read_at(port + half, half) << (8 * half);
}

void Ports::write_at(uint32_t port, unsigned size, uint32_t value) {
    if (auto const* const claim = find(port, size))
        return claim->device->write(port - claim->range.base, size, value & ones(size));
    if (unclaimed(port, size))
        return reporter_.report(rule, fmt::format("write of {:#x}, {} bytes, to port {:#x}", value, size, port));
    auto const half = size / 2;
    write_at(port, half, value & ones(half));
    write_at(port + half, half, value >> (8 * half));
}

} // namespace redoubt::machine
