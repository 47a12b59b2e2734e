// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/processors.hpp"

#include "machine/hosted/long_mode.hpp"
#include "spec/abi/vmx_control.h"

#include <stdexcept>

namespace redoubt::conformance {
namespace {

using machine::LaunchState;
using machine::Transition;
using machine::VmxOperation;
namespace entry_control = stm::abi::entry_control;

constexpr std::uint32_t revision = 0x1234;
constexpr std::uint32_t mseg_revision = 0x5678;
constexpr std::uint64_t mseg = 0x200000;
constexpr std::uint64_t monitor_code = mseg + 0x1000;
constexpr std::uint64_t monitor_stack = mseg + 0x8000;
constexpr unsigned physical_bits = 39;

constexpr std::uint64_t vmxon_region(std::uint64_t cpu) {
    return 0x10000 + cpu * machine::kPageSize;
}
constexpr std::uint64_t bios_region(std::uint64_t cpu) { // the VMCS that is current at the activation
    return 0x20000 + cpu * machine::kPageSize;
}

} // namespace

std::uint64_t Processors::address_of(std::size_t region) {
    return 0x300000 + region * machine::kPageSize;
}

Processors::Processors(std::size_t count, std::vector<bool> const& were_launched, std::uint64_t seed)
    : capabilities_(machine::make_capabilities(revision, mseg_revision, physical_bits)), layout_(seed),
      pool_(memory_, layout_, reports_), regions_(were_launched.size()) {
    memory_.add_ram({0, 16 * 1024 * 1024});
    machine::put_mseg_header(memory_, mseg, mseg_revision);
    machine::Vmcs vmcs{0};
    machine::fill_long_mode(vmcs, capabilities_);
    vmcs.set(Field::HostRip, monitor_code);
    vmcs.set(Field::HostRsp, monitor_stack);
    vmcs.set_initialised(true);
    for (std::size_t i = 0; i < regions_; ++i) {
        vmcs.set_launch_state(were_launched[i] ? LaunchState::Launched : LaunchState::Clear);
        place(address_of(i), vmcs);
    }
    vmcs.set_launch_state(LaunchState::Clear);
    for (unsigned cpu = 0; cpu < count; ++cpu) {
        memory_.set_word(vmxon_region(cpu), 4, revision);
        place(bios_region(cpu), vmcs);
        all_.push_back(std::make_unique<Processor>(*this, cpu));
        all_[cpu]->vmx.vmxon(vmxon_region(cpu));
        if (!succeeded(*all_[cpu])) throw std::logic_error("VMXON failed");
    }
}

Processors::Processor::Processor(Processors& board, unsigned number)
    : mmu(state, board.memory_, physical_bits), vmx({.processor = number,
                                                     .state = state,
                                                     .mmu = mmu,
                                                     .memory = board.memory_,
                                                     .capabilities = board.capabilities_,
                                                     .pool = board.pool_,
                                                     .msrs = msrs,
                                                     .reporter = board.reports_}) {
    machine::enter_long_mode(state);
    state.rip = 0x8000;
}

Mode Processors::mode(std::size_t cpu) const {
    auto const& processor = *all_[cpu];
    if (!processor.vmx.dual_monitor()) return Mode::Off;
    return processor.state.in_smm && processor.vmx.operation() == VmxOperation::Root ? Mode::Monitor : Mode::Guest;
}

std::uint64_t Processors::current(std::size_t cpu) const {
    auto const& processor = *all_[cpu];
    auto const outside = processor.vmx.dual_monitor() && !processor.state.in_smm;
    return outside ? processor.vmx.smm_transfer_pointer() : processor.vmx.current_pointer();
}

Processors::Data Processors::data(std::size_t region, std::vector<Field> const& fields) {
    auto const address = address_of(region);
    auto const of = [&](machine::Vmcs const& vmcs) {
        Data data{vmcs.launch_state() == LaunchState::Launched, {}};
        for (auto const field : fields)
            data.fields.push_back(vmcs.get(field));
        return data;
    };
    auto const* const active = pool_.find(address);
    return active != nullptr ? of(*active) : of(load(address));
}

std::optional<std::size_t> Processors::active_on(std::size_t region) const {
    return pool_.processor_of(address_of(region));
}

std::vector<Processors::Field> Processors::guest_fields() {
    return {Field::GuestRip, Field::GuestRsp, Field::GuestSysenterEsp, Field::GuestSysenterEip};
}

std::uint64_t Processors::guest_field(std::size_t cpu, Field field) const {
    auto const& state = all_[cpu]->state;
    switch (field) {
    case Field::GuestRip: return state.rip;
    case Field::GuestRsp: return state.get<std::uint64_t>(machine::at::rsp);
    case Field::GuestSysenterEsp: return state.msrs.sysenter_esp;
    case Field::GuestSysenterEip: return state.msrs.sysenter_eip;
    default: throw std::logic_error("no field of guest_fields()");
    }
}

void Processors::set_guest_field(std::size_t cpu, Field field, std::uint64_t value) {
    auto& state = all_[cpu]->state;
    switch (field) {
    case Field::GuestRip: state.rip = value; break;
    case Field::GuestRsp: state.set<std::uint64_t>(machine::at::rsp, value); break;
    case Field::GuestSysenterEsp: state.msrs.sysenter_esp = value; break;
    case Field::GuestSysenterEip: state.msrs.sysenter_eip = value; break;
    default: throw std::logic_error("no field of guest_fields()");
    }
}

bool Processors::activate(std::size_t cpu) {
    auto& vmx = all_[cpu]->vmx;
    vmx.vmclear(bios_region(cpu));
    vmx.vmptrld(bios_region(cpu));
    all_[cpu]->state.msrs.smm_monitor_ctl = mseg | stm::abi::smm_monitor_ctl::kValid;
    return vmx.vmcall(3) == Transition::Exited;
}

bool Processors::enter(std::size_t cpu, bool launch) {
    auto& vmx = all_[cpu]->vmx;
    return (launch ? vmx.vmlaunch() : vmx.vmresume()) == Transition::Entered;
}

bool Processors::deactivate(std::size_t cpu, bool launch) {
    auto& processor = *all_[cpu];
    auto const controls = processor.vmx.vmread(static_cast<std::uint32_t>(Field::EntryControls));
    if (!controls) return false;
    processor.vmx.vmwrite(static_cast<std::uint32_t>(Field::EntryControls),
                          *controls | entry_control::kDeactivateDualMonitor);
    return succeeded(processor) && enter(cpu, launch) && !processor.vmx.dual_monitor();
}

void Processors::exit(std::size_t cpu) {
    auto& [state, mmu, msrs, vmx] = *all_[cpu];
    auto const other = exits_++ % 2 != 0;
    if (state.in_smm)
        vmx.exit({.reason = other ? stm::abi::ExitReason::Cpuid : stm::abi::ExitReason::Rsm});
    else if (other)
        (void)vmx.vmcall(3);
    else
        vmx.smi(false);
}

void Processors::prepare_os(std::size_t cpu, std::size_t region) {
    change(address_of(region), [&](machine::Vmcs& vmcs) {
        constexpr auto not_os = entry_control::kEntryToSmm | entry_control::kDeactivateDualMonitor;
        vmcs.set(Field::EntryControls, vmcs.get(Field::EntryControls) & ~std::uint64_t{not_os});
        vmcs.set(Field::ExecutiveVmcsPointer, vmxon_region(cpu));
        vmcs.set(Field::VmcsLinkPointer, machine::kNoPointer);
        vmcs.set(Field::GuestInterruptibility, 0);
    });
}

void Processors::prepare_handler(std::size_t region) {
    change(address_of(region), [&](machine::Vmcs& vmcs) {
        auto const controls = vmcs.get(Field::EntryControls) & ~std::uint64_t{entry_control::kDeactivateDualMonitor};
        vmcs.set(Field::EntryControls, controls | entry_control::kEntryToSmm);
        vmcs.set(Field::VmcsLinkPointer, machine::kNoPointer);
        vmcs.set(Field::GuestInterruptibility, stm::abi::interruptibility::kBlockingBySmi);
    });
}

void Processors::set_launched(std::size_t region) {
    change(address_of(region), [](machine::Vmcs& vmcs) { vmcs.set_launch_state(LaunchState::Launched); });
}

bool Processors::succeeded(Processor const& processor) const {
    return (processor.state.flags.image() & machine::rflags::status) == 0;
}

void Processors::place(std::uint64_t address, machine::Vmcs const& vmcs) {
    memory_.set_word(address, 4, revision);
    layout_.store(
        vmcs, std::span<std::byte, machine::Layout::region_size>{memory_.ram(address), machine::Layout::region_size});
}

machine::Vmcs Processors::load(std::uint64_t address) {
    machine::Vmcs vmcs{address};
    layout_.load(vmcs, std::span<std::byte const, machine::Layout::region_size>{memory_.ram(address),
                                                                                machine::Layout::region_size});
    return vmcs;
}

// Where it is: in its region or with the processor.
template <class Change>
void Processors::change(std::uint64_t address, Change change) {
    if (auto* const active = pool_.find(address)) return change(*active);
    auto vmcs = load(address);
    change(vmcs);
    place(address, vmcs);
}

} // namespace redoubt::conformance
