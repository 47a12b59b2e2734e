// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/interpreter.hpp"

#include <Zydis/Zydis.h>

// What the families of instructions share. A family is a file: it gives the operation for a decoded instruction, or null
// when the instruction is not of it.
namespace redoubt::machine {

// Where the operands are: first the one that is read and written, then the one that is only read.
enum class Form : uint8_t { RegisterRegister, RegisterImmediate, RegisterMemory, MemoryRegister, MemoryImmediate };

struct Shape {
    ZydisMnemonic mnemonic;
    CodeMode mode;
    unsigned bits; // of the operand that is written or compared
    Form form;
    bool repeat;       // REP, REPE
    bool repeat_not;   // REPNE
    unsigned operands; // that are written out
    unsigned source_bits;
    bool to_vector;   // the first operand is an XMM register
    bool from_vector; // the second one is
};

[[nodiscard]] Execute arithmetic_operation(Shape const& shape);
[[nodiscard]] Execute bit_field_operation(Shape const& shape);
[[nodiscard]] Execute bit_operation(Shape const& shape);
[[nodiscard]] Execute decimal_operation(Shape const& shape);
[[nodiscard]] Execute exchange_operation(Shape const& shape);
[[nodiscard]] Execute extended_state_operation(Shape const& shape);
[[nodiscard]] Execute floating_state_operation(Shape const& shape);
[[nodiscard]] Execute frame_operation(Shape const& shape);
[[nodiscard]] Execute move_operation(Shape const& shape);
[[nodiscard]] Execute multiply_operation(Shape const& shape);
[[nodiscard]] Execute shift_operation(Shape const& shape);
[[nodiscard]] Execute stack_operation(Shape const& shape);
[[nodiscard]] Execute string_operation(Shape const& shape);
[[nodiscard]] Execute table_operation(Shape const& shape);
[[nodiscard]] Execute vector_arrange_operation(Shape const& shape);
[[nodiscard]] Execute vector_lane_operation(Shape const& shape);
[[nodiscard]] Execute vector_move_operation(Shape const& shape);
[[nodiscard]] Execute vector_shift_operation(Shape const& shape);
[[nodiscard]] Execute conditional_operation(Shape const& shape);
[[nodiscard]] Execute branch_operation(Shape const& shape); // these end a block, as conditional jumps do
[[nodiscard]] Execute flag_operation(Shape const& shape);

// A macro: the tail call has to stand in the operation itself.
#define REDOUBT_NEXT(interpreter, operation)                                                                           \
    [[clang::musttail]] return (operation)[1].execute(interpreter, (operation) + 1)

template <Word T, Form form>
[[nodiscard]] T source_of(Interpreter& cpu, Operation const* op) {
    if constexpr (form == Form::RegisterImmediate || form == Form::MemoryImmediate)
        return static_cast<T>(op->immediate);
    if constexpr (form == Form::RegisterMemory) return cpu.load<T>(op, cpu.linear(op));
    return cpu.get<T>(op->from);
}

// RSI, RDI, RBX and RCX as addresses and counters: as much of them as addresses have.
[[nodiscard]] inline uint64_t address_register(Interpreter& cpu, Operation const* op, RegisterAt at) {
    return cut(op->address_size, cpu.get<uint64_t>(at));
}

inline void set_address_register(Interpreter& cpu, Operation const* op, RegisterAt at, uint64_t value) {
    switch (op->address_size) {
    case AddressSize::Bits16: return cpu.set(at, static_cast<uint16_t>(value));
    case AddressSize::Bits32: return cpu.set(at, static_cast<uint32_t>(value));
    case AddressSize::Bits64: return cpu.set(at, value);
    }
}

// RIP of the next instruction.
[[nodiscard]] inline uint64_t after(Interpreter& cpu, Operation const* op) {
    return cpu.get<uint64_t>(at::block) + op->start + op->length;
}

inline constexpr bool to_memory(Form form) {
    return form == Form::MemoryRegister || form == Form::MemoryImmediate;
}

// Reads both operands and writes the first. Action::apply(cpu, a, b) gives the new value.
template <typename Action, Word T, Form form>
void update(Interpreter& cpu, Operation const* op) {
    if constexpr (to_memory(form)) {
        auto const b = source_of<T, form>(cpu, op);
        cpu.modify<T>(op, cpu.linear(op), [&](T a) { return Action::template apply<T>(cpu, a, b); });
    } else {
        auto const b = source_of<T, form>(cpu, op);
        cpu.set<T>(op->to, Action::template apply<T>(cpu, cpu.get<T>(op->to), b));
    }
    REDOUBT_NEXT(cpu, op);
}

// Reads both operands and writes none.
template <typename Action, Word T, Form form>
void examine(Interpreter& cpu, Operation const* op) {
    auto const b = source_of<T, form>(cpu, op);
    T a;
    if constexpr (to_memory(form))
        a = cpu.load<T>(op, cpu.linear(op));
    else
        a = cpu.get<T>(op->to);
    Action::template apply<T>(cpu, a, b);
    REDOUBT_NEXT(cpu, op);
}

// The instance for the width and the form in hand. Pick<T, form>::execute is one.
template <template <typename, Form> typename Pick, typename T>
[[nodiscard]] Execute pick_form(Form form) {
    switch (form) {
    case Form::RegisterRegister: return Pick<T, Form::RegisterRegister>::execute;
    case Form::RegisterImmediate: return Pick<T, Form::RegisterImmediate>::execute;
    case Form::RegisterMemory: return Pick<T, Form::RegisterMemory>::execute;
    case Form::MemoryRegister: return Pick<T, Form::MemoryRegister>::execute;
    case Form::MemoryImmediate: return Pick<T, Form::MemoryImmediate>::execute;
    }
    return nullptr;
}

template <template <typename, Form> typename Pick>
[[nodiscard]] Execute pick(Shape const& shape) {
    switch (shape.bits) {
    case 8: return pick_form<Pick, uint8_t>(shape.form);
    case 16: return pick_form<Pick, uint16_t>(shape.form);
    case 32: return pick_form<Pick, uint32_t>(shape.form);
    case 64: return pick_form<Pick, uint64_t>(shape.form);
    default: return nullptr;
    }
}

template <typename Action>
struct Updates {
    template <typename T, Form form>
    struct Pick {
        static constexpr Execute execute = update<Action, T, form>;
    };
};

template <typename Action>
struct Examines {
    template <typename T, Form form>
    struct Pick {
        static constexpr Execute execute = examine<Action, T, form>;
    };
};

template <typename Action>
[[nodiscard]] Execute updating(Shape const& shape) {
    return pick<Updates<Action>::template Pick>(shape);
}

template <typename Action>
[[nodiscard]] Execute examining(Shape const& shape) {
    return pick<Examines<Action>::template Pick>(shape);
}

} // namespace redoubt::machine
