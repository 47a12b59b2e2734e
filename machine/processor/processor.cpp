// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/processor.hpp"

#include "machine/processor/events.hpp"
#include "machine/processor/reset_state.hpp"
#include "spec/abi/vmx_control.h"

#include <algorithm>

namespace redoubt::machine {
namespace {

using stm::abi::ActivityState;
namespace interruptibility = stm::abi::interruptibility;

constexpr uint32_t one_instruction = interruptibility::kBlockingBySti | interruptibility::kBlockingByMovSs;

} // namespace

// The MMU and the interpreter know each other; neither uses the other before both exist.
Processor::Processor(unsigned id, Surroundings const& around)
    : mmu_(cpu_, around.memory, around.capabilities.physical_bits()), cpu_(mmu_, around.code),
      linear_(cpu_, mmu_, around.code), msrs_(id, cpu_, around.capabilities, around.platform, around.reporter),
      vmx_({.processor = id,
            .state = cpu_,
            .mmu = mmu_,
            .memory = around.memory,
            .capabilities = around.capabilities,
            .pool = around.pool,
            .msrs = msrs_,
            .reporter = around.reporter,
            .observer = around.observer}),
      core_{.id = id,
            .platform = around.platform,
            .capabilities = around.capabilities,
            .physical = around.memory,
            .reporter = around.reporter,
            .code = around.code,
            .cpu = cpu_,
            .mmu = mmu_,
            .memory = linear_,
            .vmx = vmx_,
            .msrs = msrs_},
      fetch_(cpu_, mmu_) {
    around.memory.attach(*this);
    if (id == 0) cpu_.msrs.apic_base = stm::abi::apic_base::kBsp;
    power_up(cpu_, around.platform.identity(id).signature);
}

// Only an access to a port that is taking place can be told of (SDM vol. 3C 34.15.2.3).
void Processor::request_io_smi() {
    smi_ = true;
    io_smi_ = core_.io.has_value();
}

RunResult Processor::run(uint64_t budget) {
    end_ = cpu_.retired() + budget;
    uint64_t events = 0;
    try {
        while (error_.empty() && cpu_.retired() < end_ && events < budget) {
            if (take_event()) {
                ++events;
            } else if (cpu_.activity != ActivityState::Active) {
                if (auto const end = wait(); end != RunEnd::Budget) return {.end = end, .events = events};
            } else {
                auto const before = cpu_.retired();
                step();
                if (cpu_.retired() == before) ++events;
            }
        }
    } catch (VmxAbort const& abort) {
        cpu_.activity = ActivityState::Shutdown;
        error_ = "VMX abort " + std::to_string(abort.indicator) + ", " + std::string(abort.reason);
    }
    if (!error_.empty()) return {.end = RunEnd::Error, .error = error_, .events = events};
    return {.end = RunEnd::Budget, .events = events};
}

// The VMX-preemption timer goes on: a processor that waits lets its budget pass. Budget: the timer has expired.
RunEnd Processor::wait() {
    auto const timer = vmx_.preemption_timer();
    if (timer && !waits_for_sipi()) {
        vmx_.count(end_ - cpu_.retired());
        if (*timer <= end_ - cpu_.retired()) return RunEnd::Budget;
    }
    switch (cpu_.activity) {
    case ActivityState::Shutdown: return RunEnd::Shutdown;
    case ActivityState::WaitForSipi: return RunEnd::WaitForSipi;
    default: return RunEnd::Halted;
    }
}

void Processor::refresh() {
    Context const now{.cr0 = cpu_.cr0,
                      .cr3 = cpu_.cr3,
                      .cr4 = cpu_.cr4,
                      .efer = cpu_.msrs.efer,
                      .access_flag = cpu_.flags.system() & rflags::alignment_check,
                      .code_base = cpu_.segment(SegmentIndex::Cs).base,
                      .generation = mmu_.tlb().generation(),
                      .nested = mmu_.nested(),
                      .mode = cpu_.code_mode(),
                      .cpl = static_cast<uint8_t>(cpu_.cpl()),
                      .in_smm = cpu_.in_smm};
    if (now == context_) return;
    context_ = now;
    cpu_.forget_translations();
}

// RF holds for one instruction, which a fault would set again for its handler to return with (SDM vol. 3B 17.3.1.1).
// Debug exceptions that are pending and not enabled are lost, but under blocking by MOV SS.
Processor::Before Processor::begin_step() {
    Before const before{.retired = cpu_.retired(),
                        .blocking = cpu_.interruptibility & one_instruction,
                        .guest = core_.guest(),
                        .traps = (cpu_.flags.system() & rflags::trap) != 0};
    core_.replaces_state = false;
    core_.nmi_unblocked = false;
    core_.io.reset();
    io_smi_ = false;
    cpu_.flags.set_system(cpu_.flags.system() & ~rflags::resume);
    if (!blocked(interruptibility::kBlockingByMovSs)) cpu_.pending_debug = 0;
    refresh();
    return before;
}

uint64_t Processor::step_limit(Before const& before) const {
    bool const alone = before.traps || before.blocking != 0 || vmx_.proc(stm::abi::proc_control::kMonitorTrapFlag);
    auto const limit = alone ? 1 : end_ - before.retired;
    return std::min(limit, vmx_.preemption_timer().value_or(limit));
}

// What follows from instructions that have retired.
void Processor::settle(Before const& before) {
    auto const retired = cpu_.retired() - before.retired;
    if (retired == 0 || core_.replaces_state) return;
    if (before.guest) vmx_.count(retired);
    cpu_.interruptibility &= ~before.blocking;
    if (before.traps && !blocked(interruptibility::kBlockingByMovSs))
        cpu_.pending_debug |= stm::abi::pending_debug::kSingleStep;
}

void Processor::execute() {
    auto const& instruction = fetch_.at_rip();
    if (instruction.handler == nullptr) {
        core_.reporter.report("SDM vol. 2",
                              std::string("not modelled: ") + ZydisMnemonicGetString(instruction.about.mnemonic));
        invalid_opcode();
    }
    core_.next = core_.cut_rip(cpu_.rip + instruction.length());
    instruction.handler(core_, instruction);
    cpu_.rip = core_.next;
    cpu_.count_iteration();
}

void Processor::step() {
    auto const before = begin_step();
    try {
        if (cpu_.run(step_limit(before)) == Stop::Sensitive) execute();
        settle(before);
    } catch (Fault const& fault) {
        settle(before);
        occur(core_, occurrence_of(core_, fault));
    } catch (Event const& event) {
        settle(before);
        if (occur(core_, {event})) {
            cpu_.count_iteration();
            if (before.guest) vmx_.count(1);
        }
    } catch (EptExit const& exit) {
        settle(before);
        leave_by_ept(core_, exit);
    } catch (VmExit const& exit) {
        settle(before);
        leave_by_instruction(core_, exit);
    }
    // Also after an event's delivery (SDM vol. 3C 25.5.2)
    monitor_trap_ = before.guest && core_.guest() && vmx_.proc(stm::abi::proc_control::kMonitorTrapFlag);
}

} // namespace redoubt::machine
