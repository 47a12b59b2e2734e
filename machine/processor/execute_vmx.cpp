// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/instruction_information.hpp"
#include "machine/processor/operand.hpp"
#include "machine/processor/smm_default.hpp"

// VMX instructions and RSM (SDM vol. 3C chapter 30; 34.15.3 for RSM).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;

bool outside_vmx_modes(Core const& core) {
    return core.real_mode() || core.cpu.virtual_8086() || (core.cpu.long_mode() && !core.mode64());
}

unsigned natural_size(Core const& core) {
    return core.mode64() ? 8 : 4;
}

VmExit exit_of(Core const& core, ExitReason reason, SystemInstruction const& instruction,
               std::optional<unsigned> memory = std::nullopt, uint32_t beside = 0) {
    auto exit = instruction_exit(reason, instruction);
    if (!memory) return exit;
    exit.qualification = displacement_of(core, instruction, *memory);
    exit.instruction_information = operand_information(instruction, *memory) | beside;
    return exit;
}

// The order of all VMX instructions but VMXON and VMCALL: #UD, VM exit, #GP(0).
void enter_root(Core const& core, ExitReason reason, SystemInstruction const& instruction,
                std::optional<unsigned> memory = std::nullopt, uint32_t beside = 0) {
    if (core.vmx.operation() == VmxOperation::Off || outside_vmx_modes(core)) invalid_opcode();
    if (core.guest()) throw exit_of(core, reason, instruction, memory, beside);
    need_privilege_0(core);
}

uint64_t pointer_operand(Core& core, SystemInstruction const& instruction) {
    return core.memory.read(operand_address(core, instruction, 0, 8, Access::Read), 8);
}

void vmxon(Core& core, SystemInstruction const& instruction) {
    if ((core.cpu.cr4 & cr4::vmxe) == 0 || outside_vmx_modes(core)) invalid_opcode();
    if (core.guest()) throw exit_of(core, ExitReason::Vmxon, instruction, 0u);
    need_privilege_0(core);
    core.vmx.vmxon(pointer_operand(core, instruction));
}

void vmxoff(Core& core, SystemInstruction const& instruction) {
    enter_root(core, ExitReason::Vmxoff, instruction);
    core.vmx.vmxoff();
}

void vmclear(Core& core, SystemInstruction const& instruction) {
    enter_root(core, ExitReason::Vmclear, instruction, 0u);
    core.vmx.vmclear(pointer_operand(core, instruction));
}

void vmptrld(Core& core, SystemInstruction const& instruction) {
    enter_root(core, ExitReason::Vmptrld, instruction, 0u);
    core.vmx.vmptrld(pointer_operand(core, instruction));
}

void vmptrst(Core& core, SystemInstruction const& instruction) {
    enter_root(core, ExitReason::Vmptrst, instruction, 0u);
    core.memory.write(operand_address(core, instruction, 0, 8, Access::Write), 8, core.vmx.current_pointer());
    core.vmx.vmptrst_done();
}

// The destination is written when the field was read: its faults come first, so that nothing has changed then.
void vmread(Core& core, SystemInstruction const& instruction) {
    auto const encoding = register_number(instruction.register_of(1));
    enter_root(core, ExitReason::Vmread, instruction, 0u, second_register(encoding));
    auto const size = natural_size(core);
    if (instruction.is_memory(0))
        core.memory.check_writable(operand_address(core, instruction, 0, size, Access::Write), size);
    if (auto const value = core.vmx.vmread(read_register(core, encoding, size)))
        write_operand(core, instruction, 0, size, *value);
}

void vmwrite(Core& core, SystemInstruction const& instruction) {
    auto const encoding = register_number(instruction.register_of(0));
    enter_root(core, ExitReason::Vmwrite, instruction, 1u, second_register(encoding));
    auto const size = natural_size(core);
    auto const value = read_operand(core, instruction, 1, size);
    core.vmx.vmwrite(read_register(core, encoding, size), value);
}

struct InvalidationOperands {
    uint64_t type;
    uint64_t low;
    uint64_t high;
};

InvalidationOperands invalidation_operands(Core& core, SystemInstruction const& instruction, ExitReason reason) {
    auto const type = register_number(instruction.register_of(0));
    enter_root(core, reason, instruction, 1u, second_register(type));
    auto const low = operand_address(core, instruction, 1, 16, Access::Read);
    auto const high = operand_address(core, instruction, 1, 8, Access::Read, 8);
    return {read_register(core, type, natural_size(core)), core.memory.read(low, 8), core.memory.read(high, 8)};
}

void invept(Core& core, SystemInstruction const& instruction) {
    auto const operands = invalidation_operands(core, instruction, ExitReason::Invept);
    core.vmx.invept(operands.type, operands.low, operands.high);
}

void invvpid(Core& core, SystemInstruction const& instruction) {
    auto const operands = invalidation_operands(core, instruction, ExitReason::Invvpid);
    core.vmx.invvpid(operands.type, operands.low, operands.high);
}

template <bool launch>
void enter(Core& core, SystemInstruction const& instruction) {
    enter_root(core, launch ? ExitReason::Vmlaunch : ExitReason::Vmresume, instruction);
    core.cpu.rip = core.next;
    auto const transition = launch ? core.vmx.vmlaunch() : core.vmx.vmresume();
    core.replaces_state = transition != Transition::Failed;
    core.next = core.cpu.rip;
}

void vmcall(Core& core, SystemInstruction const& instruction) {
    if (core.vmx.operation() == VmxOperation::Off) invalid_opcode();
    if (core.guest()) throw exit_of(core, ExitReason::Vmcall, instruction);
    if (core.cpu.virtual_8086() || (core.cpu.long_mode() && !core.mode64())) invalid_opcode();
    need_privilege_0(core);
    if (core.vmx.vmcall(instruction.length()) == Transition::Failed) return;
    core.replaces_state = true;
    core.next = core.cpu.rip;
}

// Under the dual-monitor treatment only the guest of the monitor may use it, and does not return by it (SDM vol. 3C 34.15.3).
void resume(Core& core, SystemInstruction const& instruction) {
    if (!core.cpu.in_smm) invalid_opcode();
    if (core.guest()) throw exit_of(core, ExitReason::Rsm, instruction);
    if (core.vmx.operation() == VmxOperation::Root) invalid_opcode();
    leave_smm_by_default(core);
    core.replaces_state = true;
    core.next = core.cpu.rip;
}

} // namespace

Handler vmx_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_VMXON: return vmxon;
    case ZYDIS_MNEMONIC_VMXOFF: return vmxoff;
    case ZYDIS_MNEMONIC_VMCLEAR: return vmclear;
    case ZYDIS_MNEMONIC_VMPTRLD: return vmptrld;
    case ZYDIS_MNEMONIC_VMPTRST: return vmptrst;
    case ZYDIS_MNEMONIC_VMREAD: return vmread;
    case ZYDIS_MNEMONIC_VMWRITE: return vmwrite;
    case ZYDIS_MNEMONIC_INVEPT: return invept;
    case ZYDIS_MNEMONIC_INVVPID: return invvpid;
    case ZYDIS_MNEMONIC_VMLAUNCH: return enter<true>;
    case ZYDIS_MNEMONIC_VMRESUME: return enter<false>;
    case ZYDIS_MNEMONIC_VMCALL: return vmcall;
    case ZYDIS_MNEMONIC_RSM: return resume;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
