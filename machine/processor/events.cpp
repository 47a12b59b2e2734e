// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/events.hpp"

#include "machine/processor/delivery.hpp"
#include "spec/abi/vmx_control.h"

namespace redoubt::machine {
namespace {

using stm::abi::ActivityState;
using stm::abi::ExitReason;
using stm::abi::InterruptionType;
using stm::abi::VmcsField;
namespace interruptibility = stm::abi::interruptibility;

constexpr uint64_t dr6_breakpoints = 0xf;
constexpr uint64_t dr6_restricted = 1u << 16; // RTM: clear only if the event was in a transaction
constexpr uint64_t dr7_general_detect = 1u << 13;

bool is(Event const& event, Vector vector) {
    return event.type == InterruptionType::HardwareException && event.vector == static_cast<uint8_t>(vector);
}

bool is_contributory(Event const& event) {
    return is(event, Vector::DivideError) || is(event, Vector::InvalidTss) || is(event, Vector::SegmentNotPresent) ||
           is(event, Vector::StackFault) || is(event, Vector::GeneralProtection);
}

enum class Together : uint8_t { Serial, DoubleFault, Shutdown };

// SDM vol. 3A table 6-5
Together combine(Event const& first, Event const& second) {
    bool const page_fault = is(second, Vector::PageFault);
    bool const contributory = is_contributory(second);
    if (is(first, Vector::DoubleFault)) return page_fault || contributory ? Together::Shutdown : Together::Serial;
    if (is(first, Vector::PageFault)) return page_fault || contributory ? Together::DoubleFault : Together::Serial;
    return is_contributory(first) && contributory ? Together::DoubleFault : Together::Serial;
}

// The page-fault mask and match turn the meaning of the exception bitmap around (SDM vol. 3C 25.2).
bool is_intercepted(Core const& core, Event const& event) {
    if (!core.guest()) return false;
    switch (event.type) {
    case InterruptionType::Nmi: return core.vmx.pin(stm::abi::pin_control::kNmiExiting);
    case InterruptionType::HardwareException:
    case InterruptionType::PrivilegedSoftwareException:
    case InterruptionType::SoftwareException: break;
    default: return false;
    }
    bool const named = (core.vmx.field(VmcsField::ExceptionBitmap) >> event.vector & 1) != 0;
    if (!is(event, Vector::PageFault)) return named;
    auto const mask = core.vmx.field(VmcsField::PageFaultErrorCodeMask);
    auto const match = core.vmx.field(VmcsField::PageFaultErrorCodeMatch);
    return ((*event.error_code & mask) == match) == named;
}

void set_resume_flag(Core& core, uint64_t flag) {
    core.cpu.flags.set_system((core.cpu.flags.system() & ~rflags::resume) | flag);
}

// RFLAGS.RF is saved as the handler would have found it (SDM vol. 3C 27.3.3).
void leave_by_event(Core& core, Occurrence const& now, std::optional<Event> const& delivering) {
    auto const& event = now.event;
    VmExit exit{.reason = ExitReason::ExceptionOrNmi,
                .qualification = is(event, Vector::PageFault) || is(event, Vector::Debug) ? now.detail : 0,
                .interruption = event,
                .idt_vectoring = delivering,
                .nmi_unblocked_by_iret = core.nmi_unblocked && !delivering};
    if (is_software(event))
        exit.instruction_length = event.instruction_length;
    else if (delivering && is_software(*delivering))
        exit.instruction_length = delivering->instruction_length;
    set_resume_flag(core, pushed_flags(core, delivering ? *delivering : event) & rflags::resume);
    if (is(event, Vector::Debug)) core.cpu.pending_debug = 0;
    core.vmx.exit(exit);
}

void shut_down(Core& core) {
    if (core.guest()) return core.vmx.exit({.reason = ExitReason::TripleFault});
    core.cpu.activity = ActivityState::Shutdown;
}

void update_debug_registers(State& state, uint64_t happened) {
    state.dr6 = (state.dr6 & ~dr6_breakpoints) | happened | dr6_restricted;
    state.dr7 &= ~dr7_general_detect;
    state.pending_debug = 0;
}

// Before the event's delivery, and in force even if that fails.
void prepare(Core& core, Occurrence const& now) {
    auto& cpu = core.cpu;
    if (now.event.type == InterruptionType::Nmi) cpu.interruptibility |= interruptibility::kBlockingByNmi;
    if (now.injected) return;
    if (is(now.event, Vector::PageFault)) cpu.cr2 = now.detail;
    if (is(now.event, Vector::Debug)) update_debug_registers(cpu, now.detail);
}

} // namespace

// In real mode exceptions have no error codes (SDM vol. 3B 20.1.4).
Occurrence occurrence_of(Core const& core, Fault const& fault) {
    return {{.type = InterruptionType::HardwareException,
             .vector = static_cast<uint8_t>(fault.vector),
             .error_code = core.real_mode() ? std::nullopt : fault.error_code},
            fault.address};
}

bool occur(Core& core, Occurrence const& first) {
    auto now = first;
    std::optional<Event> delivering; // when `now` arose
    for (;;) {
        if (!now.injected && is_intercepted(core, now.event)) {
            leave_by_event(core, now, delivering);
            return false;
        }
        prepare(core, now);
        try {
            deliver(core, now.event);
        } catch (Fault const& fault) {
            auto second = occurrence_of(core, fault);
            switch (combine(now.event, second.event)) {
            case Together::Shutdown: shut_down(core); return false;
            case Together::DoubleFault: // no event is told of beside it (SDM vol. 3C 27.2.4)
                now = {{.type = InterruptionType::HardwareException,
                        .vector = static_cast<uint8_t>(Vector::DoubleFault),
                        .error_code = core.real_mode() ? std::nullopt : std::optional{0u}}};
                delivering.reset();
                continue;
            case Together::Serial:
                delivering = now.event;
                now = second;
                continue;
            }
        } catch (EptExit const& exit) {
            leave_by_ept(core, exit, now.event);
            return false;
        }
        core.cpu.interruptibility &= ~(interruptibility::kBlockingBySti | interruptibility::kBlockingByMovSs);
        core.cpu.activity = ActivityState::Active;
        return now.event == first.event;
    }
}

void leave_by_ept(Core& core, EptExit const& exit, std::optional<Event> const& delivering) {
    VmExit leaving{.reason = exit.misconfiguration ? ExitReason::EptMisconfiguration : ExitReason::EptViolation,
                   .qualification = exit.misconfiguration ? 0 : exit.qualification,
                   .guest_linear = exit.misconfiguration ? std::nullopt : exit.guest_linear,
                   .guest_physical = exit.guest_physical,
                   .idt_vectoring = delivering};
    if (core.nmi_unblocked && !delivering && !exit.misconfiguration)
        leaving.qualification |= stm::abi::ept_qualification::kNmiUnblockingByIret;
    if (delivering && is_software(*delivering)) leaving.instruction_length = delivering->instruction_length;
    set_resume_flag(core, delivering ? pushed_flags(core, *delivering) & rflags::resume : rflags::resume);
    core.vmx.exit(leaving);
}

void leave_by_instruction(Core& core, VmExit const& exit) {
    set_resume_flag(core, 0);
    core.vmx.exit(exit);
}

} // namespace redoubt::machine
