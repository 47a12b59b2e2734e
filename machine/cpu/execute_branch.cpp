// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/execute.hpp"

namespace redoubt::machine {
namespace {

[[nodiscard]] uint64_t after(Interpreter& cpu, Operation const* op) {
    return cpu.get<uint64_t>(at::block) + op->start + op->length;
}

// A target that is not canonical faults in the branch (SDM vol. 2, JMP, CALL, RET).
void go(Interpreter& cpu, Operation const* op, uint64_t target) {
    auto const sign = static_cast<int64_t>(target) >> 47;
    if (sign != 0 && sign != -1) cpu.raise(op, {Vector::GeneralProtection, 0});
    cpu.jump(op, target);
}

template <Form form>
[[nodiscard]] uint64_t target_of(Interpreter& cpu, Operation const* op) {
    if constexpr (form == Form::RegisterImmediate) return cpu.get<uint64_t>(at::block) + op->immediate;
    if constexpr (form == Form::MemoryRegister) return cpu.load<uint64_t>(op, cpu.linear(op));
    return cpu.get<uint64_t>(op->to);
}

template <Form form>
void jump(Interpreter& cpu, Operation const* op) {
    go(cpu, op, target_of<form>(cpu, op));
}

template <Form form>
void call(Interpreter& cpu, Operation const* op) {
    auto const target = target_of<form>(cpu, op);
    auto const rsp = cpu.get<uint64_t>(at::rsp) - 8;
    auto const sign = static_cast<int64_t>(target) >> 47;
    if (sign != 0 && sign != -1) cpu.raise(op, {Vector::GeneralProtection, 0});
    cpu.store<uint64_t>(op, rsp, after(cpu, op));
    cpu.set(at::rsp, rsp);
    cpu.jump(op, target);
}

// The immediate operand is what else is taken off the stack.
void return_near(Interpreter& cpu, Operation const* op) {
    auto const rsp = cpu.get<uint64_t>(at::rsp);
    go(cpu, op, cpu.load<uint64_t>(op, rsp));
    cpu.set(at::rsp, rsp + 8 + static_cast<uint16_t>(op->immediate));
}

template <Word Count>
void jump_if_none(Interpreter& cpu, Operation const* op) {
    cpu.jump(op, cpu.get<Count>(at::rcx) == 0 ? target_of<Form::RegisterImmediate>(cpu, op) : after(cpu, op));
}

enum class While : uint8_t { Counting, Equal, NotEqual };

template <While condition>
void loop(Interpreter& cpu, Operation const* op) {
    bool more;
    if (op->address_32) {
        auto const count = cpu.get<uint32_t>(at::rcx) - 1;
        cpu.set(at::rcx, count);
        more = count != 0;
    } else {
        auto const count = cpu.get<uint64_t>(at::rcx) - 1;
        cpu.set(at::rcx, count);
        more = count != 0;
    }
    if constexpr (condition != While::Counting) more = more && cpu.flags.zero() == (condition == While::Equal);
    cpu.jump(op, more ? target_of<Form::RegisterImmediate>(cpu, op) : after(cpu, op));
}

#define REDOUBT_BY_FORM(NAME)                                                                                          \
    (shape.form == Form::RegisterImmediate  ? NAME<Form::RegisterImmediate>                                            \
     : shape.form == Form::RegisterRegister ? NAME<Form::RegisterRegister>                                             \
                                            : NAME<Form::MemoryRegister>)

} // namespace

Execute branch_operation(Shape const& shape) {
    switch (shape.mnemonic) {
    case ZYDIS_MNEMONIC_JMP: return REDOUBT_BY_FORM(jump);
    case ZYDIS_MNEMONIC_CALL: return REDOUBT_BY_FORM(call);
    case ZYDIS_MNEMONIC_RET: return return_near;
    case ZYDIS_MNEMONIC_JRCXZ: return jump_if_none<uint64_t>;
    case ZYDIS_MNEMONIC_JECXZ: return jump_if_none<uint32_t>;
    case ZYDIS_MNEMONIC_LOOP: return loop<While::Counting>;
    case ZYDIS_MNEMONIC_LOOPE: return loop<While::Equal>;
    case ZYDIS_MNEMONIC_LOOPNE: return loop<While::NotEqual>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
