// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hosted/arch.hpp"
#include "monitor/policy/policy.h"
#include "monitor/smi/state.h"
#include "test/machine/vmx/rig.hpp"

#include <map>
#include <memory>
#include <vector>

// A processor on which the monitor is active, for target exits: VMX by the machine's model, and in plain variables what
// the model has not: debug registers, CR2, MSRs.
namespace redoubt::fuzz {

// CR0.CD and CR0.NW: no VM exit or entry changes them (SDM vol. 3C 26.3.2.1, 27.5.1).
constexpr std::uint64_t caches = machine::cr0::cd | machine::cr0::nw;

// Of MSRs the BIOS has claimed one as a whole and one in part; and one the OS protects.
constexpr std::uint32_t whole_msr = 0xc0000081;
constexpr std::uint32_t part_msr = 0x200;
constexpr std::uint64_t part_read = 0xffffffff;
constexpr std::uint64_t part_written = 0xff00;
constexpr std::uint32_t protected_msr = 0xc0000082;

// Of ports the BIOS has claimed five, and the OS protects two.
constexpr std::uint16_t first_port = 0x60;
constexpr std::uint16_t last_port = 0x64;
constexpr std::uint16_t first_protected_port = 0x70;
constexpr std::uint16_t last_protected_port = 0x71;

// What an input finds at each port.
constexpr std::uint32_t port_value = 0xa1b2c3d4;

struct Output {
    std::uint16_t port;
    std::uint8_t size;
    std::uint32_t value;
    bool operator==(Output const&) const = default;
};

class Processor : public machine::test::Rig {
public:
    static constexpr std::uint64_t os_vmcs = 0x300000;
    static constexpr std::uint64_t handler_vmcs = 0x301000;
    static constexpr std::uint64_t handler_rip = 0x8000;
    static constexpr std::uint64_t teardown_rip = 0x8800;

    // The OS runs after this, in VMX root operation of its own.
    Processor();
    Processor(Processor const&) = delete;
    Processor& operator=(Processor const&) = delete;
    ~Processor();

    // The OS enters a guest of its own, of which a monitor trap may be pending.
    void enter_os_guest();

    // As the monitor's entry code does it, by the launch state.
    [[nodiscard]] machine::Transition enter();

    stm::arch::DebugRegisters debug = {};
    std::uint64_t cr2 = 0;
    std::map<std::uint32_t, std::uint64_t> os_msrs;
    std::vector<Output> outputs;

    stm::smi::State monitor = {};
    stm::smi::HandlerStart start = {};
    stm::smi::Shared shared = {};
    std::unique_ptr<stm::Policy> policy = std::make_unique<stm::Policy>();

private:
    machine::Bound bound_;
};

} // namespace redoubt::fuzz
