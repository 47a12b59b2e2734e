// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/floating_area.hpp"

#include <algorithm>

namespace redoubt::machine {
namespace {

// Code and data selectors are not kept, as processors do that say so (SDM vol. 1, 8.1.8): zeros stand for them.
uint64_t word_in_area(FloatingArea const& area, unsigned at, uint64_t word) {
    bool const is_pointer = at == Floating::instruction_at || at == Floating::data_at;
    return is_pointer && !area.wide ? static_cast<uint32_t>(word) : word;
}

void store_words(Interpreter& cpu, Operation const* op, FloatingArea const& area, unsigned begin, unsigned end) {
    for (auto at = begin; at < end; at += sizeof(uint64_t))
        cpu.store(op, area.linear + at, word_in_area(area, at, cpu.floating.get<uint64_t>(at)));
}

void copy(Interpreter& cpu, Floating const& from, unsigned begin, unsigned end) {
    std::copy(from.image.begin() + begin, from.image.begin() + end, cpu.floating.image.begin() + begin);
}

void clear(Interpreter& cpu, unsigned begin, unsigned end) {
    std::fill(cpu.floating.image.begin() + begin, cpu.floating.image.begin() + end, std::byte{0});
}

} // namespace

FloatingArea floating_area(Interpreter& cpu, Operation const* op, bool wide) {
    return {cpu.linear(op), wide, cpu.code_mode() == CodeMode::Bits64 ? Floating::xmm_end : Floating::xmm8_at};
}

void store_x87(Interpreter& cpu, Operation const* op, FloatingArea const& area) {
    store_words(cpu, op, area, Floating::control_at, Floating::mxcsr_at);
    store_words(cpu, op, area, Floating::stack_at, Floating::xmm_at);
}

void store_mxcsr(Interpreter& cpu, Operation const* op, FloatingArea const& area) {
    store_words(cpu, op, area, Floating::mxcsr_at, Floating::stack_at);
}

void store_xmm(Interpreter& cpu, Operation const* op, FloatingArea const& area) {
    store_words(cpu, op, area, Floating::xmm_at, area.xmm_end);
}

Floating load_area(Interpreter& cpu, Operation const* op, FloatingArea const& area) {
    Floating loaded;
    for (unsigned at = 0; at < area.xmm_end; at += sizeof(uint64_t))
        loaded.set(at, word_in_area(area, at, cpu.load<uint64_t>(op, area.linear + at)));
    return loaded;
}

void restore_x87(Interpreter& cpu, Floating const& from) {
    copy(cpu, from, Floating::control_at, Floating::mxcsr_at);
    copy(cpu, from, Floating::stack_at, Floating::xmm_at);
}

void restore_mxcsr(Interpreter& cpu, uint32_t value) {
    cpu.floating.set(Floating::mxcsr_at, value);
}

void restore_xmm(Interpreter& cpu, Floating const& from, FloatingArea const& area) {
    copy(cpu, from, Floating::xmm_at, area.xmm_end);
}

void initialize_control(Interpreter& cpu) {
    constexpr uint16_t control = 0x37f;
    clear(cpu, Floating::control_at, Floating::mxcsr_at);
    cpu.floating.set(Floating::control_at, control);
}

void reset_x87(Interpreter& cpu) {
    initialize_control(cpu);
    clear(cpu, Floating::stack_at, Floating::xmm_at);
}

void reset_xmm(Interpreter& cpu, FloatingArea const& area) {
    clear(cpu, Floating::xmm_at, area.xmm_end);
}

} // namespace redoubt::machine
