// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/vmx/vmx.hpp"
#include "spec/abi/mseg.h"
#include "spec/abi/vmx_control.h"

#include <map>
#include <vector>

namespace redoubt::machine::test {

using Field = stm::abi::VmcsField;

class Reports : public Reporter {
public:
    void report(std::string_view rule, std::string text) override { all.push_back(std::string{rule} + ": " + text); }
    std::vector<std::string> all;
};

// Every MSR that a test puts there, and no other.
class SomeMsrs : public MsrFile {
public:
    std::optional<uint64_t> read_msr(uint32_t index) override {
        auto const found = values.find(index);
        return found == values.end() ? std::nullopt : std::optional{found->second};
    }
    bool write_msr(uint32_t index, uint64_t value) override {
        auto const found = values.find(index);
        if (found == values.end()) return false;
        found->second = value;
        return true;
    }
    std::map<uint32_t, uint64_t> values;
};

// One processor's VMX operation with memory, and nothing that executes instructions: tests call them by name.
struct Rig {
    static constexpr uint32_t revision = 0x1234;
    static constexpr uint32_t mseg_revision = 0x5678;
    static constexpr uint64_t vmxon_region = 0x10000;
    static constexpr uint64_t vmcs_region = 0x11000; // current when VMX operation has begun
    static constexpr uint64_t other_region = 0x12000;
    static constexpr uint64_t third_region = 0x13000;
    static constexpr uint64_t mseg = 0x200000;

    explicit Rig(uint64_t seed = 1);

    // In 64-bit mode, before VMXON.
    void enter_vmx_root();              // VMXON, VMCLEAR and VMPTRLD of vmcs_region
    void make_current(uint64_t region); // VMCLEAR, VMPTRLD
    void fill_guest_and_host();         // the current VMCS: all checks pass, for a 64-bit guest
    void enter_guest();                 // VMLAUNCH
    void activate();                    // the dual-monitor treatment, from enter_vmx_root()
    void set_up_monitor();              // in SMM after activation: a VMCS of its own, from which it can return
    void put_mseg_header(uint32_t features = stm::abi::MsegHeader::kIa32e);

    void set(Field field, uint64_t value);   // VMWRITE, which must succeed
    [[nodiscard]] uint64_t get(Field field); // VMREAD, which must succeed
    void set_bits(Field field, uint64_t bits) { set(field, get(field) | bits); }
    void clear_bits(Field field, uint64_t bits) { set(field, get(field) & ~bits); }

    // What a VMX abort left in the region of the VMCS (SDM vol. 3C 27.7).
    [[nodiscard]] uint64_t abort_indicator(uint64_t region) { return memory.word(region + 4, 4); }

    [[nodiscard]] bool carry() const { return state.flags.carry(); }
    [[nodiscard]] bool zero() const { return state.flags.zero(); }
    [[nodiscard]] bool succeeded() const { return (state.flags.image() & rflags::status) == 0; }
    [[nodiscard]] uint64_t error() { return get(Field::VmInstructionError); }

    Reports reports = {};
    PhysicalMemory memory{reports};
    State state = {};
    Mmu mmu{state, memory, 39};
    Capabilities capabilities = make_capabilities(revision, mseg_revision, 39);
    VmcsPool pool;
    SomeMsrs msrs = {};
    Vmx vmx;
};

} // namespace redoubt::machine::test
