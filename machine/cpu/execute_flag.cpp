// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

constexpr RegisterAt ah = at::rax + 1;
constexpr uint64_t in_ah = rflags::sign | rflags::zero | rflags::adjust | rflags::parity | rflags::carry;

template <auto change>
void flag(Interpreter& cpu, Operation const* op) {
    change(cpu);
    REDOUBT_NEXT(cpu, op);
}

constexpr auto clear_carry = [](Interpreter& cpu) { cpu.flags.set_carry(false); };
constexpr auto set_carry = [](Interpreter& cpu) { cpu.flags.set_carry(true); };
constexpr auto complement_carry = [](Interpreter& cpu) { cpu.flags.set_carry(!cpu.flags.carry()); };
constexpr auto clear_direction = [](Interpreter& cpu) {
    cpu.flags.set_system(cpu.flags.system() & ~rflags::direction);
};
constexpr auto set_direction = [](Interpreter& cpu) { cpu.flags.set_system(cpu.flags.system() | rflags::direction); };
constexpr auto to_ah = [](Interpreter& cpu) { cpu.set<uint8_t>(ah, static_cast<uint8_t>(cpu.flags.image())); };
constexpr auto from_ah = [](Interpreter& cpu) {
    cpu.flags.load((cpu.flags.image() & ~in_ah) | (cpu.get<uint8_t>(ah) & in_ah));
};

} // namespace

Execute flag_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_CLC: return flag<clear_carry>;
    case ZYDIS_MNEMONIC_STC: return flag<set_carry>;
    case ZYDIS_MNEMONIC_CMC: return flag<complement_carry>;
    case ZYDIS_MNEMONIC_CLD: return flag<clear_direction>;
    case ZYDIS_MNEMONIC_STD: return flag<set_direction>;
    case ZYDIS_MNEMONIC_LAHF: return flag<to_ah>;
    case ZYDIS_MNEMONIC_SAHF: return flag<from_ah>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
