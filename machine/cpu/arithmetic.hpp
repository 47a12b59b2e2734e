// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/flags.hpp"

// The integer instructions as functions of their operands and the flags (SDM vol. 2). What the manual leaves undefined is
// as set here; nothing may rest on it.
namespace redoubt::machine {

template <Word T>
T add(Flags& flags, T a, T b, bool carry = false) {
    auto const sum = static_cast<T>(a + b + T{carry});
    flags.set_carry(carry ? sum <= a : sum < a);
    flags.set_overflow(top_bit<T>(static_cast<T>((a ^ sum) & (b ^ sum))));
    flags.set_adjust((((a ^ b ^ sum) >> 4) & 1) != 0);
    flags.set_result(sum);
    return sum;
}

// ADCX and ADOX: each has a chain of carries of its own, and leaves all other flags.
template <Word T>
T add_with_carry_alone(Flags& flags, T a, T b) {
    auto const sum = static_cast<T>(a + b + T{flags.carry()});
    flags.set_carry(flags.carry() ? sum <= a : sum < a);
    return sum;
}

template <Word T>
T add_with_overflow_alone(Flags& flags, T a, T b) {
    auto const sum = static_cast<T>(a + b + T{flags.overflow()});
    flags.set_overflow(flags.overflow() ? sum <= a : sum < a);
    return sum;
}

template <Word T>
T subtract(Flags& flags, T a, T b, bool borrow = false) {
    auto const difference = static_cast<T>(a - b - T{borrow});
    flags.set_carry(borrow ? a <= b : a < b);
    flags.set_overflow(top_bit<T>(static_cast<T>((a ^ b) & (a ^ difference))));
    flags.set_adjust((((a ^ b ^ difference) >> 4) & 1) != 0);
    flags.set_result(difference);
    return difference;
}

// AND, OR, XOR, TEST.
template <Word T>
T logical(Flags& flags, T result) {
    flags.set_carry(false);
    flags.set_overflow(false);
    flags.set_adjust(false);
    flags.set_result(result);
    return result;
}

// INC and DEC leave CF.
template <Word T>
T increment(Flags& flags, T a) {
    bool const carry = flags.carry();
    auto const result = add<T>(flags, a, 1);
    flags.set_carry(carry);
    return result;
}

template <Word T>
T decrement(Flags& flags, T a) {
    bool const carry = flags.carry();
    auto const result = subtract<T>(flags, a, 1);
    flags.set_carry(carry);
    return result;
}

template <Word T>
T negate(Flags& flags, T a) {
    return subtract<T>(flags, 0, a);
}

// Shifts take five bits of the count, six for 64-bit operands, and do nothing at all for 0.
template <Word T>
[[nodiscard]] constexpr unsigned shift_count(uint8_t count) {
    return count & (kBits<T> == 64 ? 63u : 31u);
}

template <Word T>
T shift_left(Flags& flags, T a, uint8_t by) {
    auto const count = shift_count<T>(by);
    if (count == 0) return a;
    bool const carry = count <= kBits<T> && ((a >> (kBits<T> - count)) & 1) != 0;
    auto const result = count < kBits<T> ? static_cast<T>(a << count) : T{0};
    flags.set_carry(carry);
    flags.set_overflow(top_bit(result) != carry); // defined for 1
    flags.set_adjust(false);
    flags.set_result(result);
    return result;
}

template <Word T>
T shift_right(Flags& flags, T a, uint8_t by) {
    auto const count = shift_count<T>(by);
    if (count == 0) return a;
    bool const carry = count <= kBits<T> && ((a >> (count - 1)) & 1) != 0;
    auto const result = count < kBits<T> ? static_cast<T>(a >> count) : T{0};
    flags.set_carry(carry);
    flags.set_overflow(top_bit(a)); // defined for 1
    flags.set_adjust(false);
    flags.set_result(result);
    return result;
}

template <Word T>
T shift_right_signed(Flags& flags, T a, uint8_t by) {
    auto const count = shift_count<T>(by);
    if (count == 0) return a;
    auto const value = static_cast<std::make_signed_t<T>>(a);
    auto const last = count < kBits<T> ? count - 1 : kBits<T> - 1;
    auto const result = static_cast<T>(value >> (count < kBits<T> ? count : kBits<T> - 1));
    flags.set_carry(((value >> last) & 1) != 0);
    flags.set_overflow(false);
    flags.set_adjust(false);
    flags.set_result(result);
    return result;
}

// Rotations change CF and OF alone.
template <Word T>
T rotate_left(Flags& flags, T a, uint8_t by) {
    if (shift_count<T>(by) == 0) return a;
    auto const result = std::rotl(a, static_cast<int>(shift_count<T>(by) % kBits<T>));
    flags.set_carry((result & 1) != 0);
    flags.set_overflow(top_bit(result) != flags.carry()); // defined for 1
    return result;
}

template <Word T>
T rotate_right(Flags& flags, T a, uint8_t by) {
    if (shift_count<T>(by) == 0) return a;
    auto const result = std::rotr(a, static_cast<int>(shift_count<T>(by) % kBits<T>));
    flags.set_carry(top_bit(result));
    flags.set_overflow(top_bit(result) != top_bit(static_cast<T>(result << 1))); // defined for 1
    return result;
}

// Through CF: one bit more takes part.
template <Word T>
T rotate_carry_left(Flags& flags, T a, uint8_t by) {
    auto const count = shift_count<T>(by) % (kBits<T> + 1);
    for (unsigned i = 0; i < count; ++i) {
        bool const out = top_bit(a);
        a = static_cast<T>(static_cast<T>(a << 1) | T{flags.carry()});
        flags.set_carry(out);
    }
    if (count != 0) flags.set_overflow(top_bit(a) != flags.carry()); // defined for 1
    return a;
}

template <Word T>
T rotate_carry_right(Flags& flags, T a, uint8_t by) {
    auto const count = shift_count<T>(by) % (kBits<T> + 1);
    if (count != 0) flags.set_overflow(top_bit(a) != flags.carry()); // defined for 1
    for (unsigned i = 0; i < count; ++i) {
        bool const out = (a & 1) != 0;
        a = static_cast<T>(static_cast<T>(a >> 1) | static_cast<T>(T{flags.carry()} << (kBits<T> - 1)));
        flags.set_carry(out);
    }
    return a;
}

// SHLD and SHRD: the bits that come in are another operand's. A count above the width, which only words can meet, is
// undefined: it counts anew.
template <Word T>
[[nodiscard]] constexpr unsigned double_shift_count(uint8_t by) {
    auto const count = shift_count<T>(by);
    return count > kBits<T> ? count - kBits<T> : count;
}

template <Word T>
T shift_left_double(Flags& flags, T a, T in, uint8_t by) {
    auto const count = double_shift_count<T>(by);
    if (count == 0) return a;
    auto const result = static_cast<T>((a << count) | (in >> (kBits<T> - count)));
    flags.set_carry(((a >> (kBits<T> - count)) & 1) != 0);
    flags.set_overflow(top_bit<T>(static_cast<T>(a ^ result))); // defined for 1
    flags.set_adjust(false);
    flags.set_result(result);
    return result;
}

template <Word T>
T shift_right_double(Flags& flags, T a, T in, uint8_t by) {
    auto const count = double_shift_count<T>(by);
    if (count == 0) return a;
    auto const result = static_cast<T>((a >> count) | (in << (kBits<T> - count)));
    flags.set_carry(((a >> (count - 1)) & 1) != 0);
    flags.set_overflow(top_bit<T>(static_cast<T>(a ^ result))); // defined for 1
    flags.set_adjust(false);
    flags.set_result(result);
    return result;
}

template <Word T>
struct Product {
    T low;
    T high;
    bool operator==(Product const&) const = default;
};

// Twice as wide as the operands.
template <Word T>
using Wide = std::conditional_t<
    sizeof(T) == 8, unsigned __int128,
    std::conditional_t<sizeof(T) == 4, uint64_t, std::conditional_t<sizeof(T) == 2, uint32_t, uint16_t>>>;

template <Word T>
using SignedWide = std::conditional_t<
    sizeof(T) == 8, __int128,
    std::conditional_t<sizeof(T) == 4, int64_t, std::conditional_t<sizeof(T) == 2, int32_t, int16_t>>>;

// CF and OF: the high half says something that the low half does not. The other flags are undefined.
template <Word T>
Product<T> multiply(Flags& flags, T a, T b) {
    auto const product = static_cast<Wide<T>>(Wide<T>{a} * b);
    Product<T> const result{static_cast<T>(product), static_cast<T>(product >> kBits<T>)};
    flags.set_carry(result.high != 0);
    flags.set_overflow(result.high != 0);
    return result;
}

template <Word T>
Product<T> multiply_signed(Flags& flags, T a, T b) {
    using Signed = std::make_signed_t<T>;
    auto const product =
        static_cast<SignedWide<T>>(SignedWide<T>{static_cast<Signed>(a)} * SignedWide<T>{static_cast<Signed>(b)});
    Product<T> const result{static_cast<T>(product), static_cast<T>(product >> kBits<T>)};
    bool const cut = product != static_cast<Signed>(result.low);
    flags.set_carry(cut);
    flags.set_overflow(cut);
    return result;
}

template <Word T>
struct Quotient {
    T quotient;
    T remainder;
    bool fault; // #DE: the divisor is 0 or the quotient too wide; the other two are 0
    bool operator==(Quotient const&) const = default;
};

template <Word T>
[[nodiscard]] Quotient<T> divide(T high, T low, T divisor) {
    auto const dividend = static_cast<Wide<T>>((Wide<T>{high} << kBits<T>) | low);
    if (divisor == 0 || high >= divisor) return {0, 0, true};
    return {static_cast<T>(dividend / divisor), static_cast<T>(dividend % divisor), false};
}

template <Word T>
[[nodiscard]] Quotient<T> divide_signed(T high, T low, T divisor) {
    using Signed = std::make_signed_t<T>;
    auto const bits = static_cast<Wide<T>>((Wide<T>{high} << kBits<T>) | low);
    auto const dividend = static_cast<SignedWide<T>>(bits);
    auto const by = static_cast<Signed>(divisor);
    // The narrowest dividend divided by -1 overflows the wide type too.
    if (by == 0 || (by == -1 && bits == static_cast<Wide<T>>(Wide<T>{1} << (2 * kBits<T> - 1)))) return {0, 0, true};
    auto const quotient = static_cast<SignedWide<T>>(dividend / by);
    if (quotient != static_cast<Signed>(quotient)) return {0, 0, true};
    return {static_cast<T>(quotient), static_cast<T>(dividend % by), false};
}

// BSF and BSR: only ZF is defined, and there is no result for 0.
template <Word T>
T scan_forward(Flags& flags, T source) {
    flags.set_zero(source == 0);
    return static_cast<T>(std::countr_zero(source));
}

template <Word T>
T scan_reverse(Flags& flags, T source) {
    flags.set_zero(source == 0);
    return static_cast<T>(kBits<T> - 1 - static_cast<unsigned>(std::countl_zero(source)));
}

// CF: nothing was found; ZF: the first bit was it.
template <Word T>
T count_trailing(Flags& flags, T source) {
    auto const count = static_cast<T>(std::countr_zero(source));
    flags.set_carry(source == 0);
    flags.set_zero(count == 0);
    return count;
}

template <Word T>
T count_leading(Flags& flags, T source) {
    auto const count = static_cast<T>(std::countl_zero(source));
    flags.set_carry(source == 0);
    flags.set_zero(count == 0);
    return count;
}

template <Word T>
T count_ones(Flags& flags, T source) {
    flags.load(flags.system() | (source == 0 ? rflags::zero : 0));
    return static_cast<T>(std::popcount(source));
}

// BT, BTS, BTR and BTC on a word: CF is the bit before; nothing else that is defined changes.
template <Word T>
T bit_test(Flags& flags, T a, T index) {
    flags.set_carry(((a >> (index % kBits<T>)) & 1) != 0);
    return a;
}

template <Word T>
T bit_set(Flags& flags, T a, T index) {
    return static_cast<T>(bit_test(flags, a, index) | static_cast<T>(T{1} << (index % kBits<T>)));
}

template <Word T>
T bit_reset(Flags& flags, T a, T index) {
    return static_cast<T>(bit_test(flags, a, index) & static_cast<T>(~static_cast<T>(T{1} << (index % kBits<T>))));
}

template <Word T>
T bit_complement(Flags& flags, T a, T index) {
    return static_cast<T>(bit_test(flags, a, index) ^ static_cast<T>(T{1} << (index % kBits<T>)));
}

} // namespace redoubt::machine
