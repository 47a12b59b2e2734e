// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"
#include "machine/memory/physical_memory.hpp"
#include "machine/vmcs/guest_segment.hpp"
#include "machine/vmcs/vmcs.hpp"
#include "spec/abi/vmx_control.h"
#include "spec/abi/vmx_guest.h"

namespace redoubt::machine {

// A VM entry as its checks see it: the current VMCS and where the entry comes from.
struct Subject {
    using Field = stm::abi::VmcsField;

    Vmcs const& vmcs;      // the current one
    Vmcs const* executive; // of an entry that returns from SMM to VMX non-root operation; else null
    Capabilities const& capabilities;
    PhysicalMemory& memory;
    bool in_smm;
    bool host_long_mode; // IA32_EFER.LMA now

    [[nodiscard]] uint64_t field(Field field) const { return vmcs.get(field); }
    [[nodiscard]] bool has(Field field, uint64_t bit) const { return (vmcs.get(field) & bit) != 0; }

    // SDM vol. 3C 34.15.4: an entry in SMM that does not ask to stay there.
    [[nodiscard]] bool returns_from_smm() const {
        return in_smm && !entry_control(stm::abi::entry_control::kEntryToSmm);
    }
    [[nodiscard]] bool returns_to_root() const { return returns_from_smm() && executive == nullptr; }

    // Execution controls come from the executive VMCS when the entry returns from SMM, and are 0 when it returns to VMX
    // root operation (SDM vol. 3C 34.15.4.2, 34.15.4.4).
    [[nodiscard]] uint64_t execution_field(Field field) const {
        if (!returns_from_smm()) return vmcs.get(field);
        return executive == nullptr ? 0 : executive->get(field);
    }
    [[nodiscard]] bool pin_control(uint32_t control) const {
        return (execution_field(Field::PinControls) & control) != 0;
    }
    [[nodiscard]] bool proc_control(uint32_t control) const {
        return (execution_field(Field::ProcControls) & control) != 0;
    }
    // SDM vol. 3C 24.6.2: all 0 unless activated.
    [[nodiscard]] bool proc2_control(uint32_t control) const {
        return proc_control(stm::abi::proc_control::kSecondaryControls) &&
               (execution_field(Field::Proc2Controls) & control) != 0;
    }
    [[nodiscard]] bool exit_control(uint32_t control) const { return has(Field::ExitControls, control); }
    [[nodiscard]] bool entry_control(uint32_t control) const { return has(Field::EntryControls, control); }

    [[nodiscard]] bool unrestricted() const { return proc2_control(stm::abi::proc2_control::kUnrestrictedGuest); }
    [[nodiscard]] bool long_mode_guest() const { return entry_control(stm::abi::entry_control::kIa32eModeGuest); }
    [[nodiscard]] bool long_mode_host() const { return exit_control(stm::abi::exit_control::kHostAddressSpaceSize); }
    [[nodiscard]] bool virtual_8086() const { return has(Field::GuestRflags, rflags::virtual_8086); }
    [[nodiscard]] Segment segment(SegmentIndex index) const { return guest_segment(vmcs, index); }

    // The event to be injected, if any.
    [[nodiscard]] bool injects() const {
        return has(Field::EntryInterruptionInformation, stm::abi::interruption::kValid);
    }
    [[nodiscard]] bool injects(stm::abi::InterruptionType type) const {
        return injects() && injected_type() == static_cast<unsigned>(type);
    }
    [[nodiscard]] unsigned injected_type() const {
        return (injected() & stm::abi::interruption::kType) >> stm::abi::interruption::kTypeShift;
    }
    [[nodiscard]] unsigned injected_vector() const { return injected() & stm::abi::interruption::kVector; }
    [[nodiscard]] uint32_t injected() const {
        return static_cast<uint32_t>(field(Field::EntryInterruptionInformation));
    }
};

} // namespace redoubt::machine
