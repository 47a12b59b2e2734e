// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

// RSP changes last: a fault leaves it.
template <Word T>
void push(Interpreter& cpu, Operation const* op, T value) {
    auto const rsp = cpu.get<uint64_t>(at::rsp) - sizeof(T);
    cpu.store<T>(op, rsp, value);
    cpu.set(at::rsp, rsp);
}

template <typename T, Form form>
struct Push {
    static void execute(Interpreter& cpu, Operation const* op) {
        if constexpr (form == Form::RegisterImmediate)
            push(cpu, op, static_cast<T>(op->immediate));
        else if constexpr (to_memory(form))
            push(cpu, op, cpu.load<T>(op, cpu.linear(op)));
        else
            push(cpu, op, cpu.get<T>(op->to));
        REDOUBT_NEXT(cpu, op);
    }
};

// A destination in memory is addressed with RSP as it is afterwards (SDM vol. 2, POP).
template <typename T, Form form>
struct Pop {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const rsp = cpu.get<uint64_t>(at::rsp);
        auto const value = cpu.load<T>(op, rsp);
        cpu.set(at::rsp, rsp + sizeof(T));
        if constexpr (to_memory(form)) {
            try {
                cpu.store<T>(op, cpu.linear(op), value);
            } catch (Fault const&) {
                cpu.set(at::rsp, rsp);
                throw;
            }
        } else {
            cpu.set<T>(op->to, value);
        }
        REDOUBT_NEXT(cpu, op);
    }
};

void leave_frame(Interpreter& cpu, Operation const* op) {
    auto const frame = cpu.get<uint64_t>(at::rbp);
    auto const caller = cpu.load<uint64_t>(op, frame);
    cpu.set(at::rbp, caller);
    cpu.set(at::rsp, frame + sizeof caller);
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute stack_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_PUSH: return pick<Push>(shape);
    case ZYDIS_MNEMONIC_POP: return pick<Pop>(shape);
    case ZYDIS_MNEMONIC_LEAVE: return shape.bits == 64 ? leave_frame : nullptr;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
