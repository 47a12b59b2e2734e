// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/vector.hpp"

#include <algorithm>
#include <limits>

// Elements that go to other places.
namespace redoubt::machine {
namespace {

// PUNPCKL*, PUNPCKH*: of one half of each operand in turn.
template <typename T, bool high>
constexpr auto interleaved = [](Xmm a, Xmm b, uint8_t) {
    auto const x = elements<T>(a);
    auto const y = elements<T>(b);
    Elements<T> result;
    auto const first = high ? x.size() / 2 : 0;
    for (unsigned i = 0; i < x.size() / 2; ++i) {
        result[2 * i] = x[first + i];
        result[2 * i + 1] = y[first + i];
    }
    return vector_of(result);
};

// PACK*: narrower, saturated; the second operand above the first.
template <typename From, typename To>
constexpr auto packed = [](Xmm a, Xmm b, uint8_t) {
    auto const narrow = [](From value) {
        return static_cast<To>(std::clamp<int>(value, std::numeric_limits<To>::min(), std::numeric_limits<To>::max()));
    };
    auto const x = elements<From>(a);
    auto const y = elements<From>(b);
    Elements<To> result;
    std::ranges::transform(x, result.begin(), narrow);
    std::ranges::transform(y, result.begin() + x.size(), narrow);
    return vector_of(result);
};

// Two bits of the order say which.
constexpr unsigned chosen(uint8_t order, unsigned place) {
    return (order >> (2 * place)) & 3;
}

constexpr auto shuffled_doublewords = [](Xmm, Xmm b, uint8_t order) {
    auto const from = elements<uint32_t>(b);
    Elements<uint32_t> result;
    for (unsigned i = 0; i < result.size(); ++i)
        result[i] = from[chosen(order, i)];
    return vector_of(result);
};

// Four words, from the first on.
template <unsigned first>
constexpr auto shuffled_words = [](Xmm, Xmm b, uint8_t order) {
    auto const from = elements<uint16_t>(b);
    auto result = from;
    for (unsigned i = 0; i < 4; ++i)
        result[first + i] = from[first + chosen(order, i)];
    return vector_of(result);
};

// SHUFPS, SHUFPD: the lower half is chosen from the first operand, the upper one from the second.
constexpr auto shuffled_singles = [](Xmm a, Xmm b, uint8_t order) {
    auto const x = elements<uint32_t>(a);
    auto const y = elements<uint32_t>(b);
    return vector_of(
        Elements<uint32_t>{x[chosen(order, 0)], x[chosen(order, 1)], y[chosen(order, 2)], y[chosen(order, 3)]});
};

constexpr auto shuffled_doubles = [](Xmm a, Xmm b, uint8_t order) {
    return vector_of(Elements<uint64_t>{elements<uint64_t>(a)[order & 1], elements<uint64_t>(b)[(order >> 1) & 1]});
};

RegisterAt place_of_word(Operation const* op, RegisterAt xmm) {
    return static_cast<RegisterAt>(xmm + 2 * (op->immediate % 8));
}

template <Form form>
void insert_word(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    set_vector(cpu, place_of_word(op, op->to), source_of<uint16_t, form>(cpu, op));
    REDOUBT_NEXT(cpu, op);
}

void extract_word(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    cpu.set(op->to, uint32_t{get_vector<uint16_t>(cpu, place_of_word(op, op->from))});
    REDOUBT_NEXT(cpu, op);
}

Execute of_word(Shape const& shape) {
    if (shape.mnemonic == ZYDIS_MNEMONIC_PINSRW && shape.to_vector)
        return shape.form == Form::RegisterMemory ? insert_word<Form::RegisterMemory>
                                                  : insert_word<Form::RegisterRegister>;
    bool const extracts = shape.mnemonic == ZYDIS_MNEMONIC_PEXTRW && shape.from_vector;
    return extracts && shape.form == Form::RegisterRegister ? extract_word : nullptr;
}

} // namespace

Execute vector_arrange_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_PUNPCKLBW: return combining<interleaved<uint8_t, false>>(shape);
    case ZYDIS_MNEMONIC_PUNPCKLWD: return combining<interleaved<uint16_t, false>>(shape);
    case ZYDIS_MNEMONIC_UNPCKLPS:
    case ZYDIS_MNEMONIC_PUNPCKLDQ: return combining<interleaved<uint32_t, false>>(shape);
    case ZYDIS_MNEMONIC_UNPCKLPD:
    case ZYDIS_MNEMONIC_PUNPCKLQDQ: return combining<interleaved<uint64_t, false>>(shape);
    case ZYDIS_MNEMONIC_PUNPCKHBW: return combining<interleaved<uint8_t, true>>(shape);
    case ZYDIS_MNEMONIC_PUNPCKHWD: return combining<interleaved<uint16_t, true>>(shape);
    case ZYDIS_MNEMONIC_UNPCKHPS:
    case ZYDIS_MNEMONIC_PUNPCKHDQ: return combining<interleaved<uint32_t, true>>(shape);
    case ZYDIS_MNEMONIC_UNPCKHPD:
    case ZYDIS_MNEMONIC_PUNPCKHQDQ: return combining<interleaved<uint64_t, true>>(shape);
    case ZYDIS_MNEMONIC_PACKSSWB: return combining<packed<int16_t, int8_t>>(shape);
    case ZYDIS_MNEMONIC_PACKSSDW: return combining<packed<int32_t, int16_t>>(shape);
    case ZYDIS_MNEMONIC_PACKUSWB: return combining<packed<int16_t, uint8_t>>(shape);
    case ZYDIS_MNEMONIC_PSHUFD: return combining<shuffled_doublewords>(shape);
    case ZYDIS_MNEMONIC_PSHUFLW: return combining<shuffled_words<0>>(shape);
    case ZYDIS_MNEMONIC_PSHUFHW: return combining<shuffled_words<4>>(shape);
    case ZYDIS_MNEMONIC_SHUFPS: return combining<shuffled_singles>(shape);
    case ZYDIS_MNEMONIC_SHUFPD: return combining<shuffled_doubles>(shape);
    default: return of_word(shape);
    }
}

} // namespace redoubt::machine
