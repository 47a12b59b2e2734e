// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/intercept.hpp"
#include "machine/processor/time_stamp.hpp"
#include "spec/abi/msr.h"

// RDTSC, RDTSCP, RDPMC (SDM vol. 2; vol. 3C 25.1.3, 25.3).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
namespace proc_control = stm::abi::proc_control;

void check_privilege(Core const& core) {
    if ((core.cpu.cr4 & cr4::tsd) != 0 && core.cpu.cpl() != 0) general_protection();
}

void load_time_stamp(Core& core) {
    auto const counter = core.msrs.read_msr(static_cast<uint32_t>(stm::abi::Msr::TimeStampCounter));
    auto const value = counter.value_or(0) + time_stamp_offset(core);
    core.cpu.set(at::rax, static_cast<uint32_t>(value));
    core.cpu.set(at::rdx, static_cast<uint32_t>(value >> 32));
}

void read_time_stamp(Core& core, SystemInstruction const& instruction) {
    check_privilege(core);
    exit_if_proc(core, proc_control::kRdtscExiting, ExitReason::Rdtsc, instruction);
    load_time_stamp(core);
}

void read_time_stamp_and_processor(Core& core, SystemInstruction const& instruction) {
    if (core.guest() && !core.vmx.proc2(stm::abi::proc2_control::kRdtscp)) invalid_opcode();
    check_privilege(core);
    exit_if_proc(core, proc_control::kRdtscExiting, ExitReason::Rdtscp, instruction);
    load_time_stamp(core);
    core.cpu.set(at::rcx, static_cast<uint32_t>(core.cpu.msrs.tsc_aux));
}

// There are no counters to read.
void read_performance_counter(Core& core, SystemInstruction const& instruction) {
    if ((core.cpu.cr4 & cr4::pce) == 0 && core.cpu.cpl() != 0) general_protection();
    exit_if_proc(core, proc_control::kRdpmcExiting, ExitReason::Rdpmc, instruction);
    general_protection();
}

} // namespace

Handler time_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_RDTSC: return read_time_stamp;
    case ZYDIS_MNEMONIC_RDTSCP: return read_time_stamp_and_processor;
    case ZYDIS_MNEMONIC_RDPMC: return read_performance_counter;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
