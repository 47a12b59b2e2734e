// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/protections.hpp"

#include "spec/abi/resource.h"

#include <algorithm>
#include <cstring>

namespace redoubt::hostile {
namespace {

using stm::abi::RscHeader;
using stm::abi::RscMem;
using stm::abi::RscType;

// Each descriptor until the end, or until something does not fit.
template <typename Each>
void for_each_descriptor(std::span<std::byte const> list, Each each) {
    for (std::size_t at = 0; list.size() - at >= sizeof(RscHeader);) {
        RscHeader header;
        std::memcpy(&header, list.data() + at, sizeof header);
        if (header.rsc_type == RscType::EndOfResources || header.length < sizeof header ||
            header.length > list.size() - at)
            return;
        each(header, list.subspan(at, header.length));
        at += header.length;
    }
}

bool is_memory(RscHeader const& header) {
    return header.rsc_type == RscType::MemRange || header.rsc_type == RscType::MmioRange;
}

bool ignored(RscHeader const& header) {
    return (header.flags & RscHeader::kIgnoreResource) != 0;
}

// Nothing: no range that one could speak of.
std::optional<RscMem> memory_of(std::span<std::byte const> descriptor) {
    RscMem range;
    if (descriptor.size() != sizeof range) return std::nullopt;
    std::memcpy(&range, descriptor.data(), sizeof range);
    if (range.length == 0 || range.base + (range.length - 1) < range.base) return std::nullopt;
    return range;
}

} // namespace

void Protections::protect(std::span<std::byte const> list) {
    for_each_descriptor(list, [&](RscHeader const& header, std::span<std::byte const> descriptor) {
        if (!is_memory(header) || ignored(header)) return;
        if (auto const range = memory_of(descriptor))
            denied_.push_back({range->base, range->base + (range->length - 1), range->rwx_attributes});
    });
}

void Protections::unprotect(std::span<std::byte const> list) {
    for_each_descriptor(list, [&](RscHeader const& header, std::span<std::byte const> descriptor) {
        if (header.rsc_type == RscType::AllResources) return forget();
        auto const range = is_memory(header) ? memory_of(descriptor) : std::nullopt;
        if (!range) return;
        auto const last = range->base + (range->length - 1);
        std::erase_if(denied_, [&](Denied const& each) { return each.first <= last && range->base <= each.last; });
    });
}

bool Protections::denies(uint64_t physical, machine::Access access) const {
    auto const kind = access == machine::Access::Read    ? RscMem::kRead
                      : access == machine::Access::Write ? RscMem::kWrite
                                                         : RscMem::kExecute;
    return std::ranges::any_of(denied_, [&](Denied const& each) {
        return each.first <= physical && physical <= each.last && (each.accesses & kind) != 0;
    });
}

} // namespace redoubt::hostile
