// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/branch.hpp"

#include <array>
#include <utility>

namespace redoubt::machine {
namespace {

// In the order of Condition.
struct Mnemonics {
    ZydisMnemonic jump;
    ZydisMnemonic move;
    ZydisMnemonic set;
};

constexpr std::array<Mnemonics, 16> mnemonics{{
    {ZYDIS_MNEMONIC_JO, ZYDIS_MNEMONIC_CMOVO, ZYDIS_MNEMONIC_SETO},
    {ZYDIS_MNEMONIC_JNO, ZYDIS_MNEMONIC_CMOVNO, ZYDIS_MNEMONIC_SETNO},
    {ZYDIS_MNEMONIC_JB, ZYDIS_MNEMONIC_CMOVB, ZYDIS_MNEMONIC_SETB},
    {ZYDIS_MNEMONIC_JNB, ZYDIS_MNEMONIC_CMOVNB, ZYDIS_MNEMONIC_SETNB},
    {ZYDIS_MNEMONIC_JZ, ZYDIS_MNEMONIC_CMOVZ, ZYDIS_MNEMONIC_SETZ},
    {ZYDIS_MNEMONIC_JNZ, ZYDIS_MNEMONIC_CMOVNZ, ZYDIS_MNEMONIC_SETNZ},
    {ZYDIS_MNEMONIC_JBE, ZYDIS_MNEMONIC_CMOVBE, ZYDIS_MNEMONIC_SETBE},
    {ZYDIS_MNEMONIC_JNBE, ZYDIS_MNEMONIC_CMOVNBE, ZYDIS_MNEMONIC_SETNBE},
    {ZYDIS_MNEMONIC_JS, ZYDIS_MNEMONIC_CMOVS, ZYDIS_MNEMONIC_SETS},
    {ZYDIS_MNEMONIC_JNS, ZYDIS_MNEMONIC_CMOVNS, ZYDIS_MNEMONIC_SETNS},
    {ZYDIS_MNEMONIC_JP, ZYDIS_MNEMONIC_CMOVP, ZYDIS_MNEMONIC_SETP},
    {ZYDIS_MNEMONIC_JNP, ZYDIS_MNEMONIC_CMOVNP, ZYDIS_MNEMONIC_SETNP},
    {ZYDIS_MNEMONIC_JL, ZYDIS_MNEMONIC_CMOVL, ZYDIS_MNEMONIC_SETL},
    {ZYDIS_MNEMONIC_JNL, ZYDIS_MNEMONIC_CMOVNL, ZYDIS_MNEMONIC_SETNL},
    {ZYDIS_MNEMONIC_JLE, ZYDIS_MNEMONIC_CMOVLE, ZYDIS_MNEMONIC_SETLE},
    {ZYDIS_MNEMONIC_JNLE, ZYDIS_MNEMONIC_CMOVNLE, ZYDIS_MNEMONIC_SETNLE},
}};

template <Condition condition>
struct JumpIf {
    template <typename T>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            branch_or_go_on<T>(cpu, op, cpu.flags.holds(condition));
        }
    };
};

template <Condition condition>
struct MoveIf {
    // A 32-bit destination is cleared above even when nothing is moved, and memory is read in any case.
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const value = source_of<T, form>(cpu, op);
            cpu.set<T>(op->to, cpu.flags.holds(condition) ? value : cpu.get<T>(op->to));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

template <Condition condition>
void set_register(Interpreter& cpu, Operation const* op) {
    cpu.set<uint8_t>(op->to, cpu.flags.holds(condition));
    REDOUBT_NEXT(cpu, op);
}

template <Condition condition>
void set_memory(Interpreter& cpu, Operation const* op) {
    cpu.store<uint8_t>(op, cpu.linear(op), cpu.flags.holds(condition));
    REDOUBT_NEXT(cpu, op);
}

template <unsigned row>
Execute operation_of_row(Shape const& shape) {
    constexpr auto condition = static_cast<Condition>(row);
    if (shape.mnemonic == mnemonics[row].jump) return pick_branch<JumpIf<condition>::template Pick>(shape);
    if (shape.mnemonic == mnemonics[row].move) return pick<MoveIf<condition>::template Pick>(shape);
    if (shape.mnemonic == mnemonics[row].set)
        return to_memory(shape.form) ? set_memory<condition> : set_register<condition>;
    return nullptr;
}

template <std::size_t... rows>
Execute find(Shape const& shape, std::index_sequence<rows...>) {
    Execute found = nullptr;
    ((found = found != nullptr ? found : operation_of_row<rows>(shape)), ...);
    return found;
}

} // namespace

Execute conditional_operation(Shape const& shape) {
    return find(shape, std::make_index_sequence<mnemonics.size()>());
}

} // namespace redoubt::machine
