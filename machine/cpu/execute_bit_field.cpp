// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/bit_field.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

// The first source is a register, the second one a register or memory (ANDN, MULX, PDEP, PEXT).
template <Word T, Form form>
T second_source(Interpreter& cpu, Operation const* op) {
    if constexpr (form == Form::RegisterMemory) return cpu.load<T>(op, cpu.linear(op));
    return cpu.get<T>(static_cast<RegisterAt>(op->immediate));
}

template <auto combine>
struct SecondFromMemory {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const b = second_source<T, form>(cpu, op);
            cpu.set<T>(op->to, combine(cpu.flags, cpu.get<T>(op->from), b));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

// The other way round: the register comes second (BEXTR, BZHI, SARX, SHLX, SHRX).
template <auto combine>
struct FirstFromMemory {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const a = source_of<T, form>(cpu, op);
            cpu.set<T>(op->to, combine(cpu.flags, a, cpu.get<T>(static_cast<RegisterAt>(op->immediate))));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

template <auto change>
struct Single {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            cpu.set<T>(op->to, change(cpu.flags, source_of<T, form>(cpu, op)));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

template <typename T, Form form>
struct RotateRight {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const count = static_cast<int>(op->immediate % kBits<T>);
        cpu.set<T>(op->to, std::rotr(source_of<T, form>(cpu, op), count));
        REDOUBT_NEXT(cpu, op);
    }
};

// The upper half goes to the first register, and stays when both are the same.
template <typename T, Form form>
struct MultiplyApart {
    static void execute(Interpreter& cpu, Operation const* op) {
        Flags unchanged = cpu.flags;
        auto const product = multiply(unchanged, cpu.get<T>(at::rdx), second_source<T, form>(cpu, op));
        cpu.set<T>(op->from, product.low);
        cpu.set<T>(op->to, product.high);
        REDOUBT_NEXT(cpu, op);
    }
};

// The destination has 32 or 64 bits; the source, of any width, is all of the shape.
template <Word T, Form form>
void checksum(Interpreter& cpu, Operation const* op) {
    cpu.set<uint32_t>(op->to, crc32c(cpu.get<uint32_t>(op->to), source_of<T, form>(cpu, op)));
    REDOUBT_NEXT(cpu, op);
}

template <typename T, Form form>
struct Checksum {
    static constexpr Execute execute = checksum<T, form>;
};

constexpr auto and_not = []<Word T>(Flags& f, T a, T b) { return logical(f, static_cast<T>(~a & b)); };
constexpr auto deposit = []<Word T>(Flags&, T a, T mask) { return deposit_bits(a, mask); };
constexpr auto gather = []<Word T>(Flags&, T a, T mask) { return extract_bits(a, mask); };
constexpr auto extract = []<Word T>(Flags& f, T a, T control) { return extract_field(f, a, control); };
constexpr auto clear_high = []<Word T>(Flags& f, T a, T index) { return zero_high_bits(f, a, index); };
constexpr auto left = []<Word T>(Flags&, T a, T n) { return static_cast<T>(a << (n % kBits<T>)); };
constexpr auto right = []<Word T>(Flags&, T a, T n) { return static_cast<T>(a >> (n % kBits<T>)); };
constexpr auto right_signed = []<Word T>(Flags&, T a, T n) {
    return static_cast<T>(static_cast<std::make_signed_t<T>>(a) >> (n % kBits<T>));
};
constexpr auto lowest = []<Word T>(Flags& f, T a) { return isolate_lowest(f, a); };
constexpr auto up_to_lowest = []<Word T>(Flags& f, T a) { return mask_to_lowest(f, a); };
constexpr auto without_lowest = []<Word T>(Flags& f, T a) { return reset_lowest(f, a); };

} // namespace

Execute bit_field_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_ANDN: return pick<SecondFromMemory<and_not>::Pick>(shape);
    case ZYDIS_MNEMONIC_PDEP: return pick<SecondFromMemory<deposit>::Pick>(shape);
    case ZYDIS_MNEMONIC_PEXT: return pick<SecondFromMemory<gather>::Pick>(shape);
    case ZYDIS_MNEMONIC_MULX: return pick<MultiplyApart>(shape);
    case ZYDIS_MNEMONIC_BEXTR: return pick<FirstFromMemory<extract>::Pick>(shape);
    case ZYDIS_MNEMONIC_BZHI: return pick<FirstFromMemory<clear_high>::Pick>(shape);
    case ZYDIS_MNEMONIC_SHLX: return pick<FirstFromMemory<left>::Pick>(shape);
    case ZYDIS_MNEMONIC_SHRX: return pick<FirstFromMemory<right>::Pick>(shape);
    case ZYDIS_MNEMONIC_SARX: return pick<FirstFromMemory<right_signed>::Pick>(shape);
    case ZYDIS_MNEMONIC_BLSI: return pick<Single<lowest>::Pick>(shape);
    case ZYDIS_MNEMONIC_BLSMSK: return pick<Single<up_to_lowest>::Pick>(shape);
    case ZYDIS_MNEMONIC_BLSR: return pick<Single<without_lowest>::Pick>(shape);
    case ZYDIS_MNEMONIC_RORX: return pick<RotateRight>(shape);
    case ZYDIS_MNEMONIC_CRC32: {
        auto source = shape;
        source.bits = shape.source_bits;
        return pick<Checksum>(source);
    }
    default: return nullptr;
    }
}

} // namespace redoubt::machine
