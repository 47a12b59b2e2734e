// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

template <typename T, Form form>
struct Move {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const value = source_of<T, form>(cpu, op);
        if constexpr (to_memory(form))
            cpu.store<T>(op, cpu.linear(op), value);
        else
            cpu.set<T>(op->to, value);
        REDOUBT_NEXT(cpu, op);
    }
};

// Of a narrower source; its kind of integer says what the upper bits become.
template <Word To, std::integral From, Form form>
void extend(Interpreter& cpu, Operation const* op) {
    auto const value = source_of<std::make_unsigned_t<From>, form>(cpu, op);
    cpu.set<To>(op->to, static_cast<To>(static_cast<From>(value)));
    REDOUBT_NEXT(cpu, op);
}

template <std::integral From, Form form>
Execute extend_to(unsigned bits) {
    switch (bits) {
    case 16: return extend<uint16_t, From, form>;
    case 32: return extend<uint32_t, From, form>;
    case 64: return extend<uint64_t, From, form>;
    default: return nullptr;
    }
}

template <std::integral From>
Execute extending(Shape const& shape) {
    return shape.form == Form::RegisterMemory ? extend_to<From, Form::RegisterMemory>(shape.bits)
                                              : extend_to<From, Form::RegisterRegister>(shape.bits);
}

template <typename T, Form>
struct LoadAddress {
    static void execute(Interpreter& cpu, Operation const* op) {
        cpu.set<T>(op->to, static_cast<T>(cpu.linear(op))); // decoded without a segment
        REDOUBT_NEXT(cpu, op);
    }
};

template <typename T, Form form>
struct Exchange {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const from = form == Form::RegisterMemory ? op->to : op->from; // either operand may be the memory
        auto const value = cpu.get<T>(from);
        T old;
        if constexpr (form == Form::RegisterRegister) {
            old = cpu.get<T>(op->to);
            cpu.set<T>(op->to, value);
        } else {
            cpu.modify<T>(op, cpu.linear(op), [&](T now) {
                old = now;
                return value;
            });
        }
        cpu.set<T>(from, old);
        REDOUBT_NEXT(cpu, op);
    }
};

template <typename T, Form form>
struct ExchangeAndAdd {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const value = cpu.get<T>(op->from);
        T old;
        auto const change = [&](T now) {
            old = now;
            return add(cpu.flags, now, value);
        };
        if constexpr (to_memory(form)) {
            cpu.modify<T>(op, cpu.linear(op), change);
            cpu.set<T>(op->from, old);
        } else {
            auto const sum = change(cpu.get<T>(op->to));
            cpu.set<T>(op->from, old);
            cpu.set<T>(op->to, sum);
        }
        REDOUBT_NEXT(cpu, op);
    }
};

// The destination is written back when it is not the accumulator's equal, so memory must be writable in any case.
template <typename T, Form form>
struct CompareAndExchange {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const accumulator = cpu.get<T>(at::rax);
        auto const value = cpu.get<T>(op->from);
        T old;
        auto const change = [&](T now) {
            old = now;
            subtract(cpu.flags, accumulator, now);
            return accumulator == now ? value : now;
        };
        if constexpr (to_memory(form)) {
            cpu.modify<T>(op, cpu.linear(op), change);
        } else {
            auto const now = change(cpu.get<T>(op->to));
            if (cpu.flags.zero()) cpu.set<T>(op->to, now);
        }
        if (!cpu.flags.zero()) cpu.set<T>(at::rax, old);
        REDOUBT_NEXT(cpu, op);
    }
};

// Of a word it is undefined (SDM vol. 2, BSWAP): zero, as processors do.
template <typename T, Form>
struct SwapBytes {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const value = cpu.get<T>(op->to);
        if constexpr (sizeof(T) == 8)
            cpu.set<T>(op->to, __builtin_bswap64(value));
        else if constexpr (sizeof(T) == 4)
            cpu.set<T>(op->to, __builtin_bswap32(value));
        else
            cpu.set<T>(op->to, 0);
        REDOUBT_NEXT(cpu, op);
    }
};

// CBW, CWDE, CDQE: within the accumulator.
template <Word To, std::signed_integral From>
void widen_accumulator(Interpreter& cpu, Operation const* op) {
    cpu.set<To>(at::rax, static_cast<To>(static_cast<From>(cpu.get<std::make_unsigned_t<From>>(at::rax))));
    REDOUBT_NEXT(cpu, op);
}

// CWD, CDQ, CQO: the data register becomes the accumulator's sign.
template <Word T>
void spread_sign(Interpreter& cpu, Operation const* op) {
    cpu.set<T>(at::rdx, top_bit(cpu.get<T>(at::rax)) ? static_cast<T>(~T{0}) : T{0});
    REDOUBT_NEXT(cpu, op);
}

void nothing(Interpreter& cpu, Operation const* op) {
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute move_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_MOV: return pick<Move>(shape);
    case ZYDIS_MNEMONIC_MOVZX: return shape.source_bits == 8 ? extending<uint8_t>(shape) : extending<uint16_t>(shape);
    case ZYDIS_MNEMONIC_MOVSX: return shape.source_bits == 8 ? extending<int8_t>(shape) : extending<int16_t>(shape);
    case ZYDIS_MNEMONIC_MOVSXD: return extending<int32_t>(shape);
    case ZYDIS_MNEMONIC_LEA: return pick<LoadAddress>(shape);
    case ZYDIS_MNEMONIC_XCHG: return pick<Exchange>(shape);
    case ZYDIS_MNEMONIC_XADD: return pick<ExchangeAndAdd>(shape);
    case ZYDIS_MNEMONIC_CMPXCHG: return pick<CompareAndExchange>(shape);
    case ZYDIS_MNEMONIC_BSWAP: return pick<SwapBytes>(shape);
    case ZYDIS_MNEMONIC_CBW: return widen_accumulator<uint16_t, int8_t>;
    case ZYDIS_MNEMONIC_CWDE: return widen_accumulator<uint32_t, int16_t>;
    case ZYDIS_MNEMONIC_CDQE: return widen_accumulator<uint64_t, int32_t>;
    case ZYDIS_MNEMONIC_CWD: return spread_sign<uint16_t>;
    case ZYDIS_MNEMONIC_CDQ: return spread_sign<uint32_t>;
    case ZYDIS_MNEMONIC_CQO: return spread_sign<uint64_t>;
    case ZYDIS_MNEMONIC_NOP:
    case ZYDIS_MNEMONIC_PAUSE:
    case ZYDIS_MNEMONIC_ENDBR64:
    case ZYDIS_MNEMONIC_LFENCE:
    case ZYDIS_MNEMONIC_MFENCE:
    case ZYDIS_MNEMONIC_SFENCE: return nothing;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
