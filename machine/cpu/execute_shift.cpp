// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

// The count is a byte, in CL or in the instruction, whatever the width.
template <Form form>
uint8_t count_of(Interpreter& cpu, Operation const* op) {
    if constexpr (form == Form::RegisterImmediate || form == Form::MemoryImmediate)
        return static_cast<uint8_t>(op->immediate);
    return cpu.get<uint8_t>(at::rcx);
}

template <auto shift>
struct Shifts {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const count = count_of<form>(cpu, op);
            if constexpr (to_memory(form))
                cpu.modify<T>(op, cpu.linear(op), [&](T a) { return shift(cpu.flags, a, count); });
            else
                cpu.set<T>(op->to, shift(cpu.flags, cpu.get<T>(op->to), count));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

// The bits that come in are a register's; the form says where the count is.
template <auto shift>
struct DoubleShifts {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const count = count_of<form>(cpu, op);
            auto const in = cpu.get<T>(op->from);
            if constexpr (to_memory(form))
                cpu.modify<T>(op, cpu.linear(op), [&](T a) { return shift(cpu.flags, a, in, count); });
            else
                cpu.set<T>(op->to, shift(cpu.flags, cpu.get<T>(op->to), in, count));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

constexpr auto left = []<Word T>(Flags& f, T a, uint8_t n) { return shift_left(f, a, n); };
constexpr auto right = []<Word T>(Flags& f, T a, uint8_t n) { return shift_right(f, a, n); };
constexpr auto right_signed = []<Word T>(Flags& f, T a, uint8_t n) { return shift_right_signed(f, a, n); };
constexpr auto rotated_left = []<Word T>(Flags& f, T a, uint8_t n) { return rotate_left(f, a, n); };
constexpr auto rotated_right = []<Word T>(Flags& f, T a, uint8_t n) { return rotate_right(f, a, n); };
constexpr auto carried_left = []<Word T>(Flags& f, T a, uint8_t n) { return rotate_carry_left(f, a, n); };
constexpr auto carried_right = []<Word T>(Flags& f, T a, uint8_t n) { return rotate_carry_right(f, a, n); };
constexpr auto double_left = []<Word T>(Flags& f, T a, T in, uint8_t n) { return shift_left_double(f, a, in, n); };
constexpr auto double_right = []<Word T>(Flags& f, T a, T in, uint8_t n) { return shift_right_double(f, a, in, n); };

} // namespace

Execute shift_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_SHL: return pick<Shifts<left>::Pick>(shape);
    case ZYDIS_MNEMONIC_SHR: return pick<Shifts<right>::Pick>(shape);
    case ZYDIS_MNEMONIC_SAR: return pick<Shifts<right_signed>::Pick>(shape);
    case ZYDIS_MNEMONIC_ROL: return pick<Shifts<rotated_left>::Pick>(shape);
    case ZYDIS_MNEMONIC_ROR: return pick<Shifts<rotated_right>::Pick>(shape);
    case ZYDIS_MNEMONIC_RCL: return pick<Shifts<carried_left>::Pick>(shape);
    case ZYDIS_MNEMONIC_RCR: return pick<Shifts<carried_right>::Pick>(shape);
    case ZYDIS_MNEMONIC_SHLD: return pick<DoubleShifts<double_left>::Pick>(shape);
    case ZYDIS_MNEMONIC_SHRD: return pick<DoubleShifts<double_right>::Pick>(shape);
    default: return nullptr;
    }
}

} // namespace redoubt::machine
