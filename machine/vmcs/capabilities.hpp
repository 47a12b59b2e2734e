// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/msr.h"
#include "spec/abi/msr_bits.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace redoubt::machine {

// What the processor's VMX has, as its capability MSRs say (SDM vol. 3D appendix A).
class Capabilities {
public:
    explicit Capabilities(unsigned physical_bits) : physical_bits_(physical_bits) {}

    // IA32_VMX_BASIC to IA32_VMX_VMFUNC, and no other.
    [[nodiscard]] uint64_t msr(stm::abi::Msr msr) const { return msrs_.at(position(msr)); }
    void set_msr(stm::abi::Msr msr, uint64_t value) { msrs_.at(position(msr)) = value; }

    // Whether a field of controls holds a value that its MSR allows (SDM vol. 3D A.2).
    [[nodiscard]] bool allow(stm::abi::Msr controls, uint64_t value) const {
        auto const must_be_1 = msr(controls) & stm::abi::vmx_controls::kAllowed0;
        auto const may_be_1 = msr(controls) >> stm::abi::vmx_controls::kAllowed1Shift;
        return (value & must_be_1) == must_be_1 && (value & ~may_be_1) == 0;
    }
    // Whether one control may be 1.
    [[nodiscard]] bool has(stm::abi::Msr controls, uint32_t control) const {
        return (msr(controls) >> stm::abi::vmx_controls::kAllowed1Shift & control) != 0;
    }

    // Bits of CR0 and CR4 that are 1, and that may be 1, in VMX operation (SDM vol. 3D A.7, A.8).
    [[nodiscard]] uint64_t cr0_fixed0() const { return msr(stm::abi::Msr::VmxCr0Fixed0); }
    [[nodiscard]] uint64_t cr0_fixed1() const { return msr(stm::abi::Msr::VmxCr0Fixed1); }
    [[nodiscard]] uint64_t cr4_fixed0() const { return msr(stm::abi::Msr::VmxCr4Fixed0); }
    [[nodiscard]] uint64_t cr4_fixed1() const { return msr(stm::abi::Msr::VmxCr4Fixed1); }

    [[nodiscard]] uint32_t revision() const {
        return static_cast<uint32_t>(msr(stm::abi::Msr::VmxBasic) & stm::abi::vmx_basic::kRevision);
    }
    [[nodiscard]] uint32_t mseg_revision() const {
        return static_cast<uint32_t>(msr(stm::abi::Msr::VmxMisc) >> stm::abi::vmx_misc::kMsegRevisionShift);
    }

    [[nodiscard]] unsigned physical_bits() const { return physical_bits_; } // MAXPHYADDR
    [[nodiscard]] bool within_physical_bits(uint64_t address) const { return address >> physical_bits_ == 0; }

private:
    [[nodiscard]] static size_t position(stm::abi::Msr msr) {
        return static_cast<size_t>(msr) - static_cast<size_t>(stm::abi::Msr::VmxBasic);
    }

    unsigned physical_bits_;
    std::array<uint64_t, 18> msrs_ = {};
};

// The modelled processor.
[[nodiscard]] Capabilities make_capabilities(uint32_t revision, uint32_t mseg_revision, unsigned physical_bits);

} // namespace redoubt::machine
