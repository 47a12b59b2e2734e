// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/control_registers.hpp"
#include "machine/processor/families.hpp"
#include "machine/processor/intercept.hpp"
#include "machine/processor/operand.hpp"

// MOV to and from control registers, CLTS, LMSW, SMSW (SDM vol. 2; intercepts: SDM vol. 3C 25.1.3, 25.3).
namespace redoubt::machine {
namespace {

using stm::abi::CrAccessType;
using stm::abi::ExitReason;
using stm::abi::VmcsField;
namespace cr_qualification = stm::abi::cr_qualification;
namespace proc_control = stm::abi::proc_control;

constexpr uint64_t status_word = cr0::pe | cr0::mp | cr0::em | cr0::ts; // what LMSW writes

uint64_t qualification(CrAccessType type, unsigned control, unsigned general) {
    return control | uint64_t{static_cast<uint8_t>(type)} << cr_qualification::kAccessTypeShift |
           uint64_t{general} << cr_qualification::kGeneralRegisterShift;
}

bool is_cr3_target(Core const& core, uint64_t value) {
    constexpr std::array targets{VmcsField::Cr3TargetValue0, VmcsField::Cr3TargetValue1, VmcsField::Cr3TargetValue2,
                                 VmcsField::Cr3TargetValue3};
    auto const count = core.vmx.field(VmcsField::Cr3TargetCount);
    for (uint64_t i = 0; i < count && i < targets.size(); ++i)
        if (core.vmx.field(targets[i]) == value) return true;
    return false;
}

bool write_is_intercepted(Core const& core, unsigned control, uint64_t value) {
    if (!core.guest()) return false;
    switch (control) {
    case 0: return shadowed_cr0(core).intercepts(value);
    case 3: return core.vmx.proc(proc_control::kCr3LoadExiting) && !is_cr3_target(core, value);
    case 4: return shadowed_cr4(core).intercepts(value);
    case 8: return core.vmx.proc(proc_control::kCr8LoadExiting);
    default: return false;
    }
}

bool read_is_intercepted(Core const& core, unsigned control) {
    if (control == 3) return core.vmx.proc(proc_control::kCr3StoreExiting);
    return control == 8 && core.vmx.proc(proc_control::kCr8StoreExiting);
}

bool exists(unsigned control) {
    return control == 0 || control == 2 || control == 3 || control == 4 || control == 8;
}

unsigned register_size(Core const& core) {
    return core.mode64() ? 8 : 4;
}

void write_control(Core& core, SystemInstruction const& instruction) {
    auto const control = register_number(instruction.register_of(0));
    auto const general = register_number(instruction.register_of(1));
    if (!exists(control)) invalid_opcode();
    need_privilege_0(core);
    auto const value = read_register(core, general, register_size(core));
    if (write_is_intercepted(core, control, value))
        throw instruction_exit(ExitReason::CrAccess, instruction, qualification(CrAccessType::MovTo, control, general));
    switch (control) {
    case 0: return write_cr0(core, shadowed_cr0(core).merged(core.cpu.cr0, value));
    case 2: core.cpu.cr2 = value; return;
    case 3: return write_cr3(core, value);
    case 4: return write_cr4(core, shadowed_cr4(core).merged(core.cpu.cr4, value));
    default: return write_cr8(core, value);
    }
}

void read_control(Core& core, SystemInstruction const& instruction) {
    auto const general = register_number(instruction.register_of(0));
    auto const control = register_number(instruction.register_of(1));
    if (!exists(control)) invalid_opcode();
    need_privilege_0(core);
    if (read_is_intercepted(core, control))
        throw instruction_exit(ExitReason::CrAccess, instruction,
                               qualification(CrAccessType::MovFrom, control, general));
    auto const& cpu = core.cpu;
    uint64_t value = cpu.cr8;
    if (control == 0) value = shadowed_cr0(core).seen(cpu.cr0);
    if (control == 2) value = cpu.cr2;
    if (control == 3) value = cpu.cr3;
    if (control == 4) value = shadowed_cr4(core).seen(cpu.cr4);
    write_register(core, general, register_size(core), value);
}

// TS of the host: the guest believes it clear, so nothing is done, or set (SDM vol. 3C 25.3).
void clear_task_switched(Core& core, SystemInstruction const& instruction) {
    need_privilege_0(core);
    auto const cr0 = shadowed_cr0(core);
    if ((cr0.mask & cr0.shadow & cr0::ts) != 0)
        throw instruction_exit(ExitReason::CrAccess, instruction, qualification(CrAccessType::Clts, 0, 0));
    core.cpu.cr0 &= ~(cr0::ts & ~cr0.mask);
}

// LMSW cannot clear PE, and so exits for it only if it would set it (SDM vol. 3C 25.1.3).
void load_status_word(Core& core, SystemInstruction const& instruction) {
    need_privilege_0(core);
    auto const source = read_operand(core, instruction, 0, 2);
    auto const cr0 = shadowed_cr0(core);
    auto const differs = (source ^ cr0.shadow) & cr0.mask & status_word;
    if ((differs & ~cr0::pe) != 0 || (differs & source & cr0::pe) != 0) {
        auto exit =
            instruction_exit(ExitReason::CrAccess, instruction,
                             qualification(CrAccessType::Lmsw, 0, 0) | source << cr_qualification::kLmswSourceShift);
        if (instruction.is_memory(0)) {
            exit.qualification |= cr_qualification::kLmswMemory;
            exit.guest_linear = operand_address(core, instruction, 0, 2, Access::Read);
        }
        throw exit;
    }
    auto const kept = core.cpu.cr0 & (~status_word | cr0::pe);
    write_cr0(core, cr0.merged(core.cpu.cr0, kept | (source & status_word)));
}

void store_status_word(Core& core, SystemInstruction const& instruction) {
    if (core.cpu.cpl() != 0 && (core.cpu.cr4 & cr4::umip) != 0) general_protection();
    auto const size = instruction.is_memory(0) ? 2 : instruction.size();
    write_operand(core, instruction, 0, size, shadowed_cr0(core).seen(core.cpu.cr0));
}

} // namespace

Handler control_instruction(SystemInstruction const& instruction) {
    auto const is_control = [&](unsigned operand) {
        return instruction.is_register(operand) &&
               ZydisRegisterGetClass(instruction.register_of(operand)) == ZYDIS_REGCLASS_CONTROL;
    };
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_MOV:
        if (is_control(0)) return write_control;
        return is_control(1) ? read_control : nullptr;
    case ZYDIS_MNEMONIC_CLTS: return clear_task_switched;
    case ZYDIS_MNEMONIC_LMSW: return load_status_word;
    case ZYDIS_MNEMONIC_SMSW: return store_status_word;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
