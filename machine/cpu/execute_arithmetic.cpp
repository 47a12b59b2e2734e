// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

#define REDOUBT_ACTION(NAME, EXPRESSION)                                                                               \
    struct NAME {                                                                                                      \
        template <Word T>                                                                                              \
        static T apply([[maybe_unused]] Interpreter& cpu, T a, [[maybe_unused]] T b) {                                 \
            return EXPRESSION;                                                                                         \
        }                                                                                                              \
    }

REDOUBT_ACTION(Add, add(cpu.flags, a, b));
REDOUBT_ACTION(AddWithCarry, add(cpu.flags, a, b, cpu.flags.carry()));
REDOUBT_ACTION(Subtract, subtract(cpu.flags, a, b));
REDOUBT_ACTION(SubtractWithBorrow, subtract(cpu.flags, a, b, cpu.flags.carry()));
REDOUBT_ACTION(And, logical(cpu.flags, static_cast<T>(a& b)));
REDOUBT_ACTION(Or, logical(cpu.flags, static_cast<T>(a | b)));
REDOUBT_ACTION(ExclusiveOr, logical(cpu.flags, static_cast<T>(a ^ b)));
REDOUBT_ACTION(Increment, increment(cpu.flags, a));
REDOUBT_ACTION(Decrement, decrement(cpu.flags, a));
REDOUBT_ACTION(Negate, negate(cpu.flags, a));
REDOUBT_ACTION(AddWithCarryAlone, add_with_carry_alone(cpu.flags, a, b));
REDOUBT_ACTION(AddWithOverflowAlone, add_with_overflow_alone(cpu.flags, a, b));
REDOUBT_ACTION(Not, static_cast<T>(~a));

#undef REDOUBT_ACTION

} // namespace

Execute arithmetic_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_ADD: return updating<Add>(shape);
    case ZYDIS_MNEMONIC_ADC: return updating<AddWithCarry>(shape);
    case ZYDIS_MNEMONIC_SUB: return updating<Subtract>(shape);
    case ZYDIS_MNEMONIC_SBB: return updating<SubtractWithBorrow>(shape);
    case ZYDIS_MNEMONIC_AND: return updating<And>(shape);
    case ZYDIS_MNEMONIC_OR: return updating<Or>(shape);
    case ZYDIS_MNEMONIC_XOR: return updating<ExclusiveOr>(shape);
    case ZYDIS_MNEMONIC_CMP: return examining<Subtract>(shape);
    case ZYDIS_MNEMONIC_TEST: return examining<And>(shape);
    case ZYDIS_MNEMONIC_INC: return updating<Increment>(shape);
    case ZYDIS_MNEMONIC_DEC: return updating<Decrement>(shape);
    case ZYDIS_MNEMONIC_NEG: return updating<Negate>(shape);
    case ZYDIS_MNEMONIC_ADCX: return updating<AddWithCarryAlone>(shape);
    case ZYDIS_MNEMONIC_ADOX: return updating<AddWithOverflowAlone>(shape);
    case ZYDIS_MNEMONIC_NOT: return updating<Not>(shape);
    default: return nullptr;
    }
}

} // namespace redoubt::machine
