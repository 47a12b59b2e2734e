// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/execute.hpp"

#include <array>
#include <bit>

// What instructions on XMM registers share.
namespace redoubt::machine {

using Xmm = unsigned __int128;

template <typename T>
using Elements = std::array<T, sizeof(Xmm) / sizeof(T)>;

template <typename T>
[[nodiscard]] Elements<T> elements(Xmm value) {
    return std::bit_cast<Elements<T>>(value);
}

template <typename T, std::size_t size>
[[nodiscard]] Xmm vector_of(std::array<T, size> const& value) {
    return std::bit_cast<Xmm>(value);
}

// SDM vol. 3A 13.1.2 and 13.1.3, in this order.
inline void require_vectors(Interpreter& cpu, Operation const* op) {
    if ((cpu.cr0 & cr0::em) != 0 || (cpu.cr4 & cr4::osfxsr) == 0) cpu.raise(op, {Vector::InvalidOpcode});
    if ((cpu.cr0 & cr0::ts) != 0) cpu.raise(op, {Vector::DeviceNotAvailable});
}

// An XMM register, or its low part.
template <typename T = Xmm>
[[nodiscard]] T get_vector(Interpreter& cpu, RegisterAt at) {
    T value;
    std::memcpy(&value, cpu.floating.xmm(at), sizeof value);
    return value;
}

template <typename T>
void set_vector(Interpreter& cpu, RegisterAt at, T value) {
    std::memcpy(cpu.floating.xmm(at), &value, sizeof value);
}

enum class Alignment : uint8_t { Any, Whole };

template <Alignment alignment>
void check_alignment(Interpreter& cpu, Operation const* op, uint64_t linear) {
    if (alignment == Alignment::Whole && linear % sizeof(Xmm) != 0) cpu.raise(op, {Vector::GeneralProtection, 0});
}

template <Alignment alignment>
[[nodiscard]] Xmm load_vector(Interpreter& cpu, Operation const* op) {
    auto const linear = cpu.linear(op);
    check_alignment<alignment>(cpu, op, linear);
    auto const low = cpu.load<uint64_t>(op, linear);
    return (Xmm{cpu.load<uint64_t>(op, linear + sizeof low)} << 64) | low;
}

template <Alignment alignment>
void store_vector(Interpreter& cpu, Operation const* op, Xmm value) {
    auto const linear = cpu.linear(op);
    check_alignment<alignment>(cpu, op, linear);
    if (linear % kPageSize > kPageSize - sizeof value) cpu.check_writable(op, linear, sizeof value);
    cpu.store(op, linear, static_cast<uint64_t>(value));
    cpu.store(op, linear + sizeof(uint64_t), static_cast<uint64_t>(value >> 64));
}

// The operand that is only read: a register, or memory, which must be aligned.
template <Form form>
[[nodiscard]] Xmm source_vector(Interpreter& cpu, Operation const* op) {
    if constexpr (form == Form::RegisterMemory) return load_vector<Alignment::Whole>(cpu, op);
    return get_vector(cpu, op->from);
}

// combine(a, b, immediate) gives the new value of the first operand.
template <auto combine, Form form>
void combine_vectors(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    auto const source = source_vector<form>(cpu, op);
    set_vector<Xmm>(cpu, op->to, combine(get_vector(cpu, op->to), source, static_cast<uint8_t>(op->immediate)));
    REDOUBT_NEXT(cpu, op);
}

// Null for MMX registers, which no compiler uses.
template <auto combine>
[[nodiscard]] Execute combining(Shape const& shape) {
    if (!shape.to_vector) return nullptr;
    return shape.form == Form::RegisterMemory ? combine_vectors<combine, Form::RegisterMemory>
                                              : combine_vectors<combine, Form::RegisterRegister>;
}

} // namespace redoubt::machine
