// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/arithmetic.hpp"

// BMI1, BMI2 and CRC32 as functions (SDM vol. 2), for words of 32 and 64 bits; undefined flags as in arithmetic.hpp.
namespace redoubt::machine {

// BEXTR: as many bits as bits 15:8 of the control say, from the one on that bits 7:0 say.
template <Word T>
T extract_field(Flags& flags, T a, T control) {
    auto const start = static_cast<uint8_t>(control);
    auto const length = static_cast<uint8_t>(control >> 8);
    auto const shifted = start < kBits<T> ? static_cast<T>(a >> start) : T{0};
    auto const kept = length < kBits<T> ? static_cast<T>(shifted & static_cast<T>((T{1} << length) - 1)) : shifted;
    return logical(flags, kept);
}

// BZHI: CF says that the index is beyond the word.
template <Word T>
T zero_high_bits(Flags& flags, T a, T index) {
    auto const kept = static_cast<uint8_t>(index);
    bool const beyond = kept >= kBits<T>;
    auto const result = logical(flags, beyond ? a : static_cast<T>(a & static_cast<T>((T{1} << kept) - 1)));
    flags.set_carry(beyond);
    return result;
}

// BLSI, BLSMSK, BLSR. CF: of BLSI, that the source is not 0; of the others, that it is.
template <Word T>
T isolate_lowest(Flags& flags, T a) {
    auto const result = logical(flags, static_cast<T>(a & static_cast<T>(0 - a)));
    flags.set_carry(a != 0);
    return result;
}

template <Word T>
T mask_to_lowest(Flags& flags, T a) {
    auto const result = logical(flags, static_cast<T>(a ^ static_cast<T>(a - 1)));
    flags.set_carry(a == 0);
    return result;
}

template <Word T>
T reset_lowest(Flags& flags, T a) {
    auto const result = logical(flags, static_cast<T>(a & static_cast<T>(a - 1)));
    flags.set_carry(a == 0);
    return result;
}

// PDEP: the low bits of a, one after the other, to where the mask has ones. PEXT: from there.
template <Word T>
[[nodiscard]] constexpr T deposit_bits(T a, T mask) {
    T result = 0;
    for (; mask != 0; mask = static_cast<T>(mask & (mask - 1)), a = static_cast<T>(a >> 1))
        if ((a & 1) != 0) result = static_cast<T>(result | (mask & static_cast<T>(0 - mask)));
    return result;
}

template <Word T>
[[nodiscard]] constexpr T extract_bits(T a, T mask) {
    T result = 0;
    for (unsigned i = 0; mask != 0; mask = static_cast<T>(mask & (mask - 1)), ++i)
        if ((a & mask & static_cast<T>(0 - mask)) != 0) result = static_cast<T>(result | static_cast<T>(T{1} << i));
    return result;
}

// The polynomial 11EDC6F41h, bits reflected (SDM vol. 2, CRC32).
template <Word T>
[[nodiscard]] constexpr uint32_t crc32c(uint32_t sum, T data) {
    constexpr uint32_t reflected = 0x82f63b78;
    for (unsigned byte = 0; byte < sizeof(T); ++byte) {
        sum ^= static_cast<uint8_t>(data >> (8 * byte));
        for (unsigned bit = 0; bit < 8; ++bit)
            sum = (sum >> 1) ^ ((sum & 1) != 0 ? reflected : 0);
    }
    return sum;
}

} // namespace redoubt::machine
