// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

constexpr RegisterAt ah = at::rax + 1;

// The upper half of the accumulator pair: AH for bytes, else the data register.
template <Word T>
constexpr RegisterAt upper = sizeof(T) == 1 ? ah : at::rdx;

// The one operand that is written out, in a register or in memory.
template <Word T, Form form>
T operand(Interpreter& cpu, Operation const* op) {
    if constexpr (to_memory(form)) return cpu.load<T>(op, cpu.linear(op));
    return cpu.get<T>(op->to);
}

template <auto product>
struct Multiplies {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const result = product(cpu.flags, cpu.get<T>(at::rax), operand<T, form>(cpu, op));
            cpu.set<T>(at::rax, result.low);
            cpu.set<T>(upper<T>, result.high);
            REDOUBT_NEXT(cpu, op);
        }
    };
};

template <auto quotient>
struct Divides {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const divisor = operand<T, form>(cpu, op);
            auto const result = quotient(cpu.get<T>(upper<T>), cpu.get<T>(at::rax), divisor);
            if (result.fault) cpu.raise(op, {Vector::DivideError});
            cpu.set<T>(at::rax, result.quotient);
            cpu.set<T>(upper<T>, result.remainder);
            REDOUBT_NEXT(cpu, op);
        }
    };
};

template <typename T, Form form>
struct MultiplyTwo {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const source = source_of<T, form>(cpu, op);
        cpu.set<T>(op->to, multiply_signed(cpu.flags, cpu.get<T>(op->to), source).low);
        REDOUBT_NEXT(cpu, op);
    }
};

// The third operand is an immediate one.
template <typename T, Form form>
struct MultiplyThree {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const source = source_of<T, form>(cpu, op);
        cpu.set<T>(op->to, multiply_signed(cpu.flags, source, static_cast<T>(op->immediate)).low);
        REDOUBT_NEXT(cpu, op);
    }
};

constexpr auto unsigned_product = []<Word T>(Flags& f, T a, T b) { return multiply(f, a, b); };
constexpr auto signed_product = []<Word T>(Flags& f, T a, T b) { return multiply_signed(f, a, b); };
constexpr auto unsigned_quotient = []<Word T>(T high, T low, T by) { return divide(high, low, by); };
constexpr auto signed_quotient = []<Word T>(T high, T low, T by) { return divide_signed(high, low, by); };

} // namespace

Execute multiply_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_MUL: return pick<Multiplies<unsigned_product>::Pick>(shape);
    case ZYDIS_MNEMONIC_DIV: return pick<Divides<unsigned_quotient>::Pick>(shape);
    case ZYDIS_MNEMONIC_IDIV: return pick<Divides<signed_quotient>::Pick>(shape);
    case ZYDIS_MNEMONIC_IMUL:
        return shape.operands == 1   ? pick<Multiplies<signed_product>::Pick>(shape)
               : shape.operands == 2 ? pick<MultiplyTwo>(shape)
                                     : pick<MultiplyThree>(shape);
    default: return nullptr;
    }
}

} // namespace redoubt::machine
