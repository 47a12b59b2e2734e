// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/interpreter.hpp"
#include "machine/processor/linear_memory.hpp"
#include "machine/processor/platform.hpp"
#include "machine/vmx/vmx.hpp"

#include <optional>

namespace redoubt::machine {

// The parts of one logical processor, as instructions and events work on them.
struct Core {
    unsigned id;
    Platform& platform;
    Capabilities const& capabilities;
    PhysicalMemory& physical;
    Reporter& reporter;
    CodeCache& code;
    Interpreter& cpu;
    Mmu& mmu;
    LinearMemory& memory;
    Vmx& vmx;
    MsrFile& msrs;

    // Of the instruction that is being executed
    uint64_t next = 0;            // where RIP goes when it retires
    bool replaces_state = false;  // by another context's: VM entries, RSM, and what VMCALL does in VMX root operation
    bool nmi_unblocked = false;   // by this IRET (SDM vol. 3C 27.2.2)
    std::optional<IoSmi> io = {}; // its access to a port

    bool monitoring = false; // MONITOR has armed the address-range monitor

    [[nodiscard]] bool guest() const { return vmx.operation() == VmxOperation::NonRoot; }
    [[nodiscard]] bool mode64() const { return cpu.code_mode() == CodeMode::Bits64; }
    [[nodiscard]] bool real_mode() const { return !cpu.protected_mode(); }
    [[nodiscard]] bool selectors_are_addresses() const { return real_mode() || cpu.virtual_8086(); }

    // RIP is as wide as the code segment (SDM vol. 1, 3.5).
    [[nodiscard]] uint64_t cut_rip(uint64_t rip) const {
        switch (cpu.code_mode()) {
        case CodeMode::Bits16: return static_cast<uint16_t>(rip);
        case CodeMode::Bits32: return static_cast<uint32_t>(rip);
        case CodeMode::Bits64: break;
        }
        return rip;
    }
};

[[noreturn]] inline void invalid_opcode() {
    throw Fault{Vector::InvalidOpcode};
}
[[noreturn]] inline void general_protection(uint32_t error_code = 0) {
    throw Fault{Vector::GeneralProtection, error_code};
}
inline void need_privilege_0(Core const& core) {
    if (core.cpu.cpl() != 0) general_protection();
}

} // namespace redoubt::machine
