// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"

// Decimal arithmetic, which 64-bit mode does not have (SDM vol. 2, AAA to DAS).
namespace redoubt::machine {
namespace {

constexpr RegisterAt ah = at::rax + 1;

bool low_digit_too_high(Interpreter& cpu) {
    return (cpu.get<uint8_t>(at::rax) & 0xf) > 9 || cpu.flags.adjust();
}

// AAA, AAS: 6 brings the digit in AL into range, and AH takes the carry.
template <bool subtracts>
void adjust_unpacked(Interpreter& cpu, Operation const* op) {
    bool const adjusts = low_digit_too_high(cpu);
    auto ax = cpu.get<uint16_t>(at::rax);
    if (adjusts) ax = static_cast<uint16_t>(subtracts ? ax - 0x106 : ax + 0x106);
    cpu.flags.set_carry(adjusts);
    cpu.flags.set_adjust(adjusts);
    cpu.set(at::rax, static_cast<uint16_t>(ax & 0xff0f));
    REDOUBT_NEXT(cpu, op);
}

void set_result(Interpreter& cpu, uint8_t al) {
    cpu.set(at::rax, al);
    cpu.flags.set_result(al);
}

// DAA, DAS.
template <bool subtracts>
void adjust_packed(Interpreter& cpu, Operation const* op) {
    auto const before = cpu.get<uint8_t>(at::rax);
    bool const low = low_digit_too_high(cpu);
    bool const high = before > 0x99 || cpu.flags.carry();
    // Subtracting 6 may borrow; adding it may not carry when the high digit is not adjusted as well.
    bool const carry = high || (subtracts && low && before < 6);
    auto const by = (low ? 0x06 : 0) + (high ? 0x60 : 0);
    set_result(cpu, static_cast<uint8_t>(subtracts ? before - by : before + by));
    cpu.flags.set_carry(carry);
    cpu.flags.set_adjust(low);
    REDOUBT_NEXT(cpu, op);
}

// The base is an immediate operand.
void split_digits(Interpreter& cpu, Operation const* op) {
    auto const base = static_cast<uint8_t>(op->immediate);
    if (base == 0) cpu.raise(op, {Vector::DivideError});
    auto const al = cpu.get<uint8_t>(at::rax);
    cpu.set(ah, static_cast<uint8_t>(al / base));
    set_result(cpu, al % base);
    REDOUBT_NEXT(cpu, op);
}

void join_digits(Interpreter& cpu, Operation const* op) {
    auto const base = static_cast<uint8_t>(op->immediate);
    auto const value = static_cast<uint8_t>(cpu.get<uint8_t>(at::rax) + cpu.get<uint8_t>(ah) * base);
    cpu.set(ah, uint8_t{0});
    set_result(cpu, value);
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute decimal_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_AAA: return adjust_unpacked<false>;
    case ZYDIS_MNEMONIC_AAS: return adjust_unpacked<true>;
    case ZYDIS_MNEMONIC_AAM: return split_digits;
    case ZYDIS_MNEMONIC_AAD: return join_digits;
    case ZYDIS_MNEMONIC_DAA: return adjust_packed<false>;
    case ZYDIS_MNEMONIC_DAS: return adjust_packed<true>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
