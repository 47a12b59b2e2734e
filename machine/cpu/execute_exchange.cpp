// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

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

// CMPXCHG8B and CMPXCHG16B: two words beside each other, the second one the upper; written back in any case too.
template <Word T>
void compare_and_exchange_pair(Interpreter& cpu, Operation const* op) {
    auto const linear = cpu.linear(op);
    if (sizeof(T) == 8 && linear % 16 != 0) cpu.raise(op, {Vector::GeneralProtection, 0});
    cpu.check_writable(op, linear, 2 * sizeof(T));
    auto const low = cpu.load<T>(op, linear);
    auto const high = cpu.load<T>(op, linear + sizeof(T));
    bool const equal = low == cpu.get<T>(at::rax) && high == cpu.get<T>(at::rdx);
    cpu.store<T>(op, linear, equal ? cpu.get<T>(at::rbx) : low);
    cpu.store<T>(op, linear + sizeof(T), equal ? cpu.get<T>(at::rcx) : high);
    cpu.flags.set_zero(equal);
    if (!equal) {
        cpu.set<T>(at::rax, low);
        cpu.set<T>(at::rdx, high);
    }
    REDOUBT_NEXT(cpu, op);
}

} // namespace

Execute exchange_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_XCHG: return pick<Exchange>(shape);
    case ZYDIS_MNEMONIC_XADD: return pick<ExchangeAndAdd>(shape);
    case ZYDIS_MNEMONIC_CMPXCHG: return pick<CompareAndExchange>(shape);
    case ZYDIS_MNEMONIC_CMPXCHG8B: return compare_and_exchange_pair<uint32_t>;
    case ZYDIS_MNEMONIC_CMPXCHG16B: return compare_and_exchange_pair<uint64_t>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
