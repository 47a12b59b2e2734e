// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/vector.hpp"

namespace redoubt::machine {
namespace {

template <Alignment alignment>
struct Whole {
    template <Form form>
    static void execute(Interpreter& cpu, Operation const* op) {
        require_vectors(cpu, op);
        if constexpr (form == Form::MemoryRegister)
            store_vector<alignment>(cpu, op, get_vector(cpu, op->from));
        else if constexpr (form == Form::RegisterMemory)
            set_vector(cpu, op->to, load_vector<alignment>(cpu, op));
        else
            set_vector(cpu, op->to, get_vector(cpu, op->from));
        REDOUBT_NEXT(cpu, op);
    }
};

// MOVSS, MOVSD: from memory, the rest becomes 0; from a register, it stays.
template <Word T>
struct Scalar {
    template <Form form>
    static void execute(Interpreter& cpu, Operation const* op) {
        require_vectors(cpu, op);
        if constexpr (form == Form::MemoryRegister)
            cpu.store<T>(op, cpu.linear(op), get_vector<T>(cpu, op->from));
        else if constexpr (form == Form::RegisterMemory)
            set_vector(cpu, op->to, Xmm{cpu.load<T>(op, cpu.linear(op))});
        else
            set_vector(cpu, op->to, get_vector<T>(cpu, op->from));
        REDOUBT_NEXT(cpu, op);
    }
};

// MOVQ between XMM registers: the rest becomes 0.
void move_low_quadword(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    set_vector(cpu, op->to, Xmm{get_vector<uint64_t>(cpu, op->from)});
    REDOUBT_NEXT(cpu, op);
}

template <Word T>
void from_general(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    set_vector(cpu, op->to, Xmm{cpu.get<T>(op->from)});
    REDOUBT_NEXT(cpu, op);
}

template <Word T>
void to_general(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    cpu.set<T>(op->to, get_vector<T>(cpu, op->from));
    REDOUBT_NEXT(cpu, op);
}

// Halves are told apart by where they begin in the register.
constexpr RegisterAt low = 0;
constexpr RegisterAt high = 8;

// MOVLPS, MOVHPS: the other half stays.
template <RegisterAt half>
struct Half {
    template <Form form>
    static void execute(Interpreter& cpu, Operation const* op) {
        require_vectors(cpu, op);
        if constexpr (form == Form::MemoryRegister)
            cpu.store(op, cpu.linear(op), get_vector<uint64_t>(cpu, op->from + half));
        else
            set_vector(cpu, op->to + half, cpu.load<uint64_t>(op, cpu.linear(op)));
        REDOUBT_NEXT(cpu, op);
    }
};

template <RegisterAt to, RegisterAt from>
void move_half(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    set_vector(cpu, op->to + to, get_vector<uint64_t>(cpu, op->from + from));
    REDOUBT_NEXT(cpu, op);
}

// MOVMSKPS, MOVMSKPD, PMOVMSKB: the top bit of each element.
template <typename T>
void top_bits(Interpreter& cpu, Operation const* op) {
    require_vectors(cpu, op);
    uint32_t bits = 0;
    auto const values = elements<T>(get_vector(cpu, op->from));
    for (unsigned i = 0; i < values.size(); ++i)
        if (top_bit(values[i])) bits |= 1u << i;
    cpu.set(op->to, bits);
    REDOUBT_NEXT(cpu, op);
}

template <typename Move>
Execute any_form(Form form) {
    switch (form) {
    case Form::MemoryRegister: return Move::template execute<Form::MemoryRegister>;
    case Form::RegisterMemory: return Move::template execute<Form::RegisterMemory>;
    default: return Move::template execute<Form::RegisterRegister>;
    }
}

template <RegisterAt half>
Execute half_of(Form form) {
    return form == Form::MemoryRegister ? Half<half>::template execute<Form::MemoryRegister>
                                        : Half<half>::template execute<Form::RegisterMemory>;
}

template <Word T>
Execute scalar_or_general(Shape const& shape) {
    if (shape.form != Form::RegisterRegister) return any_form<Scalar<T>>(shape.form);
    if (shape.to_vector && shape.from_vector) return move_low_quadword;
    return shape.to_vector ? from_general<T> : to_general<T>;
}

} // namespace

Execute vector_move_operation(Shape const& shape) {
    if (!shape.to_vector && !shape.from_vector) return nullptr;
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_MOVAPS:
    case ZYDIS_MNEMONIC_MOVAPD:
    case ZYDIS_MNEMONIC_MOVDQA:
    case ZYDIS_MNEMONIC_MOVNTDQ:
    case ZYDIS_MNEMONIC_MOVNTPS:
    case ZYDIS_MNEMONIC_MOVNTPD: return any_form<Whole<Alignment::Whole>>(shape.form);
    case ZYDIS_MNEMONIC_MOVUPS:
    case ZYDIS_MNEMONIC_MOVUPD:
    case ZYDIS_MNEMONIC_MOVDQU: return any_form<Whole<Alignment::Any>>(shape.form);
    case ZYDIS_MNEMONIC_MOVSS: return any_form<Scalar<uint32_t>>(shape.form);
    case ZYDIS_MNEMONIC_MOVSD: return any_form<Scalar<uint64_t>>(shape.form);
    case ZYDIS_MNEMONIC_MOVD: return scalar_or_general<uint32_t>(shape);
    case ZYDIS_MNEMONIC_MOVQ: return scalar_or_general<uint64_t>(shape);
    case ZYDIS_MNEMONIC_MOVLPS:
    case ZYDIS_MNEMONIC_MOVLPD: return half_of<low>(shape.form);
    case ZYDIS_MNEMONIC_MOVHPS:
    case ZYDIS_MNEMONIC_MOVHPD: return half_of<high>(shape.form);
    case ZYDIS_MNEMONIC_MOVLHPS: return move_half<high, low>;
    case ZYDIS_MNEMONIC_MOVHLPS: return move_half<low, high>;
    case ZYDIS_MNEMONIC_PMOVMSKB: return top_bits<uint8_t>;
    case ZYDIS_MNEMONIC_MOVMSKPS: return top_bits<uint32_t>;
    case ZYDIS_MNEMONIC_MOVMSKPD: return top_bits<uint64_t>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
