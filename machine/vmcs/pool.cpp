// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/pool.hpp"

#include <fmt/format.h>
#include <span>

namespace redoubt::machine {
namespace {

constexpr std::string_view use_of_a_vmcs = "SDM vol. 3C 24.11.1";

std::string_view name_of(Access access) {
    switch (access) {
    case Access::Read: return "read";
    case Access::Write: return "write";
    case Access::Execute: break;
    }
    return "fetch";
}

} // namespace

VmcsPool::VmcsPool(PhysicalMemory& memory, Layout const& layout, Reporter& reporter)
    : memory_(memory), layout_(layout), reporter_(reporter) {}

void VmcsPool::take(Active& active, unsigned cpu, std::string_view instruction) {
    if (active.cpu != cpu)
        reporter_.report(use_of_a_vmcs,
                         fmt::format("{} by processor {} of the VMCS at {:#x}, which is active on processor {}",
                                     instruction, cpu, active.vmcs->address(), active.cpu));
    active.cpu = cpu;
}

std::shared_ptr<Vmcs> VmcsPool::load(unsigned cpu, uint64_t address) {
    auto const [found, added] = active_.try_emplace(address, Active{nullptr, cpu});
    auto& active = found->second;
    if (added) {
        active.vmcs = std::make_shared<Vmcs>(address);
        layout_.load(*active.vmcs,
                     std::span<std::byte const, Layout::region_size>{memory_.ram(address), Layout::region_size});
        memory_.watch(address, *this);
    } else {
        take(active, cpu, "VMPTRLD");
    }
    return active.vmcs;
}

void VmcsPool::clear(unsigned cpu, uint64_t address) {
    auto* const bytes = memory_.ram(address);
    if (bytes == nullptr) return; // nothing is there that could hold a VMCS
    std::span<std::byte, Layout::region_size> const region{bytes, Layout::region_size};
    Vmcs cleared{address};
    if (auto const found = active_.find(address); found != active_.end()) {
        take(found->second, cpu, "VMCLEAR");
        cleared = *found->second.vmcs;
        active_.erase(found);
        memory_.unwatch(address);
    } else {
        layout_.load(cleared, region);
    }
    cleared.set_launch_state(LaunchState::Clear);
    layout_.store(cleared, region);
}

Vmcs* VmcsPool::find(uint64_t address) {
    auto const found = active_.find(address);
    return found == active_.end() ? nullptr : found->second.vmcs.get();
}

std::optional<unsigned> VmcsPool::processor_of(uint64_t address) const {
    auto const found = active_.find(address);
    return found == active_.end() ? std::nullopt : std::optional{found->second.cpu};
}

// Of the region's head software may read all, and write the VMX-abort indicator (SDM vol. 3C 24.2).
void VmcsPool::accessed(uint64_t physical, unsigned size, Access access, Origin) {
    auto const offset = physical % kPageSize;
    bool const head = offset + size <= Layout::data_begins;
    if (head && (access == Access::Read || offset >= Layout::abort_indicator)) return;
    reporter_.report(use_of_a_vmcs, fmt::format("{} of the active VMCS region at {:#x}, {} bytes at offset {:#x}",
                                                name_of(access), physical - offset, size, offset));
}

} // namespace redoubt::machine
