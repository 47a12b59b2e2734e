// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

[[nodiscard]] uint64_t after(Interpreter& cpu, Operation const* op) {
    return cpu.get<uint64_t>(at::block) + op->start + op->length;
}

// A target that is not canonical faults in the branch (SDM vol. 2, JMP, CALL, RET).
void check_canonical(Interpreter& cpu, Operation const* op, uint64_t target) {
    auto const sign = static_cast<int64_t>(target) >> 47;
    if (sign != 0 && sign != -1) cpu.raise(op, {Vector::GeneralProtection, 0});
}

template <Form form>
[[nodiscard]] uint64_t target_of(Interpreter& cpu, Operation const* op) {
    if constexpr (form == Form::RegisterImmediate) return cpu.get<uint64_t>(at::block) + op->immediate;
    if constexpr (form == Form::MemoryRegister) return cpu.load<uint64_t>(op, cpu.linear(op));
    return cpu.get<uint64_t>(op->to);
}

template <Form form>
struct Jump {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const target = target_of<form>(cpu, op);
        check_canonical(cpu, op, target);
        cpu.jump(op, target);
    }
};

template <Form form>
struct Call {
    static void execute(Interpreter& cpu, Operation const* op) {
        auto const target = target_of<form>(cpu, op);
        auto const rsp = cpu.get<uint64_t>(at::rsp) - 8;
        check_canonical(cpu, op, target);
        cpu.store<uint64_t>(op, rsp, after(cpu, op));
        cpu.set(at::rsp, rsp);
        cpu.jump(op, target);
    }
};

// The immediate operand is what else is taken off the stack.
void return_near(Interpreter& cpu, Operation const* op) {
    auto const rsp = cpu.get<uint64_t>(at::rsp);
    auto const target = cpu.load<uint64_t>(op, rsp);
    check_canonical(cpu, op, target);
    cpu.set(at::rsp, rsp + 8 + static_cast<uint16_t>(op->immediate));
    cpu.jump(op, target);
}

void jump_if_none(Interpreter& cpu, Operation const* op) {
    bool const none = address_register(cpu, op, at::rcx) == 0;
    cpu.jump(op, none ? target_of<Form::RegisterImmediate>(cpu, op) : after(cpu, op));
}

enum class While : uint8_t { Counting, Equal, NotEqual };

template <While condition>
void loop(Interpreter& cpu, Operation const* op) {
    set_address_register(cpu, op, at::rcx, address_register(cpu, op, at::rcx) - 1);
    bool more = address_register(cpu, op, at::rcx) != 0;
    if constexpr (condition != While::Counting) more = more && cpu.flags.zero() == (condition == While::Equal);
    cpu.jump(op, more ? target_of<Form::RegisterImmediate>(cpu, op) : after(cpu, op));
}

// Form: where the target stands.
template <template <Form> typename Pick>
Execute by_target(Form form) {
    switch (form) {
    case Form::RegisterImmediate: return Pick<Form::RegisterImmediate>::execute;
    case Form::RegisterRegister: return Pick<Form::RegisterRegister>::execute;
    default: return Pick<Form::MemoryRegister>::execute;
    }
}

} // namespace

Execute branch_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_JMP: return by_target<Jump>(shape.form);
    case ZYDIS_MNEMONIC_CALL: return by_target<Call>(shape.form);
    case ZYDIS_MNEMONIC_RET: return return_near;
    case ZYDIS_MNEMONIC_JRCXZ:
    case ZYDIS_MNEMONIC_JECXZ: return jump_if_none;
    case ZYDIS_MNEMONIC_LOOP: return loop<While::Counting>;
    case ZYDIS_MNEMONIC_LOOPE: return loop<While::Equal>;
    case ZYDIS_MNEMONIC_LOOPNE: return loop<While::NotEqual>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
