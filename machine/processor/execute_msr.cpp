// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/intercept.hpp"
#include "machine/processor/time_stamp.hpp"
#include "spec/abi/msr.h"

// RDMSR and WRMSR (SDM vol. 2; vol. 3C 25.1.3, 25.3).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;

void read(Core& core, SystemInstruction const& instruction) {
    auto& cpu = core.cpu;
    need_privilege_0(core);
    auto const index = cpu.get<uint32_t>(at::rcx);
    if (msr_is_intercepted(core, index, false)) throw instruction_exit(ExitReason::Rdmsr, instruction);
    auto value = core.msrs.read_msr(index);
    if (!value) general_protection();
    if (index == static_cast<uint32_t>(stm::abi::Msr::TimeStampCounter)) *value += time_stamp_offset(core);
    cpu.set(at::rax, static_cast<uint32_t>(*value));
    cpu.set(at::rdx, static_cast<uint32_t>(*value >> 32));
}

void write(Core& core, SystemInstruction const& instruction) {
    auto& cpu = core.cpu;
    need_privilege_0(core);
    auto const index = cpu.get<uint32_t>(at::rcx);
    if (msr_is_intercepted(core, index, true)) throw instruction_exit(ExitReason::Wrmsr, instruction);
    auto const value = cpu.get<uint32_t>(at::rax) | uint64_t{cpu.get<uint32_t>(at::rdx)} << 32;
    if (!core.msrs.write_msr(index, value)) general_protection();
}

} // namespace

Handler msr_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_RDMSR: return read;
    case ZYDIS_MNEMONIC_WRMSR: return write;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
