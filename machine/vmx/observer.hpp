// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmx_error.h"
#include "spec/abi/vmx_exit.h"

#include <cstdint>

namespace redoubt::machine {

// Told of what VMX operation does, and did.
class VmxObserver {
public:
    VmxObserver() = default;
    VmxObserver(VmxObserver const&) = delete;
    VmxObserver& operator=(VmxObserver const&) = delete;
    virtual ~VmxObserver() = default;

    virtual void executes(stm::abi::ExitReason instruction) = 0;           // by the exit reason that it has in a guest
    virtual void failed(stm::abi::VmxError error) = 0;                     // an instruction
    virtual void exited(uint32_t exit_reason, uint64_t qualification) = 0; // by the fields of the VMCS
    // For SMM, by an SMI or VMCALL: nothing has changed yet. pending_mtf: an MTF VM exit would come first.
    virtual void leaves(stm::abi::ExitReason reason, bool pending_mtf) = 0;
    virtual void entered() = 0;
    virtual void entry_failed(uint32_t exit_reason, uint64_t qualification) = 0; // during or after loading guest state
    virtual void activated() = 0;                                                // the dual-monitor treatment
    virtual void deactivated() = 0;                                              // the dual-monitor treatment
    virtual void suspended() = 0; // by an SMI under the default treatment: before the first instruction in SMM
    virtual void resumed() = 0;   // out of SMM again
};

} // namespace redoubt::machine
