// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/cpuid.hpp"
#include "machine/processor/families.hpp"
#include "machine/processor/intercept.hpp"

// CPUID, and what of the extended state software has turned on: XGETBV, XSETBV (SDM vol. 2).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;

constexpr uint64_t x87_state = 1;
constexpr uint64_t sse_state = 2;

void identify(Core& core, SystemInstruction const& instruction) {
    exit_always(core, ExitReason::Cpuid, instruction);
    auto& cpu = core.cpu;
    auto const found = cpuid(core, cpu.get<uint32_t>(at::rax), cpu.get<uint32_t>(at::rcx));
    cpu.set(at::rax, found.eax);
    cpu.set(at::rbx, found.ebx);
    cpu.set(at::rcx, found.ecx);
    cpu.set(at::rdx, found.edx);
}

void need_extended_state(Core const& core) {
    if ((core.cpu.cr4 & cr4::osxsave) == 0) invalid_opcode();
}

void get_state(Core& core, SystemInstruction const&) {
    need_extended_state(core);
    auto& cpu = core.cpu;
    if (cpu.get<uint32_t>(at::rcx) != 0) general_protection();
    cpu.set(at::rax, static_cast<uint32_t>(cpu.floating.xcr0));
    cpu.set(at::rdx, static_cast<uint32_t>(cpu.floating.xcr0 >> 32));
}

void set_state(Core& core, SystemInstruction const& instruction) {
    need_extended_state(core);
    need_privilege_0(core);
    exit_always(core, ExitReason::Xsetbv, instruction);
    auto& cpu = core.cpu;
    auto const value = cpu.get<uint32_t>(at::rax) | uint64_t{cpu.get<uint32_t>(at::rdx)} << 32;
    bool const valid = (value & x87_state) != 0 && (value & ~(x87_state | sse_state)) == 0;
    if (cpu.get<uint32_t>(at::rcx) != 0 || !valid) general_protection();
    cpu.floating.xcr0 = value;
}

} // namespace

Handler identity_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_CPUID: return identify;
    case ZYDIS_MNEMONIC_XGETBV: return get_state;
    case ZYDIS_MNEMONIC_XSETBV: return set_state;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
