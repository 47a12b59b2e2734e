// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/branch.hpp"
#include "machine/cpu/stack.hpp"

#include <type_traits>

namespace redoubt::machine {
namespace {

template <Word T>
using StackOf = std::conditional_t<sizeof(T) == 8, LongStack, SegmentStack>;

template <Word T, Form form>
[[nodiscard]] uint64_t target_of(Interpreter& cpu, Operation const* op) {
    if constexpr (form == Form::RegisterImmediate)
        return checked_target<T>(cpu, op, cpu.get<uint64_t>(at::block) + op->immediate);
    else if constexpr (form == Form::MemoryRegister)
        return checked_target<T>(cpu, op, cpu.load<T>(op, cpu.linear(op)));
    else
        return checked_target<T>(cpu, op, cpu.get<T>(op->to));
}

template <Form form>
struct Jump {
    template <typename T>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) { cpu.jump(op, target_of<T, form>(cpu, op)); }
    };
};

template <Form form>
struct Call {
    template <typename T>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const target = target_of<T, form>(cpu, op);
            push<StackOf<T>>(cpu, op, static_cast<T>(after(cpu, op)));
            cpu.jump(op, target);
        }
    };
};

// The immediate operand is what else is taken off the stack.
template <typename T>
struct Return {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const pointer = StackOf<T>::pointer(cpu);
        auto const target = checked_target<T>(cpu, op, StackOf<T>::template load<T>(cpu, op, pointer));
        set_pointer<StackOf<T>>(cpu, pointer + sizeof(T) + static_cast<uint16_t>(op->immediate));
        cpu.jump(op, target);
    }
};

template <typename T>
struct JumpIfNone {
    static void execute(Interpreter& cpu, Operation const* op) {
        branch_or_go_on<T>(cpu, op, address_register(cpu, op, at::rcx) == 0);
    }
};

enum class While : uint8_t { Counting, Equal, NotEqual };

// The count changes only when the branch does not fault.
template <While condition>
struct Loop {
    template <typename T>
    struct Pick {
        static void execute(Interpreter& cpu, Operation const* op) {
            auto const count = cut(op->address_size, address_register(cpu, op, at::rcx) - 1);
            bool more = count != 0;
            if constexpr (condition != While::Counting) more = more && cpu.flags.zero() == (condition == While::Equal);
            branch_or_go_on<T>(cpu, op, more);
            set_address_register(cpu, op, at::rcx, count);
        }
    };
};

// Form: where the target stands.
template <template <Form> typename Branch>
Execute by_target(Shape const& shape) {
    switch (shape.form) {
    case Form::RegisterImmediate: return pick_branch<Branch<Form::RegisterImmediate>::template Pick>(shape);
    case Form::RegisterRegister: return pick_branch<Branch<Form::RegisterRegister>::template Pick>(shape);
    default: return pick_branch<Branch<Form::MemoryRegister>::template Pick>(shape);
    }
}

} // namespace

Execute branch_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_JMP: return by_target<Jump>(shape);
    case ZYDIS_MNEMONIC_CALL: return by_target<Call>(shape);
    case ZYDIS_MNEMONIC_RET: return pick_branch<Return>(shape);
    case ZYDIS_MNEMONIC_JRCXZ:
    case ZYDIS_MNEMONIC_JECXZ:
    case ZYDIS_MNEMONIC_JCXZ: return pick_branch<JumpIfNone>(shape);
    case ZYDIS_MNEMONIC_LOOP: return pick_branch<Loop<While::Counting>::Pick>(shape);
    case ZYDIS_MNEMONIC_LOOPE: return pick_branch<Loop<While::Equal>::Pick>(shape);
    case ZYDIS_MNEMONIC_LOOPNE: return pick_branch<Loop<While::NotEqual>::Pick>(shape);
    default: return nullptr;
    }
}

} // namespace redoubt::machine
