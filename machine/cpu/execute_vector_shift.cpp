// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/vector.hpp"

#include <algorithm>

namespace redoubt::machine {
namespace {

// Counts are not cut to the element's width.
template <typename T>
T shifted_left(T value, uint64_t count) {
    return count < sizeof(T) * 8 ? static_cast<T>(value << count) : T{0};
}

template <typename T>
T shifted_right(T value, uint64_t count) {
    return count < sizeof(T) * 8 ? static_cast<T>(value >> count) : T{0};
}

template <typename T>
T shifted_right_signed(T value, uint64_t count) {
    return static_cast<T>(value >> std::min<uint64_t>(count, sizeof(T) * 8 - 1));
}

template <typename T, T (*shift)(T, uint64_t)>
Xmm shift_each(Xmm a, uint64_t count) {
    auto values = elements<T>(a);
    for (auto& value : values)
        value = shift(value, count);
    return vector_of(values);
}

// The count is immediate, or the lower half of an operand.
template <typename T, T (*shift)(T, uint64_t), Form form>
void shift_elements(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    uint64_t count;
    if constexpr (form == Form::RegisterImmediate)
        count = static_cast<uint8_t>(op->immediate);
    else
        count = static_cast<uint64_t>(source_vector<form>(cpu, op));
    set_vector(cpu, op->to, shift_each<T, shift>(get_vector(cpu, op->to), count));
    REDOUBT_NEXT(cpu, op);
}

// PSLLDQ, PSRLDQ: the whole register, by bytes.
template <bool left>
void shift_bytes(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    auto const count = static_cast<uint8_t>(op->immediate);
    auto const value = get_vector(cpu, op->to);
    auto const bits = 8u * count;
    set_vector(cpu, op->to, count >= sizeof value ? Xmm{0} : left ? value << bits : value >> bits);
    REDOUBT_NEXT(cpu, op);
}

template <typename T, T (*shift)(T, uint64_t)>
Execute by_count(Shape const& shape) {
    switch (shape.form) {
    case Form::RegisterImmediate: return shift_elements<T, shift, Form::RegisterImmediate>;
    case Form::RegisterMemory: return shift_elements<T, shift, Form::RegisterMemory>;
    default: return shift_elements<T, shift, Form::RegisterRegister>;
    }
}

} // namespace

Execute vector_shift_operation(Shape const& shape) {
    if (!shape.to_vector) return nullptr;
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_PSLLW: return by_count<uint16_t, shifted_left>(shape);
    case ZYDIS_MNEMONIC_PSLLD: return by_count<uint32_t, shifted_left>(shape);
    case ZYDIS_MNEMONIC_PSLLQ: return by_count<uint64_t, shifted_left>(shape);
    case ZYDIS_MNEMONIC_PSRLW: return by_count<uint16_t, shifted_right>(shape);
    case ZYDIS_MNEMONIC_PSRLD: return by_count<uint32_t, shifted_right>(shape);
    case ZYDIS_MNEMONIC_PSRLQ: return by_count<uint64_t, shifted_right>(shape);
    case ZYDIS_MNEMONIC_PSRAW: return by_count<int16_t, shifted_right_signed>(shape);
    case ZYDIS_MNEMONIC_PSRAD: return by_count<int32_t, shifted_right_signed>(shape);
    case ZYDIS_MNEMONIC_PSLLDQ: return shift_bytes<true>;
    case ZYDIS_MNEMONIC_PSRLDQ: return shift_bytes<false>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
