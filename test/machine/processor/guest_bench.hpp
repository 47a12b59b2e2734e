// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmx_control.h"
#include "test/machine/processor/bench.hpp"

namespace redoubt::machine::test {

using Field = stm::abi::VmcsField;

// Host and guest in 64-bit mode, with the same tables. The host halts where VM exits arrive.
struct GuestBench : Bench {
    static constexpr uint64_t vmxon_region = 0x40000;
    static constexpr uint64_t vmcs_region = 0x41000;
    static constexpr uint64_t io_bitmap_a = 0x42000;
    static constexpr uint64_t io_bitmap_b = 0x43000;
    static constexpr uint64_t msr_bitmap = 0x44000;
    static constexpr uint64_t ept = 0x50000; // four levels; the first 4 MBytes 1:1
    static constexpr uint64_t host = 0xe000;
    static constexpr uint64_t host_stack = 0xe800;

    GuestBench(); // in VMX root operation, and a VMCS that controls nothing

    void set(Field field, uint64_t value);
    void set_bits(Field field, uint64_t bits) { set(field, get(field) | bits); }
    [[nodiscard]] uint64_t get(Field field);
    void use_secondary(uint32_t controls);
    void use_ept();

    // Code in the guest, entered only, or run until a VM exit.
    void enter(Code const& bytes);
    void run_guest(Code const& bytes, uint64_t budget = 1000);
    [[nodiscard]] bool exited() { return processor.vmx().operation() == VmxOperation::Root && state.rip == host + 1; }
    [[nodiscard]] stm::abi::ExitReason reason() { return static_cast<stm::abi::ExitReason>(get(Field::ExitReason)); }
    [[nodiscard]] uint64_t qualification() { return get(Field::ExitQualification); }
    [[nodiscard]] uint64_t guest_rip() { return get(Field::GuestRip); }

    // The guest's segment that a selector's field belongs to.
    void put_segment(Field selector, Segment const& segment);
};

} // namespace redoubt::machine::test
