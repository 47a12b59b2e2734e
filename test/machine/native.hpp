// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/flags.hpp"

// Single instructions on the processor that runs the test. `flags` are loaded before and read after.
namespace redoubt::machine::test::native {

// The stack below is in use by functions that call nothing (red zone).
#define REDOUBT_AROUND(INSTRUCTION)                                                                                    \
    "lea -128(%%rsp), %%rsp\n\t"                                                                                       \
    "push %[flags]\n\tpopfq\n\t" INSTRUCTION "\n\tpushfq\n\tpop %[flags]\n\t"                                          \
    "lea 128(%%rsp), %%rsp"

#define REDOUBT_UNARY(NAME, MNEMONIC)                                                                                  \
    template <Word T>                                                                                                  \
    T NAME(uint64_t& flags, T a) {                                                                                     \
        asm volatile(REDOUBT_AROUND(MNEMONIC " %[a]") : [a] "+q"(a), [flags] "+r"(flags) : : "cc", "memory");          \
        return a;                                                                                                      \
    }

#define REDOUBT_BINARY(NAME, MNEMONIC)                                                                                 \
    template <Word T>                                                                                                  \
    T NAME(uint64_t& flags, T a, T b) {                                                                                \
        asm volatile(REDOUBT_AROUND(MNEMONIC " %[b], %[a]")                                                            \
                     : [a] "+q"(a), [flags] "+r"(flags)                                                                \
                     : [b] "q"(b)                                                                                      \
                     : "cc", "memory");                                                                                \
        return a;                                                                                                      \
    }

#define REDOUBT_SHIFT(NAME, MNEMONIC)                                                                                  \
    template <Word T>                                                                                                  \
    T NAME(uint64_t& flags, T a, uint8_t count) {                                                                      \
        asm volatile(REDOUBT_AROUND(MNEMONIC " %%cl, %[a]")                                                            \
                     : [a] "+q"(a), [flags] "+r"(flags)                                                                \
                     : "c"(count)                                                                                      \
                     : "cc", "memory");                                                                                \
        return a;                                                                                                      \
    }

#define REDOUBT_DOUBLE_SHIFT(NAME, MNEMONIC)                                                                           \
    template <Word T>                                                                                                  \
    T NAME(uint64_t& flags, T a, T in, uint8_t count) {                                                                \
        asm volatile(REDOUBT_AROUND(MNEMONIC " %%cl, %[in], %[a]")                                                     \
                     : [a] "+q"(a), [flags] "+r"(flags)                                                                \
                     : [in] "q"(in), "c"(count)                                                                        \
                     : "cc", "memory");                                                                                \
        return a;                                                                                                      \
    }

// MUL, IMUL, DIV and IDIV of the accumulator: AX for bytes, else the pair of DX and AX.
#define REDOUBT_ACCUMULATOR(NAME, MNEMONIC)                                                                            \
    template <Word T>                                                                                                  \
    void NAME(uint64_t& flags, T& low, T& high, T operand) {                                                           \
        if constexpr (sizeof(T) == 1) {                                                                                \
            auto ax = static_cast<uint16_t>(low | (uint16_t{high} << 8));                                              \
            asm volatile(REDOUBT_AROUND(MNEMONIC " %[operand]")                                                        \
                         : "+a"(ax), [flags] "+r"(flags)                                                               \
                         : [operand] "q"(operand)                                                                      \
                         : "cc", "memory");                                                                            \
            low = static_cast<T>(ax);                                                                                  \
            high = static_cast<T>(ax >> 8);                                                                            \
        } else {                                                                                                       \
            asm volatile(REDOUBT_AROUND(MNEMONIC " %[operand]")                                                        \
                         : "+a"(low), "+d"(high), [flags] "+r"(flags)                                                  \
                         : [operand] "r"(operand)                                                                      \
                         : "cc", "memory");                                                                            \
        }                                                                                                              \
    }

REDOUBT_BINARY(add, "add")
REDOUBT_BINARY(adc, "adc")
REDOUBT_BINARY(sub, "sub")
REDOUBT_BINARY(sbb, "sbb")
REDOUBT_BINARY(bitwise_and, "and")
REDOUBT_BINARY(bitwise_or, "or")
REDOUBT_BINARY(bitwise_xor, "xor")
REDOUBT_UNARY(inc, "inc")
REDOUBT_UNARY(dec, "dec")
REDOUBT_UNARY(neg, "neg")
REDOUBT_SHIFT(shl, "shl")
REDOUBT_SHIFT(shr, "shr")
REDOUBT_SHIFT(sar, "sar")
REDOUBT_SHIFT(rol, "rol")
REDOUBT_SHIFT(ror, "ror")
REDOUBT_SHIFT(rcl, "rcl")
REDOUBT_SHIFT(rcr, "rcr")
REDOUBT_DOUBLE_SHIFT(shld, "shld")
REDOUBT_DOUBLE_SHIFT(shrd, "shrd")
REDOUBT_ACCUMULATOR(mul, "mul")
REDOUBT_ACCUMULATOR(imul, "imul")
REDOUBT_ACCUMULATOR(div, "div")
REDOUBT_ACCUMULATOR(idiv, "idiv")
REDOUBT_BINARY(bsf, "bsf")
REDOUBT_BINARY(bsr, "bsr")
REDOUBT_BINARY(popcnt, "popcnt")
REDOUBT_BINARY(tzcnt, "tzcnt")
REDOUBT_BINARY(lzcnt, "lzcnt")
REDOUBT_BINARY(bt, "bt")
REDOUBT_BINARY(bts, "bts")
REDOUBT_BINARY(btr, "btr")
REDOUBT_BINARY(btc, "btc")

#undef REDOUBT_ACCUMULATOR
#undef REDOUBT_DOUBLE_SHIFT
#undef REDOUBT_SHIFT
#undef REDOUBT_BINARY
#undef REDOUBT_UNARY
#undef REDOUBT_AROUND

// The byte that SETcc writes for each of the sixteen conditions; bit n: condition n holds.
[[nodiscard]] inline uint16_t conditions(uint64_t flags) {
    uint16_t result = 0;
    auto const take = [&](unsigned n, bool on) { result = static_cast<uint16_t>(result | (unsigned{on} << n)); };
#define REDOUBT_CONDITION(N, CC)                                                                                       \
    {                                                                                                                  \
        uint8_t on;                                                                                                    \
        asm volatile("lea -128(%%rsp), %%rsp\n\tpush %[flags]\n\tpopfq\n\tset" CC " %[on]\n\tlea 128(%%rsp), %%rsp"    \
                     : [on] "=q"(on)                                                                                   \
                     : [flags] "r"(flags)                                                                              \
                     : "cc", "memory");                                                                                \
        take(N, on != 0);                                                                                              \
    }
    REDOUBT_CONDITION(0, "o")
    REDOUBT_CONDITION(1, "no")
    REDOUBT_CONDITION(2, "b")
    REDOUBT_CONDITION(3, "nb")
    REDOUBT_CONDITION(4, "z")
    REDOUBT_CONDITION(5, "nz")
    REDOUBT_CONDITION(6, "be")
    REDOUBT_CONDITION(7, "nbe")
    REDOUBT_CONDITION(8, "s")
    REDOUBT_CONDITION(9, "ns")
    REDOUBT_CONDITION(10, "p")
    REDOUBT_CONDITION(11, "np")
    REDOUBT_CONDITION(12, "l")
    REDOUBT_CONDITION(13, "nl")
    REDOUBT_CONDITION(14, "le")
    REDOUBT_CONDITION(15, "nle")
#undef REDOUBT_CONDITION
    return result;
}

} // namespace redoubt::machine::test::native
