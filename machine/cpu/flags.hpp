// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

// RFLAGS of one processor (SDM vol. 1, 3.4.3). Most instructions set status flags that nobody reads, so what they follow
// from is kept and they are computed when asked for.
namespace redoubt::machine {

template <typename T>
concept Word =
    std::same_as<T, uint8_t> || std::same_as<T, uint16_t> || std::same_as<T, uint32_t> || std::same_as<T, uint64_t>;

template <Word T>
inline constexpr unsigned kBits = sizeof(T) * 8;

template <Word T>
[[nodiscard]] constexpr bool top_bit(T value) {
    return (value >> (kBits<T> - 1)) != 0;
}

namespace rflags {
inline constexpr uint64_t carry = 1u << 0;
inline constexpr uint64_t fixed = 1u << 1; // reads as 1
inline constexpr uint64_t parity = 1u << 2;
inline constexpr uint64_t adjust = 1u << 4;
inline constexpr uint64_t zero = 1u << 6;
inline constexpr uint64_t sign = 1u << 7;
inline constexpr uint64_t trap = 1u << 8;
inline constexpr uint64_t interrupt = 1u << 9;
inline constexpr uint64_t direction = 1u << 10;
inline constexpr uint64_t overflow = 1u << 11;
inline constexpr uint64_t io_privilege = 3u << 12;
inline constexpr uint64_t nested_task = 1u << 14;
inline constexpr uint64_t resume = 1u << 16;
inline constexpr uint64_t virtual_8086 = 1u << 17;
inline constexpr uint64_t alignment_check = 1u << 18;
inline constexpr uint64_t virtual_interrupt = 1u << 19;
inline constexpr uint64_t virtual_interrupt_pending = 1u << 20;
inline constexpr uint64_t identification = 1u << 21;

inline constexpr uint64_t status = carry | parity | adjust | zero | sign | overflow;
inline constexpr uint64_t system = trap | interrupt | direction | io_privilege | nested_task | resume | virtual_8086 |
                                   alignment_check | virtual_interrupt | virtual_interrupt_pending | identification;
} // namespace rflags

// The condition of Jcc, SETcc and CMOVcc, as the low four bits of their opcode encode it (SDM vol. 2, appendix B.1.4).
enum class Condition : uint8_t {
    Overflow,
    NotOverflow,
    Below,
    NotBelow,
    Zero,
    NotZero,
    BelowOrEqual,
    Above,
    Sign,
    NotSign,
    ParityEven,
    ParityOdd,
    Less,
    NotLess,
    LessOrEqual,
    Greater
};

class Flags {
public:
    [[nodiscard]] bool carry() const { return carry_; }
    [[nodiscard]] bool overflow() const { return overflow_; }
    [[nodiscard]] bool adjust() const { return adjust_; }
    [[nodiscard]] bool zero() const { return zero_ == 0; }
    [[nodiscard]] bool sign() const { return sign_ < 0; }
    [[nodiscard]] bool parity() const { return std::popcount(parity_) % 2 == 0; }
    [[nodiscard]] uint64_t system() const { return system_; } // all but the status flags, each in its place

    void set_carry(bool on) { carry_ = on; }
    void set_overflow(bool on) { overflow_ = on; }
    void set_adjust(bool on) { adjust_ = on; }
    void set_zero(bool on) { zero_ = on ? 0 : 1; }
    void set_system(uint64_t bits) { system_ = bits & rflags::system; }

    // ZF, SF and PF are what they say of this value.
    template <Word T>
    void set_result(T value) {
        zero_ = value;
        sign_ = static_cast<std::make_signed_t<T>>(value);
        parity_ = static_cast<uint8_t>(value);
    }

    [[nodiscard]] uint64_t image() const {
        return system_ | rflags::fixed | (carry() ? rflags::carry : 0) | (parity() ? rflags::parity : 0) |
               (adjust() ? rflags::adjust : 0) | (zero() ? rflags::zero : 0) | (sign() ? rflags::sign : 0) |
               (overflow() ? rflags::overflow : 0);
    }

    void load(uint64_t image) {
        set_system(image);
        carry_ = (image & rflags::carry) != 0;
        overflow_ = (image & rflags::overflow) != 0;
        adjust_ = (image & rflags::adjust) != 0;
        set_zero((image & rflags::zero) != 0);
        sign_ = (image & rflags::sign) != 0 ? -1 : 0;
        parity_ = (image & rflags::parity) != 0 ? 0 : 1;
    }

    [[nodiscard]] bool holds(Condition condition) const {
        switch (condition) {
        case Condition::Overflow: return overflow();
        case Condition::NotOverflow: return !overflow();
        case Condition::Below: return carry();
        case Condition::NotBelow: return !carry();
        case Condition::Zero: return zero();
        case Condition::NotZero: return !zero();
        case Condition::BelowOrEqual: return carry() || zero();
        case Condition::Above: return !carry() && !zero();
        case Condition::Sign: return sign();
        case Condition::NotSign: return !sign();
        case Condition::ParityEven: return parity();
        case Condition::ParityOdd: return !parity();
        case Condition::Less: return sign() != overflow();
        case Condition::NotLess: return sign() == overflow();
        case Condition::LessOrEqual: return zero() || sign() != overflow();
        case Condition::Greater: return !zero() && sign() == overflow();
        }
        return false;
    }

private:
    uint64_t system_ = 0;
    uint64_t zero_ = 1;  // ZF: it is 0
    int64_t sign_ = 0;   // SF: it is negative
    uint8_t parity_ = 1; // PF: an even number of its bits is set
    bool carry_ = false;
    bool overflow_ = false;
    bool adjust_ = false; // AF: carry out of the low four bits
};

} // namespace redoubt::machine
