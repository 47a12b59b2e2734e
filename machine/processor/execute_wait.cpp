// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/intercept.hpp"
#include "machine/processor/operand.hpp"

// HLT, PAUSE, MONITOR, MWAIT (SDM vol. 2; vol. 3C 25.1.3).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
namespace proc_control = stm::abi::proc_control;

void halt(Core& core, SystemInstruction const& instruction) {
    need_privilege_0(core);
    exit_if_proc(core, proc_control::kHltExiting, ExitReason::Hlt, instruction);
    core.cpu.activity = stm::abi::ActivityState::Hlt;
}

void pause(Core& core, SystemInstruction const& instruction) {
    exit_if_proc(core, proc_control::kPauseExiting, ExitReason::Pause, instruction);
}

// The address is in DS:rAX unless a prefix names another segment, and is only looked at.
void monitor(Core& core, SystemInstruction const& instruction) {
    if (core.cpu.cpl() != 0) invalid_opcode();
    exit_if_proc(core, proc_control::kMonitorExiting, ExitReason::Monitor, instruction);
    if (core.cpu.get<uint32_t>(at::rcx) != 0) general_protection();
    auto const offset = read_register(core, 0, instruction.about.address_width / 8u);
    bool const fs = instruction.has(ZYDIS_ATTRIB_HAS_SEGMENT_FS);
    bool const gs = instruction.has(ZYDIS_ATTRIB_HAS_SEGMENT_GS);
    auto const segment = fs ? SegmentIndex::Fs : gs ? SegmentIndex::Gs : SegmentIndex::Ds;
    (void)core.memory.read(linear_address(core, segment, offset, 1, Access::Read), 1);
    core.monitoring = true;
}

// It may end at once for reasons of the implementation (SDM vol. 2, MWAIT), and does.
void wait(Core& core, SystemInstruction const& instruction) {
    if (core.cpu.cpl() != 0) invalid_opcode();
    exit_if_proc(core, proc_control::kMwaitExiting, ExitReason::Mwait, instruction, core.monitoring ? 1 : 0);
    if (core.cpu.get<uint32_t>(at::rcx) > 1) general_protection();
    core.monitoring = false;
}

} // namespace

Handler wait_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_HLT: return halt;
    case ZYDIS_MNEMONIC_PAUSE: return pause;
    case ZYDIS_MNEMONIC_MONITOR: return monitor;
    case ZYDIS_MNEMONIC_MWAIT: return wait;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
