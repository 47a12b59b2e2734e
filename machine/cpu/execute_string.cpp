// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

template <Word T>
void advance(Interpreter& cpu, Operation const* op, RegisterAt at) {
    bool const down = (cpu.flags.system() & rflags::direction) != 0;
    set_address_register(cpu, op, at, address_register(cpu, op, at) + (down ? 0 - sizeof(T) : sizeof(T)));
}

template <Word T>
[[nodiscard]] T load_source(Interpreter& cpu, Operation const* op) {
    return cpu.load<T>(op, address_register(cpu, op, at::rsi) + cpu.segment_base[static_cast<unsigned>(op->segment)]);
}

// The destination is in ES whatever the prefix: without a base here.
template <Word T>
[[nodiscard]] T load_destination(Interpreter& cpu, Operation const* op) {
    return cpu.load<T>(op, address_register(cpu, op, at::rdi));
}

struct Move {
    template <Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        cpu.store<T>(op, address_register(cpu, op, at::rdi), load_source<T>(cpu, op));
        advance<T>(cpu, op, at::rsi);
        advance<T>(cpu, op, at::rdi);
    }
};

struct Store {
    template <Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        cpu.store<T>(op, address_register(cpu, op, at::rdi), cpu.get<T>(at::rax));
        advance<T>(cpu, op, at::rdi);
    }
};

struct Load {
    template <Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        cpu.set<T>(at::rax, load_source<T>(cpu, op));
        advance<T>(cpu, op, at::rsi);
    }
};

struct Compare {
    template <Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        auto const source = load_source<T>(cpu, op);
        subtract(cpu.flags, source, load_destination<T>(cpu, op));
        advance<T>(cpu, op, at::rsi);
        advance<T>(cpu, op, at::rdi);
    }
};

struct Scan {
    template <Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        subtract(cpu.flags, cpu.get<T>(at::rax), load_destination<T>(cpu, op));
        advance<T>(cpu, op, at::rdi);
    }
};

template <typename Step, Word T>
void once(Interpreter& cpu, Operation const* op) {
    Step::template step<T>(cpu, op);
    REDOUBT_NEXT(cpu, op);
}

enum class Until : uint8_t { CountIsZero, NotEqual, Equal };

template <typename Step, Word T, Until until>
void repeated(Interpreter& cpu, Operation const* op) {
    auto const next = cpu.get<uint64_t>(at::block) + op->start + op->length;
    auto count = address_register(cpu, op, at::rcx);
    for (auto allowed = cpu.iterations_left(); count != 0; --allowed) {
        if (allowed == 0) return cpu.leave(op); // to be taken up again
        Step::template step<T>(cpu, op);
        set_address_register(cpu, op, at::rcx, --count);
        if (until != Until::CountIsZero && cpu.flags.zero() == (until == Until::Equal)) break;
        if (count != 0) cpu.count_iteration(); // the last one is the instruction
    }
    cpu.jump(op, next);
}

template <typename Step, bool compares, Word T>
Execute at_width(Shape const& shape) {
    if (!shape.repeat && !shape.repeat_not) return once<Step, T>;
    if constexpr (!compares) return repeated<Step, T, Until::CountIsZero>;
    return shape.repeat ? repeated<Step, T, Until::NotEqual> : repeated<Step, T, Until::Equal>;
}

template <typename Step, bool compares = false>
Execute string(Shape const& shape) {
    switch (shape.bits) {
    case 8: return at_width<Step, compares, uint8_t>(shape);
    case 16: return at_width<Step, compares, uint16_t>(shape);
    case 32: return at_width<Step, compares, uint32_t>(shape);
    case 64: return at_width<Step, compares, uint64_t>(shape);
    default: return nullptr;
    }
}

} // namespace

Execute string_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_MOVSB:
    case ZYDIS_MNEMONIC_MOVSW:
    case ZYDIS_MNEMONIC_MOVSD:
    case ZYDIS_MNEMONIC_MOVSQ: return string<Move>(shape);
    case ZYDIS_MNEMONIC_STOSB:
    case ZYDIS_MNEMONIC_STOSW:
    case ZYDIS_MNEMONIC_STOSD:
    case ZYDIS_MNEMONIC_STOSQ: return string<Store>(shape);
    case ZYDIS_MNEMONIC_LODSB:
    case ZYDIS_MNEMONIC_LODSW:
    case ZYDIS_MNEMONIC_LODSD:
    case ZYDIS_MNEMONIC_LODSQ: return string<Load>(shape);
    case ZYDIS_MNEMONIC_CMPSB:
    case ZYDIS_MNEMONIC_CMPSW:
    case ZYDIS_MNEMONIC_CMPSD:
    case ZYDIS_MNEMONIC_CMPSQ: return string<Compare, true>(shape);
    case ZYDIS_MNEMONIC_SCASB:
    case ZYDIS_MNEMONIC_SCASW:
    case ZYDIS_MNEMONIC_SCASD:
    case ZYDIS_MNEMONIC_SCASQ: return string<Scan, true>(shape);
    default: return nullptr;
    }
}

} // namespace redoubt::machine
