// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/descriptor.hpp"

#include <algorithm>

namespace redoubt::machine {
namespace {

namespace rights = stm::abi::access_rights;

constexpr uint64_t accessed = 1ull << 40;
constexpr uint64_t busy = 1ull << 41;

// Of the byte that holds the type
constexpr uint64_t type_offset = 5;

[[noreturn]] void raise(Vector vector, uint64_t value) {
    throw Fault{vector, selector::error(value)};
}

void load_stack_segment(Core& core, uint64_t value) {
    auto& cpu = core.cpu;
    auto const cpl = cpu.cpl();
    if (selector::is_null(value)) {
        if (!core.mode64() || cpl == 3 || (value & selector::rpl) != cpl) general_protection();
        return cpu.set_segment(SegmentIndex::Ss, null_stack(value));
    }
    auto descriptor = find_descriptor(core, value);
    if (!descriptor || (value & selector::rpl) != cpl || descriptor->dpl() != cpl || !descriptor->is_writable_data())
        raise(Vector::GeneralProtection, value);
    if (!descriptor->present()) raise(Vector::StackFault, value);
    mark_accessed(core, *descriptor);
    cpu.set_segment(SegmentIndex::Ss, descriptor->segment(value));
}

} // namespace

Segment Descriptor::segment(uint64_t selector) const {
    auto limit = static_cast<uint32_t>((low & 0xffff) | (low >> 32 & 0xf0000));
    if (has(rights::kGranularity)) limit = limit << 12 | 0xfff;
    return {.selector = static_cast<uint16_t>(selector),
            .rights = rights(),
            .limit = limit,
            .base = (low >> 16 & 0xffffff) | (low >> 32 & 0xff000000) | high << 32};
}

std::optional<Descriptor> find_descriptor(Core& core, uint64_t selector, bool wide) {
    auto const& cpu = core.cpu;
    auto const offset = selector & selector::index;
    auto const last = offset + (wide ? 15 : 7);
    Descriptor found;
    if ((selector & selector::local) != 0) {
        auto const& ldt = cpu.segment(SegmentIndex::Ldtr);
        if (!ldt.usable() || last > ldt.limit) return std::nullopt;
        found.linear = ldt.base + offset;
    } else {
        if (last > cpu.gdtr.limit) return std::nullopt;
        found.linear = cpu.gdtr.base + offset;
    }
    found.low = core.memory.read(found.linear, 8, Rights::Supervisor);
    if (wide) found.high = core.memory.read(found.linear + 8, 8, Rights::Supervisor) & 0xffffffff;
    return found;
}

void mark_accessed(Core& core, Descriptor& descriptor) {
    if ((descriptor.low & accessed) != 0) return;
    descriptor.low |= accessed;
    core.memory.write(descriptor.linear + type_offset, 1, descriptor.low >> 40 & 0xff, Rights::Supervisor);
}

void mark_busy(Core& core, Descriptor& descriptor) {
    descriptor.low |= busy;
    core.memory.write(descriptor.linear + type_offset, 1, descriptor.low >> 40 & 0xff, Rights::Supervisor);
}

// Real mode leaves limit and rights as they are, and those of virtual-8086 mode are always the same.
Segment address_segment(Segment const& before, uint64_t selector) {
    auto after = before;
    after.selector = static_cast<uint16_t>(selector);
    after.base = uint64_t{after.selector} << 4;
    return after;
}

Segment null_stack(uint64_t selector) {
    auto const rpl = static_cast<uint32_t>(selector & selector::rpl);
    return {.selector = static_cast<uint16_t>(selector),
            .rights = rights::kUnusable | rpl << rights::kDplShift,
            .limit = 0,
            .base = 0};
}

void load_segment(Core& core, SegmentIndex index, uint64_t value) {
    auto& cpu = core.cpu;
    if (core.selectors_are_addresses()) return cpu.set_segment(index, address_segment(cpu.segment(index), value));
    if (index == SegmentIndex::Ss) return load_stack_segment(core, value);
    if (selector::is_null(value)) return cpu.set_segment(index, {.selector = static_cast<uint16_t>(value)});
    auto descriptor = find_descriptor(core, value);
    if (!descriptor || descriptor->is_system() || !descriptor->is_readable()) raise(Vector::GeneralProtection, value);
    auto const privilege = std::max<unsigned>(cpu.cpl(), value & selector::rpl);
    if (!descriptor->is_conforming() && privilege > descriptor->dpl()) raise(Vector::GeneralProtection, value);
    if (!descriptor->present()) raise(Vector::SegmentNotPresent, value);
    mark_accessed(core, *descriptor);
    cpu.set_segment(index, descriptor->segment(value));
}

} // namespace redoubt::machine
