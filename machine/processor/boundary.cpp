// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/events.hpp"
#include "machine/processor/processor.hpp"
#include "machine/processor/reset_state.hpp"
#include "machine/processor/smm_default.hpp"
#include "spec/abi/vmx_control.h"

#include <utility>

// What a processor does between two instructions, in the order of SDM vol. 3A table 6-2 and SDM vol. 3C 25.2, 25.5.
namespace redoubt::machine {
namespace {

using stm::abi::ActivityState;
using stm::abi::ExitReason;
using stm::abi::InterruptionType;
using stm::abi::VmcsField;
namespace interruptibility = stm::abi::interruptibility;
namespace pending_debug = stm::abi::pending_debug;
namespace pin_control = stm::abi::pin_control;
namespace proc_control = stm::abi::proc_control;

constexpr uint32_t by_shadow = interruptibility::kBlockingBySti | interruptibility::kBlockingByMovSs;

} // namespace

bool Processor::take_event() {
    return take_injection() || take_smi() || take_init() || take_sipi() || take_monitor_trap() || take_debug_trap() ||
           take_timer() || take_nmi_window() || take_nmi() || take_interrupt_window() || take_interrupt();
}

// Part of the VM entry, and so before everything else. An MTF VM exit may follow before the first instruction (SDM vol.
// 3C 25.5.2, 26.6).
bool Processor::take_injection() {
    if (vmx_.take_pending_mtf()) monitor_trap_ = true;
    auto const event = vmx_.take_injection();
    if (!event) return false;
    core_.nmi_unblocked = false;
    occur(core_, {.event = *event, .injected = true});
    monitor_trap_ = vmx_.proc(proc_control::kMonitorTrapFlag);
    return true;
}

bool Processor::take_smi() {
    if (!smi_ || cpu_.in_smm || blocked(interruptibility::kBlockingBySmi) || waits_for_sipi()) return false;
    auto const io = io_smi_ ? core_.io : std::nullopt;
    smi_ = false;
    io_smi_ = false;
    if (!vmx_.dual_monitor())
        enter_smm_by_default(core_, io);
    else if (io)
        vmx_.io_smi(*io);
    else
        vmx_.smi(monitor_trap_);
    monitor_trap_ = false;
    return true;
}

// VMX root operation and SMM block INIT (SDM vol. 3C 23.8, 34.4).
bool Processor::take_init() {
    if (!init_ || cpu_.in_smm || waits_for_sipi() || vmx_.operation() == VmxOperation::Root) return false;
    init_ = false;
    if (core_.guest())
        vmx_.exit({.reason = ExitReason::Init});
    else
        initialise(cpu_, core_.platform.identity(core_.id).signature);
    return true;
}

// A processor that does not wait for it loses it.
bool Processor::take_sipi() {
    auto const vector = std::exchange(sipi_, std::nullopt);
    if (!vector || !waits_for_sipi()) return false;
    if (core_.guest())
        vmx_.exit({.reason = ExitReason::Sipi, .qualification = *vector});
    else
        start_up(cpu_, *vector);
    return true;
}

bool Processor::take_monitor_trap() {
    if (!std::exchange(monitor_trap_, false) || !core_.guest()) return false;
    vmx_.exit({.reason = ExitReason::MonitorTrapFlag});
    return true;
}

bool Processor::take_debug_trap() {
    constexpr auto enabled = pending_debug::kEnabledBreakpoint | pending_debug::kSingleStep;
    if ((cpu_.pending_debug & enabled) == 0 || blocked(interruptibility::kBlockingByMovSs)) return false;
    occur(core_, {{.type = InterruptionType::HardwareException, .vector = static_cast<uint8_t>(Vector::Debug)},
                  cpu_.pending_debug & (pending_debug::kBreakpoints | pending_debug::kSingleStep)});
    return true;
}

bool Processor::take_timer() {
    if (vmx_.preemption_timer() != 0 || waits_for_sipi()) return false;
    vmx_.exit({.reason = ExitReason::PreemptionTimer});
    return true;
}

bool Processor::take_nmi_window() {
    if (!vmx_.proc(proc_control::kNmiWindowExiting) || waits_for_sipi()) return false;
    if (blocked(interruptibility::kBlockingByNmi | interruptibility::kBlockingByMovSs)) return false;
    vmx_.exit({.reason = ExitReason::NmiWindow});
    return true;
}

// What blocks under virtual NMIs are these, not NMIs (SDM vol. 3C 24.4.2).
bool Processor::take_nmi() {
    if (!nmi_ || waits_for_sipi() || blocked(interruptibility::kBlockingByMovSs)) return false;
    if (blocked(interruptibility::kBlockingByNmi) && !vmx_.pin(pin_control::kVirtualNmis)) return false;
    nmi_ = false;
    core_.nmi_unblocked = false;
    occur(core_, {{.type = InterruptionType::Nmi, .vector = static_cast<uint8_t>(Vector::NonMaskableInterrupt)}});
    return true;
}

bool Processor::take_interrupt_window() {
    bool const open = (cpu_.flags.system() & rflags::interrupt) != 0 && !blocked(by_shadow);
    bool const listens = cpu_.activity == ActivityState::Active || cpu_.activity == ActivityState::Hlt;
    if (!vmx_.proc(proc_control::kInterruptWindowExiting) || !open || !listens) return false;
    vmx_.exit({.reason = ExitReason::InterruptWindow});
    return true;
}

// The highest one, if it is above the task priority (SDM vol. 3A 10.8.3.1, 10.8.6).
std::optional<uint8_t> Processor::deliverable_interrupt() const {
    if (interrupts_.none() || blocked(by_shadow)) return std::nullopt;
    if (cpu_.activity != ActivityState::Active && cpu_.activity != ActivityState::Hlt) return std::nullopt;
    unsigned vector = 255;
    while (!interrupts_.test(vector))
        --vector;
    if (vector >> 4 <= cpu_.cr8) return std::nullopt;
    return static_cast<uint8_t>(vector);
}

bool Processor::take_interrupt() {
    auto const vector = deliverable_interrupt();
    bool const exits = vmx_.pin(pin_control::kExternalInterruptExiting);
    if (!vector || (!exits && (cpu_.flags.system() & rflags::interrupt) == 0)) return false;
    Event const event{.type = InterruptionType::ExternalInterrupt, .vector = *vector};
    constexpr auto acknowledges = stm::abi::exit_control::kAcknowledgeInterrupt;
    if (exits && (vmx_.field(VmcsField::ExitControls) & acknowledges) == 0) {
        vmx_.exit({.reason = ExitReason::ExternalInterrupt});
        return true;
    }
    interrupts_.reset(*vector);
    core_.platform.acknowledge_interrupt(core_.id, *vector);
    core_.nmi_unblocked = false;
    if (exits)
        vmx_.exit({.reason = ExitReason::ExternalInterrupt, .interruption = event});
    else
        occur(core_, {event});
    return true;
}

} // namespace redoubt::machine
