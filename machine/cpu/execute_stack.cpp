// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"
#include "machine/cpu/stack.hpp"

namespace redoubt::machine {
namespace {

template <typename Stack>
struct Push {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            if constexpr (form == Form::RegisterImmediate)
                push<Stack>(cpu, op, static_cast<T>(op->immediate));
            else if constexpr (to_memory(form))
                push<Stack>(cpu, op, cpu.load<T>(op, cpu.linear(op)));
            else
                push<Stack>(cpu, op, cpu.get<T>(op->to));
            REDOUBT_NEXT(cpu, op);
        }
    };
};

// A destination in memory is addressed with the stack pointer as it is afterwards (SDM vol. 2, POP).
template <typename Stack>
struct Pop {
    template <typename T, Form form>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const rsp = cpu.get<uint64_t>(at::rsp);
            auto const pointer = Stack::pointer(cpu);
            auto const value = Stack::template load<T>(cpu, op, pointer);
            set_pointer<Stack>(cpu, pointer + sizeof(T));
            if constexpr (to_memory(form)) {
                try {
                    cpu.store<T>(op, cpu.linear(op), value);
                } catch (...) {
                    cpu.set(at::rsp, rsp);
                    throw;
                }
            } else {
                cpu.set<T>(op->to, value);
            }
            REDOUBT_NEXT(cpu, op);
        }
    };
};

template <typename Stack>
Execute of_operand(Shape const& shape) {
    return shape.mnemonic == ZYDIS_MNEMONIC_PUSH ? pick<Push<Stack>::template Pick>(shape)
                                                 : pick<Pop<Stack>::template Pick>(shape);
}

} // namespace

Execute stack_operation(Shape const& shape) {
    if (shape.mnemonic != ZYDIS_MNEMONIC_PUSH && shape.mnemonic != ZYDIS_MNEMONIC_POP) return nullptr;
    return shape.mode == CodeMode::Bits64 ? of_operand<LongStack>(shape) : of_operand<SegmentStack>(shape);
}

} // namespace redoubt::machine
