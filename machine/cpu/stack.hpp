// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/segmentation.hpp"

// The stack, as instructions use it without naming it. A stack pointer is only changed when nothing can fault any more.
namespace redoubt::machine {

// In 64-bit mode.
struct LongStack {
    static uint64_t pointer(Interpreter& cpu, RegisterAt at = at::rsp) { return cpu.get<uint64_t>(at); }
    static uint64_t whole(Interpreter&, uint64_t pointer) { return pointer; }

    template <Word T>
    static T load(Interpreter& cpu, Operation const* op, uint64_t at) {
        return cpu.load_stack<T>(op, at);
    }
    template <Word T>
    static void store(Interpreter& cpu, Operation const* op, uint64_t at, T value) {
        cpu.store_stack<T>(op, at, value);
    }
    static void check_writable(Interpreter& cpu, Operation const* op, uint64_t at, unsigned size) {
        cpu.check_stack(op, at, size);
        cpu.check_writable(op, at, size);
    }
};

// Outside it: in SS, whose B flag gives the pointer's width (SDM vol. 1, 6.2.3).
struct SegmentStack {
    static bool big(Interpreter& cpu) {
        return cpu.segment(SegmentIndex::Ss).has(stm::abi::access_rights::kDefaultBig);
    }
    static uint64_t cut(Interpreter& cpu, uint64_t value) {
        return big(cpu) ? static_cast<uint32_t>(value) : static_cast<uint16_t>(value);
    }
    static uint64_t pointer(Interpreter& cpu, RegisterAt at = at::rsp) { return cut(cpu, cpu.get<uint64_t>(at)); }
    // What the register then holds: above a pointer of 16 bits it stays.
    static uint64_t whole(Interpreter& cpu, uint64_t pointer) {
        return cut(cpu, pointer) | (big(cpu) ? 0 : cpu.get<uint64_t>(at::rsp) & ~uint64_t{0xffff});
    }

    static uint64_t linear(Interpreter& cpu, Operation const* op, uint64_t at, unsigned size, Access access) {
        return linear_in_segment(cpu, op, SegmentIndex::Ss, cut(cpu, at), size, access);
    }
    template <Word T>
    static T load(Interpreter& cpu, Operation const* op, uint64_t at) {
        return cpu.load<T>(op, linear(cpu, op, at, sizeof(T), Access::Read));
    }
    template <Word T>
    static void store(Interpreter& cpu, Operation const* op, uint64_t at, T value) {
        cpu.store<T>(op, linear(cpu, op, at, sizeof(T), Access::Write), value);
    }
    static void check_writable(Interpreter& cpu, Operation const* op, uint64_t at, unsigned size) {
        cpu.check_writable(op, linear(cpu, op, at, size, Access::Write), size);
    }
};

template <typename Stack>
void set_pointer(Interpreter& cpu, uint64_t pointer) {
    cpu.set(at::rsp, Stack::whole(cpu, pointer));
}

template <typename Stack, Word T>
void push(Interpreter& cpu, Operation const* op, T value) {
    auto const pointer = Stack::pointer(cpu) - sizeof(T);
    Stack::template store<T>(cpu, op, pointer, value);
    set_pointer<Stack>(cpu, pointer);
}

} // namespace redoubt::machine
