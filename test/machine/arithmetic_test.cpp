// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "test/machine/native.hpp"

#include <array>
#include <doctest/doctest.h>
#include <random>

// Against the processor that runs the test: the result, and every flag that the manual defines.

using namespace redoubt::machine;
namespace native = redoubt::machine::test::native;

namespace {

constexpr unsigned rounds = 20'000; // of each instruction at each width

template <Word T>
struct Case {
    T a;
    T b;
    T c;
    uint8_t count;
    uint64_t flags;
};

// Corners more often than chance would have it.
template <Word T>
T pick(std::mt19937_64& random) {
    static constexpr std::array<uint64_t, 8> corners{0, 1, 2, 15, 16, 0x7f, 0x80, 0xff};
    switch (random() % 4) {
    case 0: return static_cast<T>(corners[random() % corners.size()]);
    case 1: return static_cast<T>(0 - corners[random() % corners.size()]);
    case 2: return static_cast<T>(uint64_t{1} << (random() % 64));
    default: return static_cast<T>(random());
    }
}

constexpr auto every_flag_defined = [](auto const&) { return uint64_t{0}; };

// Ours and theirs take flags and operands and return what the instruction leaves; `undefined` are flags that may differ.
template <Word T, typename Ours, typename Theirs, typename Undefined>
void compare_at(char const* instruction, Ours ours, Theirs theirs, Undefined undefined) {
    std::mt19937_64 random(kBits<T>);
    for (unsigned i = 0; i < rounds; ++i) {
        Case<T> const each{pick<T>(random), pick<T>(random), pick<T>(random), static_cast<uint8_t>(random()),
                           random() & rflags::status};
        Flags flags;
        flags.load(each.flags);
        auto their_flags = each.flags;
        auto const mine = ours(flags, each);
        auto const expected = theirs(their_flags, each);
        auto const defined = rflags::status & ~undefined(each);
        CAPTURE(instruction);
        CAPTURE(kBits<T>);
        CAPTURE(uint64_t{each.a});
        CAPTURE(uint64_t{each.b});
        CAPTURE(uint64_t{each.c});
        CAPTURE(unsigned{each.count});
        CAPTURE(each.flags);
        REQUIRE((mine == expected)); // a pair has no text
        REQUIRE((flags.image() & defined) == (their_flags & defined));
    }
}

template <typename Ours, typename Theirs, typename Undefined>
void compare_words(char const* instruction, Ours ours, Theirs theirs, Undefined undefined) {
    compare_at<uint16_t>(instruction, ours, theirs, undefined);
    compare_at<uint32_t>(instruction, ours, theirs, undefined);
    compare_at<uint64_t>(instruction, ours, theirs, undefined);
}

template <typename Ours, typename Theirs, typename Undefined>
void compare(char const* instruction, Ours ours, Theirs theirs, Undefined undefined) {
    compare_at<uint8_t>(instruction, ours, theirs, undefined);
    compare_words(instruction, ours, theirs, undefined);
}

// OF is defined for a count of 1 alone, CF not for one above the width, AF not unless nothing is done at all.
constexpr auto shift_leaves_undefined = []<Word T>(Case<T> const& each) -> uint64_t {
    auto const count = shift_count<T>(each.count);
    if (count == 0) return 0;
    return rflags::adjust | (count == 1 ? 0 : rflags::overflow) | (count > kBits<T> ? rflags::carry : 0);
};

constexpr auto rotation_leaves_undefined = []<Word T>(Case<T> const& each) -> uint64_t {
    return shift_count<T>(each.count) <= 1 ? 0 : rflags::overflow;
};

constexpr uint64_t all_but(uint64_t flags) {
    return rflags::status & ~flags;
}

} // namespace

TEST_CASE("machine: additions and subtractions are the processor's") {
    compare(
        "ADD", [](auto& f, auto const& e) { return add(f, e.a, e.b); },
        [](auto& f, auto const& e) { return native::add(f, e.a, e.b); }, every_flag_defined);
    compare(
        "ADC", [](auto& f, auto const& e) { return add(f, e.a, e.b, f.carry()); },
        [](auto& f, auto const& e) { return native::adc(f, e.a, e.b); }, every_flag_defined);
    compare(
        "SUB", [](auto& f, auto const& e) { return subtract(f, e.a, e.b); },
        [](auto& f, auto const& e) { return native::sub(f, e.a, e.b); }, every_flag_defined);
    compare(
        "SBB", [](auto& f, auto const& e) { return subtract(f, e.a, e.b, f.carry()); },
        [](auto& f, auto const& e) { return native::sbb(f, e.a, e.b); }, every_flag_defined);
    compare(
        "INC", [](auto& f, auto const& e) { return increment(f, e.a); },
        [](auto& f, auto const& e) { return native::inc(f, e.a); }, every_flag_defined);
    compare(
        "DEC", [](auto& f, auto const& e) { return decrement(f, e.a); },
        [](auto& f, auto const& e) { return native::dec(f, e.a); }, every_flag_defined);
    compare(
        "NEG", [](auto& f, auto const& e) { return negate(f, e.a); },
        [](auto& f, auto const& e) { return native::neg(f, e.a); }, every_flag_defined);
}

TEST_CASE("machine: logical operations are the processor's") {
    constexpr auto undefined = [](auto const&) { return rflags::adjust; };
    compare(
        "AND", []<Word T>(auto& f, Case<T> const& e) { return logical(f, static_cast<T>(e.a & e.b)); },
        [](auto& f, auto const& e) { return native::bitwise_and(f, e.a, e.b); }, undefined);
    compare(
        "OR", []<Word T>(auto& f, Case<T> const& e) { return logical(f, static_cast<T>(e.a | e.b)); },
        [](auto& f, auto const& e) { return native::bitwise_or(f, e.a, e.b); }, undefined);
    compare(
        "XOR", []<Word T>(auto& f, Case<T> const& e) { return logical(f, static_cast<T>(e.a ^ e.b)); },
        [](auto& f, auto const& e) { return native::bitwise_xor(f, e.a, e.b); }, undefined);
}

TEST_CASE("machine: shifts and rotations are the processor's") {
    compare(
        "SHL", [](auto& f, auto const& e) { return shift_left(f, e.a, e.count); },
        [](auto& f, auto const& e) { return native::shl(f, e.a, e.count); }, shift_leaves_undefined);
    compare(
        "SHR", [](auto& f, auto const& e) { return shift_right(f, e.a, e.count); },
        [](auto& f, auto const& e) { return native::shr(f, e.a, e.count); }, shift_leaves_undefined);
    compare(
        "SAR", [](auto& f, auto const& e) { return shift_right_signed(f, e.a, e.count); },
        [](auto& f, auto const& e) { return native::sar(f, e.a, e.count); }, shift_leaves_undefined);
    compare(
        "ROL", [](auto& f, auto const& e) { return rotate_left(f, e.a, e.count); },
        [](auto& f, auto const& e) { return native::rol(f, e.a, e.count); }, rotation_leaves_undefined);
    compare(
        "ROR", [](auto& f, auto const& e) { return rotate_right(f, e.a, e.count); },
        [](auto& f, auto const& e) { return native::ror(f, e.a, e.count); }, rotation_leaves_undefined);
    compare(
        "RCL", [](auto& f, auto const& e) { return rotate_carry_left(f, e.a, e.count); },
        [](auto& f, auto const& e) { return native::rcl(f, e.a, e.count); }, rotation_leaves_undefined);
    compare(
        "RCR", [](auto& f, auto const& e) { return rotate_carry_right(f, e.a, e.count); },
        [](auto& f, auto const& e) { return native::rcr(f, e.a, e.count); }, rotation_leaves_undefined);
}

TEST_CASE("machine: double shifts are the processor's") {
    // Above the width, which only words can be, the result is undefined too: not asked for.
    constexpr auto within = []<Word T>(Case<T> const& e) -> uint8_t {
        return sizeof(T) == 2 ? static_cast<uint8_t>(e.count % 17) : e.count;
    };
    constexpr auto undefined = [within]<Word T>(Case<T> const& e) {
        auto same = e;
        same.count = within(e);
        return shift_leaves_undefined(same);
    };
    compare_words(
        "SHLD", [within](auto& f, auto const& e) { return shift_left_double(f, e.a, e.b, within(e)); },
        [within](auto& f, auto const& e) { return native::shld(f, e.a, e.b, within(e)); }, undefined);
    compare_words(
        "SHRD", [within](auto& f, auto const& e) { return shift_right_double(f, e.a, e.b, within(e)); },
        [within](auto& f, auto const& e) { return native::shrd(f, e.a, e.b, within(e)); }, undefined);
}

TEST_CASE("machine: products are the processor's") {
    constexpr auto undefined = [](auto const&) { return all_but(rflags::carry | rflags::overflow); };
    compare(
        "MUL", [](auto& f, auto const& e) { return multiply(f, e.a, e.b); },
        []<Word T>(auto& f, Case<T> const& e) {
            Product<T> result{e.a, 0};
            native::mul(f, result.low, result.high, e.b);
            return result;
        },
        undefined);
    compare(
        "IMUL", [](auto& f, auto const& e) { return multiply_signed(f, e.a, e.b); },
        []<Word T>(auto& f, Case<T> const& e) {
            Product<T> result{e.a, 0};
            native::imul(f, result.low, result.high, e.b);
            return result;
        },
        undefined);
}

TEST_CASE("machine: quotients are the processor's, and nothing divides that the processor refuses") {
    constexpr auto undefined = [](auto const&) { return rflags::status; };
    // A division that faults cannot be tried here; what does not fit is known from the product.
    compare(
        "DIV", []<Word T>(auto&, Case<T> const& e) { return divide(e.a, e.b, e.c); },
        []<Word T>(auto& f, Case<T> const& e) -> Quotient<T> {
            if (e.a >= e.c) return {0, 0, true};
            T low = e.b;
            T high = e.a;
            native::div(f, low, high, e.c);
            return {low, high, false};
        },
        undefined);
    compare(
        "IDIV", []<Word T>(auto&, Case<T> const& e) { return divide_signed(T{top_bit(e.b)} ? T(-1) : T{0}, e.b, e.c); },
        []<Word T>(auto& f, Case<T> const& e) -> Quotient<T> {
            auto const narrowest = static_cast<T>(T{1} << (kBits<T> - 1));
            if (e.c == 0 || (e.b == narrowest && e.c == T(-1))) return {0, 0, true};
            T low = e.b;
            T high = top_bit(e.b) ? T(-1) : T{0};
            native::idiv(f, low, high, e.c);
            return {low, high, false};
        },
        undefined);
}

TEST_CASE("machine: a signed quotient of two words is refused exactly when it does not fit") {
    // Bytes: all of them, against plain arithmetic.
    unsigned refused = 0;
    for (int dividend = -32768; dividend < 32768; dividend += 7)
        for (int divisor = -128; divisor < 128; ++divisor) {
            auto const bits = static_cast<uint16_t>(dividend);
            auto const result = divide_signed(static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits),
                                              static_cast<uint8_t>(divisor));
            bool const fits = divisor != 0 && dividend / divisor >= -128 && dividend / divisor <= 127;
            REQUIRE(result.fault == !fits);
            refused += result.fault;
            if (!fits) continue;
            REQUIRE(static_cast<int8_t>(result.quotient) == dividend / divisor);
            REQUIRE(static_cast<int8_t>(result.remainder) == dividend % divisor);
        }
    CHECK(refused > 1000);
    CHECK(divide_signed<uint64_t>(uint64_t{1} << 63, 0, ~uint64_t{0}).fault);
}

TEST_CASE("machine: searches and counts of bits are the processor's") {
    constexpr auto only_zero = [](auto const&) { return all_but(rflags::zero); };
    constexpr auto zero_and_carry = [](auto const&) { return all_but(rflags::zero | rflags::carry); };
    compare_words(
        "BSF", [](auto& f, auto const& e) { return e.b == 0 ? (scan_forward(f, e.b), e.a) : scan_forward(f, e.b); },
        [](auto& f, auto const& e) { return native::bsf(f, e.a, e.b); }, only_zero);
    compare_words(
        "BSR", [](auto& f, auto const& e) { return e.b == 0 ? (scan_reverse(f, e.b), e.a) : scan_reverse(f, e.b); },
        [](auto& f, auto const& e) { return native::bsr(f, e.a, e.b); }, only_zero);
    compare_words(
        "POPCNT", [](auto& f, auto const& e) { return count_ones(f, e.b); },
        [](auto& f, auto const& e) { return native::popcnt(f, e.a, e.b); }, every_flag_defined);
    compare_words(
        "TZCNT", [](auto& f, auto const& e) { return count_trailing(f, e.b); },
        [](auto& f, auto const& e) { return native::tzcnt(f, e.a, e.b); }, zero_and_carry);
    compare_words(
        "LZCNT", [](auto& f, auto const& e) { return count_leading(f, e.b); },
        [](auto& f, auto const& e) { return native::lzcnt(f, e.a, e.b); }, zero_and_carry);
}

TEST_CASE("machine: tests of bits are the processor's") {
    constexpr auto undefined = [](auto const&) { return all_but(rflags::zero | rflags::carry); };
    compare_words(
        "BT", [](auto& f, auto const& e) { return bit_test(f, e.a, e.b); },
        [](auto& f, auto const& e) { return native::bt(f, e.a, e.b); }, undefined);
    compare_words(
        "BTS", [](auto& f, auto const& e) { return bit_set(f, e.a, e.b); },
        [](auto& f, auto const& e) { return native::bts(f, e.a, e.b); }, undefined);
    compare_words(
        "BTR", [](auto& f, auto const& e) { return bit_reset(f, e.a, e.b); },
        [](auto& f, auto const& e) { return native::btr(f, e.a, e.b); }, undefined);
    compare_words(
        "BTC", [](auto& f, auto const& e) { return bit_complement(f, e.a, e.b); },
        [](auto& f, auto const& e) { return native::btc(f, e.a, e.b); }, undefined);
}

TEST_CASE("machine: conditions hold when the processor's do, for every state of the status flags") {
    for (unsigned bits = 0; bits < 64; ++bits) {
        uint64_t image = 0;
        unsigned n = 0;
        for (auto const flag :
             {rflags::carry, rflags::parity, rflags::adjust, rflags::zero, rflags::sign, rflags::overflow})
            if (((bits >> n++) & 1) != 0) image |= flag;
        Flags flags;
        flags.load(image);
        CHECK(flags.image() == (image | rflags::fixed));
        unsigned ours = 0;
        for (unsigned condition = 0; condition < 16; ++condition)
            ours |= unsigned{flags.holds(static_cast<Condition>(condition))} << condition;
        CHECK(ours == native::conditions(image));
    }
}
