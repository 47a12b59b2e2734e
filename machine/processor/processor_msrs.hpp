// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/platform.hpp"
#include "machine/vmx/vmx.hpp"

namespace redoubt::machine {

// The MSRs that this processor has, with the rules for writing them (SDM vol. 4 table 2-2). Others fault, and are reported.
class ProcessorMsrs : public MsrFile {
public:
    ProcessorMsrs(unsigned id, State& state, Capabilities const& capabilities, Platform& platform, Reporter& reporter)
        : id_(id), state_(state), capabilities_(capabilities), platform_(platform), reporter_(reporter) {}

    [[nodiscard]] std::optional<uint64_t> read_msr(uint32_t index) override;
    [[nodiscard]] bool write_msr(uint32_t index, uint64_t value) override;

    [[nodiscard]] uint64_t time_stamp() const;

private:
    [[nodiscard]] std::optional<uint64_t> read_made(uint32_t index);
    [[nodiscard]] std::optional<bool> write_checked(uint32_t index, uint64_t value);
    [[nodiscard]] bool write_efer(uint64_t value);
    [[nodiscard]] bool write_apic_base(uint64_t value);
    [[nodiscard]] bool write_smm_monitor_ctl(uint64_t value);
    [[nodiscard]] bool write_base(SegmentIndex index, uint64_t value);
    void unknown(uint32_t index, char const* instruction);

    unsigned id_;
    State& state_;
    Capabilities const& capabilities_;
    Platform& platform_;
    Reporter& reporter_;
};

} // namespace redoubt::machine
