// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

// A register as index reaches beyond the word in memory, in both directions; an immediate one does not (SDM vol. 2, BT).
template <Word T, Form form>
uint64_t word_of_bit(Interpreter& cpu, Operation const* op, T index) {
    auto const linear = cpu.linear(op);
    if constexpr (form != Form::MemoryRegister) return linear;
    auto const words = static_cast<std::make_signed_t<T>>(index) >> std::countr_zero(kBits<T>);
    return linear + static_cast<uint64_t>(int64_t{words}) * sizeof(T);
}

template <auto change, bool writes>
struct BitTests {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            if constexpr (to_memory(form)) {
                auto const index = form == Form::MemoryRegister ? cpu.get<T>(op->from) : static_cast<T>(op->immediate);
                auto const linear = word_of_bit<T, form>(cpu, op, index);
                if constexpr (writes)
                    cpu.modify<T>(op, linear, [&](T a) { return change(cpu.flags, a, index); });
                else
                    change(cpu.flags, cpu.load<T>(op, linear), index);
            } else {
                auto const index = source_of<T, form>(cpu, op);
                auto const changed = change(cpu.flags, cpu.get<T>(op->to), index);
                if constexpr (writes) cpu.set<T>(op->to, changed);
            }
            REDOUBT_NEXT(cpu, op);
        }
    };
};

template <auto count>
struct Counts {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            cpu.set<T>(op->to, count(cpu.flags, source_of<T, form>(cpu, op)));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

// Without a bit to find, the whole destination stays, as processors do it; the manual leaves it undefined.
template <auto scan>
struct Scans {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const source = source_of<T, form>(cpu, op);
            auto const found = scan(cpu.flags, source);
            if (source != 0) cpu.set<T>(op->to, found);
            REDOUBT_NEXT(cpu, op);
        }
    };
};

constexpr auto tested = []<Word T>(Flags& f, T a, T index) { return bit_test(f, a, index); };
constexpr auto set = []<Word T>(Flags& f, T a, T index) { return bit_set(f, a, index); };
constexpr auto reset = []<Word T>(Flags& f, T a, T index) { return bit_reset(f, a, index); };
constexpr auto complemented = []<Word T>(Flags& f, T a, T index) { return bit_complement(f, a, index); };
constexpr auto forward = []<Word T>(Flags& f, T from) { return scan_forward(f, from); };
constexpr auto reverse = []<Word T>(Flags& f, T from) { return scan_reverse(f, from); };
constexpr auto trailing = []<Word T>(Flags& f, T from) { return count_trailing(f, from); };
constexpr auto leading = []<Word T>(Flags& f, T from) { return count_leading(f, from); };
constexpr auto ones = []<Word T>(Flags& f, T from) { return count_ones(f, from); };

} // namespace

Execute bit_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_BT: return pick<BitTests<tested, false>::Pick>(shape);
    case ZYDIS_MNEMONIC_BTS: return pick<BitTests<set, true>::Pick>(shape);
    case ZYDIS_MNEMONIC_BTR: return pick<BitTests<reset, true>::Pick>(shape);
    case ZYDIS_MNEMONIC_BTC: return pick<BitTests<complemented, true>::Pick>(shape);
    case ZYDIS_MNEMONIC_BSF: return pick<Scans<forward>::Pick>(shape);
    case ZYDIS_MNEMONIC_BSR: return pick<Scans<reverse>::Pick>(shape);
    case ZYDIS_MNEMONIC_TZCNT: return pick<Counts<trailing>::Pick>(shape);
    case ZYDIS_MNEMONIC_LZCNT: return pick<Counts<leading>::Pick>(shape);
    case ZYDIS_MNEMONIC_POPCNT: return pick<Counts<ones>::Pick>(shape);
    default: return nullptr;
    }
}

} // namespace redoubt::machine
