// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/intercept.hpp"
#include "machine/processor/operand.hpp"

// MOV to and from debug registers (SDM vol. 3B 17.2).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
namespace dr_qualification = stm::abi::dr_qualification;

constexpr uint64_t dr6_fixed = 0xffff0ff0;
constexpr uint64_t dr6_writable = 0xe00f; // B0 to B3, BD, BS, BT
constexpr uint64_t dr6_access_detected = 1u << 13;
constexpr uint64_t dr7_fixed = 0x400;
constexpr uint64_t dr7_writable = 0xffff23ff;
constexpr uint64_t dr7_general_detect = 1u << 13;

// DR4 and DR5 are other names of DR6 and DR7, unless CR4.DE is set.
unsigned checked_register(Core const& core, ZydisRegister name) {
    auto const number = register_number(name);
    if (number > 7) invalid_opcode();
    if (number != 4 && number != 5) return number;
    if ((core.cpu.cr4 & cr4::de) != 0) invalid_opcode();
    return number + 2;
}

void check_access(Core& core, SystemInstruction const& instruction, unsigned debug, unsigned general, bool from) {
    need_privilege_0(core);
    exit_if_proc(core, stm::abi::proc_control::kMovDrExiting, ExitReason::MovDr, instruction,
                 debug | (from ? dr_qualification::kMovFrom : 0) |
                     uint64_t{general} << dr_qualification::kGeneralRegisterShift);
    if ((core.cpu.dr7 & dr7_general_detect) != 0) throw Fault{Vector::Debug, std::nullopt, dr6_access_detected};
}

void write_debug(Core& core, SystemInstruction const& instruction) {
    auto const debug = checked_register(core, instruction.register_of(0));
    auto const general = register_number(instruction.register_of(1));
    check_access(core, instruction, debug, general, false);
    auto const value = read_register(core, general, core.mode64() ? 8 : 4);
    if (debug < 4) {
        core.cpu.dr[debug] = value;
        return;
    }
    if (value >> 32 != 0) general_protection();
    if (debug == 6)
        core.cpu.dr6 = (value & dr6_writable) | dr6_fixed;
    else
        core.cpu.dr7 = (value & dr7_writable) | dr7_fixed;
}

void read_debug(Core& core, SystemInstruction const& instruction) {
    auto const general = register_number(instruction.register_of(0));
    auto const debug = checked_register(core, instruction.register_of(1));
    check_access(core, instruction, debug, general, true);
    auto const value = debug < 4 ? core.cpu.dr[debug] : debug == 6 ? core.cpu.dr6 : core.cpu.dr7;
    write_register(core, general, core.mode64() ? 8 : 4, value);
}

} // namespace

Handler debug_instruction(SystemInstruction const& instruction) {
    auto const is_debug = [&](unsigned operand) {
        return instruction.is_register(operand) &&
               ZydisRegisterGetClass(instruction.register_of(operand)) == ZYDIS_REGCLASS_DEBUG;
    };
    if (instruction.about.mnemonic != ZYDIS_MNEMONIC_MOV) return nullptr;
    if (is_debug(0)) return write_debug;
    return is_debug(1) ? read_debug : nullptr;
}

} // namespace redoubt::machine
