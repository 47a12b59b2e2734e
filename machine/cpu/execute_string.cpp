// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"
#include "machine/cpu/segmentation.hpp"

namespace redoubt::machine {
namespace {

// Where the operands are. In 64-bit mode the segment of the source may be FS or GS; the destination's has no base.
struct LongText {
    static uint64_t source(Interpreter& cpu, Operation const* op, unsigned) {
        return address_register(cpu, op, at::rsi) + cpu.segment_base(op->segment);
    }
    static uint64_t destination(Interpreter& cpu, Operation const* op, unsigned, Access) {
        return address_register(cpu, op, at::rdi);
    }
};

// The destination is in ES whatever the prefix.
struct SegmentText {
    static uint64_t source(Interpreter& cpu, Operation const* op, unsigned size) {
        return linear_in_segment(cpu, op, op->segment, address_register(cpu, op, at::rsi), size, Access::Read);
    }
    static uint64_t destination(Interpreter& cpu, Operation const* op, unsigned size, Access access) {
        return linear_in_segment(cpu, op, SegmentIndex::Es, address_register(cpu, op, at::rdi), size, access);
    }
};

template <Word T>
void advance(Interpreter& cpu, Operation const* op, RegisterAt at) {
    bool const down = (cpu.flags.system() & rflags::direction) != 0;
    set_address_register(cpu, op, at, address_register(cpu, op, at) + (down ? 0 - sizeof(T) : sizeof(T)));
}

template <typename Text, Word T>
[[nodiscard]] T load_source(Interpreter& cpu, Operation const* op) {
    return cpu.load<T>(op, Text::source(cpu, op, sizeof(T)));
}

template <typename Text, Word T>
[[nodiscard]] T load_destination(Interpreter& cpu, Operation const* op) {
    return cpu.load<T>(op, Text::destination(cpu, op, sizeof(T), Access::Read));
}

template <typename Text, Word T>
void store_destination(Interpreter& cpu, Operation const* op, T value) {
    cpu.store<T>(op, Text::destination(cpu, op, sizeof(T), Access::Write), value);
}

struct Move {
    template <typename Text, Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        store_destination<Text>(cpu, op, load_source<Text, T>(cpu, op));
        advance<T>(cpu, op, at::rsi);
        advance<T>(cpu, op, at::rdi);
    }
};

struct Store {
    template <typename Text, Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        store_destination<Text>(cpu, op, cpu.get<T>(at::rax));
        advance<T>(cpu, op, at::rdi);
    }
};

struct Load {
    template <typename Text, Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        cpu.set<T>(at::rax, load_source<Text, T>(cpu, op));
        advance<T>(cpu, op, at::rsi);
    }
};

struct Compare {
    template <typename Text, Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        auto const source = load_source<Text, T>(cpu, op);
        subtract(cpu.flags, source, load_destination<Text, T>(cpu, op));
        advance<T>(cpu, op, at::rsi);
        advance<T>(cpu, op, at::rdi);
    }
};

struct Scan {
    template <typename Text, Word T>
    static void step(Interpreter& cpu, Operation const* op) {
        subtract(cpu.flags, cpu.get<T>(at::rax), load_destination<Text, T>(cpu, op));
        advance<T>(cpu, op, at::rdi);
    }
};

template <typename Step, typename Text, Word T>
void once(Interpreter& cpu, Operation const* op) {
    Step::template step<Text, T>(cpu, op);
    REDOUBT_NEXT(cpu, op);
}

enum class Until : uint8_t { CountIsZero, NotEqual, Equal };

template <typename Step, typename Text, Word T, Until until>
void repeated(Interpreter& cpu, Operation const* op) {
    auto count = address_register(cpu, op, at::rcx);
    for (auto allowed = cpu.iterations_left(); count != 0; --allowed) {
        if (allowed == 0) return cpu.leave(op); // to be taken up again
        Step::template step<Text, T>(cpu, op);
        set_address_register(cpu, op, at::rcx, --count);
        if (until != Until::CountIsZero && cpu.flags.zero() == (until == Until::Equal)) break;
        if (count != 0) cpu.count_iteration(); // the last one is the instruction
    }
    cpu.jump(op, after(cpu, op));
}

template <typename Step, bool compares, typename Text, Word T>
Execute in_mode(Shape const& shape) {
    if (!shape.repeat && !shape.repeat_not) return once<Step, Text, T>;
    if constexpr (!compares) return repeated<Step, Text, T, Until::CountIsZero>;
    return shape.repeat ? repeated<Step, Text, T, Until::NotEqual> : repeated<Step, Text, T, Until::Equal>;
}

template <typename Step, bool compares, Word T>
Execute at_width(Shape const& shape) {
    return shape.mode == CodeMode::Bits64 ? in_mode<Step, compares, LongText, T>(shape)
                                          : in_mode<Step, compares, SegmentText, T>(shape);
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
