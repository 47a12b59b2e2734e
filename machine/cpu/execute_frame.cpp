// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"
#include "machine/cpu/stack.hpp"

#include <array>

// Instructions that move several words between the stack and registers.
namespace redoubt::machine {
namespace {

// The immediate operand: bytes to reserve, then the nesting level (SDM vol. 2, ENTER).
template <typename Stack, Word T>
void enter(Interpreter& cpu, Operation const* op) {
    auto const reserved = static_cast<uint16_t>(op->immediate);
    auto const level = static_cast<unsigned>(op->immediate >> 16) % 32;
    auto pointer = Stack::pointer(cpu);
    auto const frame = Stack::whole(cpu, pointer - sizeof(T));
    // The new stack pointer must be writable, and nothing is written when it is not.
    Stack::check_writable(cpu, op, pointer - sizeof(T) * (level + 1) - reserved, 1);
    for (unsigned i = 0; i <= level; ++i)
        Stack::check_writable(cpu, op, frame - sizeof(T) * i, sizeof(T));
    auto const push_word = [&](T value) {
        pointer -= sizeof(T);
        Stack::template store<T>(cpu, op, pointer, value);
    };
    push_word(cpu.get<T>(at::rbp));
    for (unsigned i = 1; i < level; ++i)
        push_word(Stack::template load<T>(cpu, op, Stack::pointer(cpu, at::rbp) - sizeof(T) * i));
    if (level > 0) push_word(static_cast<T>(frame));
    cpu.set<T>(at::rbp, static_cast<T>(frame));
    set_pointer<Stack>(cpu, pointer - reserved);
    REDOUBT_NEXT(cpu, op);
}

template <typename Stack, Word T>
void leave_frame(Interpreter& cpu, Operation const* op) {
    auto const frame = Stack::pointer(cpu, at::rbp);
    auto const caller = Stack::template load<T>(cpu, op, frame);
    set_pointer<Stack>(cpu, frame + sizeof(T));
    cpu.set<T>(at::rbp, caller);
    REDOUBT_NEXT(cpu, op);
}

// In virtual-8086 mode with IOPL below 3 the 16-bit form shows VIF in the place of IF, or faults, as the others do
// (SDM vol. 2, PUSHF).
template <Word T>
uint64_t pushed_flags(Interpreter& cpu, Operation const* op) {
    auto const image = cpu.flags.image() & ~(rflags::virtual_8086 | rflags::resume);
    if (!cpu.virtual_8086() || (image & rflags::io_privilege) == rflags::io_privilege) return image;
    if (sizeof(T) != 2 || (cpu.cr4 & cr4::vme) == 0) cpu.raise(op, {Vector::GeneralProtection, 0});
    auto const interrupt = (image & rflags::virtual_interrupt) != 0 ? rflags::interrupt : 0;
    return (image & ~rflags::interrupt) | interrupt | rflags::io_privilege;
}

template <typename Stack, Word T>
void push_flags(Interpreter& cpu, Operation const* op) {
    push<Stack>(cpu, op, static_cast<T>(pushed_flags<T>(cpu, op)));
    REDOUBT_NEXT(cpu, op);
}

constexpr std::array<RegisterAt, 8> all_registers{at::rax, at::rcx, at::rdx, at::rbx,
                                                  at::rsp, at::rbp, at::rsi, at::rdi};

template <Word T>
void push_all(Interpreter& cpu, Operation const* op) {
    auto const pointer = SegmentStack::pointer(cpu);
    for (unsigned i = 1; i <= all_registers.size(); ++i)
        SegmentStack::check_writable(cpu, op, pointer - sizeof(T) * i, sizeof(T));
    for (unsigned i = 1; i <= all_registers.size(); ++i)
        SegmentStack::store<T>(cpu, op, pointer - sizeof(T) * i, cpu.get<T>(all_registers[i - 1]));
    set_pointer<SegmentStack>(cpu, pointer - sizeof(T) * all_registers.size());
    REDOUBT_NEXT(cpu, op);
}

// The stack pointer that was pushed is thrown away.
template <Word T>
void pop_all(Interpreter& cpu, Operation const* op) {
    auto const pointer = SegmentStack::pointer(cpu);
    std::array<T, all_registers.size()> values;
    for (unsigned i = 0; i < values.size(); ++i)
        values[i] = SegmentStack::load<T>(cpu, op, pointer + sizeof(T) * i);
    for (unsigned i = 0; i < values.size(); ++i) {
        auto const to = all_registers[values.size() - 1 - i];
        if (to != at::rsp) cpu.set<T>(to, values[i]);
    }
    set_pointer<SegmentStack>(cpu, pointer + sizeof(T) * values.size());
    REDOUBT_NEXT(cpu, op);
}

template <typename Stack, Word T>
Execute on_stack(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_ENTER: return enter<Stack, T>;
    case ZYDIS_MNEMONIC_LEAVE: return leave_frame<Stack, T>;
    case ZYDIS_MNEMONIC_PUSHF:
    case ZYDIS_MNEMONIC_PUSHFD:
    case ZYDIS_MNEMONIC_PUSHFQ: return push_flags<Stack, T>;
    default: return nullptr;
    }
}

} // namespace

Execute frame_operation(Shape const& shape) {
    bool const in_64_bit_mode = shape.mode == CodeMode::Bits64;
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_PUSHA: return push_all<uint16_t>;
    case ZYDIS_MNEMONIC_PUSHAD: return push_all<uint32_t>;
    case ZYDIS_MNEMONIC_POPA: return pop_all<uint16_t>;
    case ZYDIS_MNEMONIC_POPAD: return pop_all<uint32_t>;
    default: break;
    }
    switch (shape.bits) {
    case 16: return in_64_bit_mode ? on_stack<LongStack, uint16_t>(shape) : on_stack<SegmentStack, uint16_t>(shape);
    case 32: return in_64_bit_mode ? nullptr : on_stack<SegmentStack, uint32_t>(shape);
    case 64: return on_stack<LongStack, uint64_t>(shape);
    default: return nullptr;
    }
}

} // namespace redoubt::machine
