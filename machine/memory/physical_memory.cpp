// SPDX-License-Identifier: Apache-2.0
#include "machine/memory/physical_memory.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>

namespace redoubt::machine {
namespace {

constexpr uint64_t page_number(uint64_t physical) {
    return physical / kPageSize;
}

constexpr uint64_t first_of_page(uint64_t physical) {
    return physical & ~(kPageSize - 1);
}

constexpr uint64_t ones(unsigned size) {
    return ~uint64_t{0} >> (64 - 8 * size);
}

bool shares_page(Range const& range, uint64_t page) {
    return range.size != 0 && first_of_page(range.base) <= page && page <= range.base + (range.size - 1);
}

// An access over the end of a page comes in parts of any size, but devices know powers of two.
template <typename Each>
void in_powers_of_two(unsigned size, Each each) {
    for (unsigned done = 0; done < size;) {
        auto const part = std::bit_floor(size - done);
        each(done, part);
        done += part;
    }
}

std::string_view name(Origin origin) {
    switch (origin) {
    case Origin::Processor: return "a processor outside SMM";
    case Origin::ProcessorInSmm: return "a processor in SMM";
    case Origin::Dma: return "a device";
    }
    return {};
}

} // namespace

void PhysicalMemory::add_ram(Range range) {
    ram_.push_back(range);
    forget_pages();
}

void PhysicalMemory::add_device(Range range, Device& device) {
    devices_.push_back({range, &device});
    std::erase_if(pages_, [&](auto const& page) { return shares_page(range, page.first * kPageSize); });
    forget_pages();
}

void PhysicalMemory::set_smram(Range range) {
    smram_ = range;
    forget_pages();
}

void PhysicalMemory::watch(uint64_t physical, Watcher& watcher) {
    watchers_[page_number(physical)] = &watcher;
    forget_pages();
}

void PhysicalMemory::unwatch(uint64_t physical) {
    watchers_.erase(page_number(physical));
    forget_pages();
}

void PhysicalMemory::forget_pages() {
    for (auto* const keeper : keepers_)
        keeper->forget_pages();
}

bool PhysicalMemory::holds_ram(uint64_t page) const {
    return std::ranges::any_of(ram_, [&](Range const& range) { return range.contains(page); }) &&
           std::ranges::none_of(devices_, [&](Placed const& placed) { return shares_page(placed.range, page); });
}

std::byte* PhysicalMemory::page_bytes(uint64_t physical) {
    auto const found = pages_.find(page_number(physical));
    if (found != pages_.end()) return found->second->data();
    if (!holds_ram(first_of_page(physical))) return nullptr;
    return (pages_[page_number(physical)] = std::make_unique<Bytes>())->data();
}

PhysicalMemory::Placed const* PhysicalMemory::device_at(uint64_t physical) const {
    auto const found =
        std::ranges::find_if(devices_, [&](Placed const& placed) { return placed.range.contains(physical); });
    return found == devices_.end() ? nullptr : &*found;
}

bool PhysicalMemory::closed(uint64_t physical, Origin origin) const {
    return origin != Origin::ProcessorInSmm && smram_.contains(physical);
}

void PhysicalMemory::tell_watcher(uint64_t physical, unsigned size, Access access, Origin origin) {
    auto const watcher = watchers_.find(page_number(physical));
    if (watcher != watchers_.end()) watcher->second->accessed(physical, size, access, origin);
}

void PhysicalMemory::report_closed(uint64_t physical, unsigned size, Access access, Origin origin) {
    reporter_.report("SDM vol. 3A 11.11.2.4",
                     fmt::format("{} of {} bytes at {:#x} by {}: in SMRAM", access == Access::Write ? "write" : "read",
                                 size, physical, name(origin)));
}

Page PhysicalMemory::page(uint64_t physical, Origin origin) {
    auto const asked = closed(physical, origin) || watchers_.contains(page_number(physical));
    return {asked ? nullptr : page_bytes(physical), first_of_page(physical)};
}

uint64_t PhysicalMemory::read(uint64_t physical, unsigned size, Origin origin) {
    if (closed(physical, origin)) {
        report_closed(physical, size, Access::Read, origin);
        return ones(size);
    }
    tell_watcher(physical, size, Access::Read, origin);
    auto const* const placed = device_at(physical);
    if (placed == nullptr) return word(physical, size);
    uint64_t value = 0;
    in_powers_of_two(size, [&](unsigned done, unsigned part) {
        auto const read = placed->device->read(physical + done - placed->range.base, part);
        value |= (read & ones(part)) << (8 * done);
    });
    return value;
}

void PhysicalMemory::write(uint64_t physical, unsigned size, uint64_t value, Origin origin) {
    if (closed(physical, origin)) return report_closed(physical, size, Access::Write, origin);
    tell_watcher(physical, size, Access::Write, origin);
    auto const* const placed = device_at(physical);
    if (placed == nullptr) return set_word(physical, size, value);
    in_powers_of_two(size, [&](unsigned done, unsigned part) {
        placed->device->write(physical + done - placed->range.base, part, (value >> (8 * done)) & ones(part));
    });
}

std::byte* PhysicalMemory::ram(uint64_t physical) {
    auto* const bytes = page_bytes(physical);
    return bytes == nullptr ? nullptr : bytes + physical % kPageSize;
}

uint64_t PhysicalMemory::word(uint64_t physical, unsigned size) {
    auto const* const bytes = ram(physical);
    if (bytes == nullptr) return ones(size);
    uint64_t value = 0;
    std::memcpy(&value, bytes, size);
    return value;
}

void PhysicalMemory::set_word(uint64_t physical, unsigned size, uint64_t value) {
    if (auto* const bytes = ram(physical)) std::memcpy(bytes, &value, size);
}

uint64_t PhysicalMemory::named_word(uint64_t physical, unsigned size, Origin origin) {
    return closed(physical, origin) ? ones(size) : word(physical, size);
}

void PhysicalMemory::set_named_word(uint64_t physical, unsigned size, uint64_t value, Origin origin) {
    if (!closed(physical, origin)) set_word(physical, size, value);
}

} // namespace redoubt::machine
