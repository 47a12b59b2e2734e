// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/vector.hpp"

#include <algorithm>
#include <limits>

// Arithmetic on elements that stand at the same place in both operands, and on all bits.
namespace redoubt::machine {
namespace {

template <typename T, typename Action>
Xmm each(Xmm a, Xmm b, Action action) {
    auto x = elements<T>(a);
    auto const y = elements<T>(b);
    for (unsigned i = 0; i < x.size(); ++i)
        x[i] = static_cast<T>(action(x[i], y[i]));
    return vector_of(x);
}

// Of a sum or difference of elements narrower than int.
template <typename T>
int saturated(int value) {
    return std::clamp<int>(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

template <typename T>
constexpr auto sums = [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return x + y; }); };
template <typename T>
constexpr auto differences = [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return x - y; }); };
template <typename T>
constexpr auto saturated_sums =
    [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return saturated<T>(x + y); }); };
template <typename T>
constexpr auto saturated_differences =
    [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return saturated<T>(x - y); }); };
template <typename T>
constexpr auto equals = [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return x == y ? -1 : 0; }); };
template <typename T>
constexpr auto greater = [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return x > y ? -1 : 0; }); };
template <typename T>
constexpr auto minima = [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return std::min(x, y); }); };
template <typename T>
constexpr auto maxima = [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return std::max(x, y); }); };
template <typename T>
constexpr auto averages =
    [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return (x + y + 1) >> 1; }); };

constexpr auto low_products = [](Xmm a, Xmm b, uint8_t) {
    return each<int16_t>(a, b, [](int16_t x, int16_t y) { return x * y; });
};
template <typename T>
constexpr auto high_products =
    [](Xmm a, Xmm b, uint8_t) { return each<T>(a, b, [](T x, T y) { return (int64_t{x} * y) >> 16; }); };
// PMULUDQ: of the lower half of each quadword.
constexpr auto wide_products = [](Xmm a, Xmm b, uint8_t) {
    return each<uint64_t>(
        a, b, [](uint64_t x, uint64_t y) { return uint64_t{static_cast<uint32_t>(x)} * static_cast<uint32_t>(y); });
};
// PMADDWD: two products to a doubleword, which wraps when all four factors are -8000h.
constexpr auto sums_of_products = [](Xmm a, Xmm b, uint8_t) {
    return each<uint32_t>(a, b, [](uint32_t x, uint32_t y) {
        auto const product = [&](unsigned shift) {
            return static_cast<int16_t>(x >> shift) * static_cast<int16_t>(y >> shift);
        };
        return static_cast<uint32_t>(product(0)) + static_cast<uint32_t>(product(16));
    });
};
// PSADBW: of eight bytes to a quadword.
constexpr auto sums_of_distances = [](Xmm a, Xmm b, uint8_t) {
    auto const x = elements<uint8_t>(a);
    auto const y = elements<uint8_t>(b);
    Elements<uint64_t> sums{};
    for (unsigned i = 0; i < x.size(); ++i)
        sums[i / 8] += static_cast<uint64_t>(std::max(x[i], y[i]) - std::min(x[i], y[i]));
    return vector_of(sums);
};

constexpr auto conjunction = [](Xmm a, Xmm b, uint8_t) { return a & b; };
constexpr auto conjunction_with_not = [](Xmm a, Xmm b, uint8_t) { return ~a & b; };
constexpr auto disjunction = [](Xmm a, Xmm b, uint8_t) { return a | b; };
constexpr auto exclusive_disjunction = [](Xmm a, Xmm b, uint8_t) { return a ^ b; };

Execute bitwise(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_PAND:
    case ZYDIS_MNEMONIC_ANDPS:
    case ZYDIS_MNEMONIC_ANDPD: return combining<conjunction>(shape);
    case ZYDIS_MNEMONIC_PANDN:
    case ZYDIS_MNEMONIC_ANDNPS:
    case ZYDIS_MNEMONIC_ANDNPD: return combining<conjunction_with_not>(shape);
    case ZYDIS_MNEMONIC_POR:
    case ZYDIS_MNEMONIC_ORPS:
    case ZYDIS_MNEMONIC_ORPD: return combining<disjunction>(shape);
    case ZYDIS_MNEMONIC_PXOR:
    case ZYDIS_MNEMONIC_XORPS:
    case ZYDIS_MNEMONIC_XORPD: return combining<exclusive_disjunction>(shape);
    default: return nullptr;
    }
}

} // namespace

Execute vector_lane_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_PADDB: return combining<sums<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PADDW: return combining<sums<uint16_t>>(shape);
    case ZYDIS_MNEMONIC_PADDD: return combining<sums<uint32_t>>(shape);
    case ZYDIS_MNEMONIC_PADDQ: return combining<sums<uint64_t>>(shape);
    case ZYDIS_MNEMONIC_PADDSB: return combining<saturated_sums<int8_t>>(shape);
    case ZYDIS_MNEMONIC_PADDSW: return combining<saturated_sums<int16_t>>(shape);
    case ZYDIS_MNEMONIC_PADDUSB: return combining<saturated_sums<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PADDUSW: return combining<saturated_sums<uint16_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBB: return combining<differences<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBW: return combining<differences<uint16_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBD: return combining<differences<uint32_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBQ: return combining<differences<uint64_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBSB: return combining<saturated_differences<int8_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBSW: return combining<saturated_differences<int16_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBUSB: return combining<saturated_differences<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PSUBUSW: return combining<saturated_differences<uint16_t>>(shape);
    case ZYDIS_MNEMONIC_PCMPEQB: return combining<equals<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PCMPEQW: return combining<equals<uint16_t>>(shape);
    case ZYDIS_MNEMONIC_PCMPEQD: return combining<equals<uint32_t>>(shape);
    case ZYDIS_MNEMONIC_PCMPGTB: return combining<greater<int8_t>>(shape);
    case ZYDIS_MNEMONIC_PCMPGTW: return combining<greater<int16_t>>(shape);
    case ZYDIS_MNEMONIC_PCMPGTD: return combining<greater<int32_t>>(shape);
    case ZYDIS_MNEMONIC_PMINUB: return combining<minima<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PMAXUB: return combining<maxima<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PMINSW: return combining<minima<int16_t>>(shape);
    case ZYDIS_MNEMONIC_PMAXSW: return combining<maxima<int16_t>>(shape);
    case ZYDIS_MNEMONIC_PAVGB: return combining<averages<uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PAVGW: return combining<averages<uint16_t>>(shape);
    case ZYDIS_MNEMONIC_PMULLW: return combining<low_products>(shape);
    case ZYDIS_MNEMONIC_PMULHW: return combining<high_products<int16_t>>(shape);
    case ZYDIS_MNEMONIC_PMULHUW: return combining<high_products<uint16_t>>(shape);
    case ZYDIS_MNEMONIC_PMULUDQ: return combining<wide_products>(shape);
    case ZYDIS_MNEMONIC_PMADDWD: return combining<sums_of_products>(shape);
    case ZYDIS_MNEMONIC_PSADBW: return combining<sums_of_distances>(shape);
    default: return bitwise(shape);
    }
}

} // namespace redoubt::machine
