// SPDX-License-Identifier: Apache-2.0
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

template <Word T>
[[nodiscard]] T swapped(T value) {
    if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
    if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
    if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
    return value;
}

// Of a word it is undefined (SDM vol. 2, BSWAP): zero, as processors do.
template <typename T, Form>
struct SwapBytes {
    static void execute(Interpreter& cpu, Operation const* op) {
        cpu.set<T>(op->to, sizeof(T) == 2 ? T{0} : swapped(cpu.get<T>(op->to)));
        REDOUBT_NEXT(cpu, op);
    }
};

// MOVBE, from or to memory.
template <typename T, Form form>
struct MoveSwapped {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const value = swapped(source_of<T, form>(cpu, op));
        if constexpr (to_memory(form))
            cpu.store<T>(op, cpu.linear(op), value);
        else
            cpu.set<T>(op->to, value);
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

// The cache line is written back or not; the address is checked as a byte's that is read (SDM vol. 2, CLFLUSH).
void touch(Interpreter& cpu, Operation const* op) {
    (void)cpu.load<uint8_t>(op, cpu.linear(op));
    REDOUBT_NEXT(cpu, op);
}

void nothing(Interpreter& cpu, Operation const* op) {
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute move_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_MOV:
    case ZYDIS_MNEMONIC_MOVNTI: return pick<Move>(shape);
    case ZYDIS_MNEMONIC_MOVBE: return pick<MoveSwapped>(shape);
    case ZYDIS_MNEMONIC_MOVZX: return shape.source_bits == 8 ? extending<uint8_t>(shape) : extending<uint16_t>(shape);
    case ZYDIS_MNEMONIC_MOVSX: return shape.source_bits == 8 ? extending<int8_t>(shape) : extending<int16_t>(shape);
    case ZYDIS_MNEMONIC_MOVSXD: return extending<int32_t>(shape);
    case ZYDIS_MNEMONIC_LEA: return pick<LoadAddress>(shape);
    case ZYDIS_MNEMONIC_BSWAP: return pick<SwapBytes>(shape);
    case ZYDIS_MNEMONIC_CBW: return widen_accumulator<uint16_t, int8_t>;
    case ZYDIS_MNEMONIC_CWDE: return widen_accumulator<uint32_t, int16_t>;
    case ZYDIS_MNEMONIC_CDQE: return widen_accumulator<uint64_t, int32_t>;
    case ZYDIS_MNEMONIC_CWD: return spread_sign<uint16_t>;
    case ZYDIS_MNEMONIC_CDQ: return spread_sign<uint32_t>;
    case ZYDIS_MNEMONIC_CQO: return spread_sign<uint64_t>;
    case ZYDIS_MNEMONIC_CLFLUSH:
    case ZYDIS_MNEMONIC_CLFLUSHOPT:
    case ZYDIS_MNEMONIC_CLWB: return touch;
    case ZYDIS_MNEMONIC_NOP:
    case ZYDIS_MNEMONIC_ENDBR32:
    case ZYDIS_MNEMONIC_ENDBR64:
    case ZYDIS_MNEMONIC_PREFETCH:
    case ZYDIS_MNEMONIC_PREFETCHNTA:
    case ZYDIS_MNEMONIC_PREFETCHT0:
    case ZYDIS_MNEMONIC_PREFETCHT1:
    case ZYDIS_MNEMONIC_PREFETCHT2:
    case ZYDIS_MNEMONIC_PREFETCHW:
    case ZYDIS_MNEMONIC_LFENCE:
    case ZYDIS_MNEMONIC_MFENCE:
    case ZYDIS_MNEMONIC_SFENCE: return nothing;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
