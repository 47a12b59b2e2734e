// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"

#include <stdint.h>

namespace stm::domains {

// The interrupted context: its general registers, DR6, and fields of its VMCS.
struct GuestSnapshot {
    arch::Registers registers;
    uint64_t rsp;
    uint64_t rip;
    uint64_t rflags;
    uint64_t cr0;
    uint64_t cr3;
    uint64_t cr4;
    uint64_t dr6;
    uint64_t dr7;
    uint64_t efer;
    uint64_t es_selector;
    uint64_t cs_selector;
    uint64_t ss_selector;
    uint64_t ds_selector;
    uint64_t fs_selector;
    uint64_t gs_selector;
    uint64_t ldtr_selector;
    uint64_t tr_selector;
    uint64_t gdtr_base;
    uint64_t gdtr_limit;
    uint64_t idtr_base;
    uint64_t idtr_limit;
    uint64_t ldtr_base;
    uint64_t ldtr_limit;
    uint64_t cs_access_rights;
    uint64_t interruptibility;
    uint64_t activity_state;
    uint64_t smbase;
    uint64_t ept_pointer; // 0 without EPT
    uint64_t exit_qualification;
    uint64_t guest_linear_address;
    uint64_t io_rcx;
    uint64_t io_rsi;
    uint64_t io_rdi;
    uint64_t io_rip;
    bool io_smi;     // the VM exit is an I/O SMI; if not, the six fields above mean nothing
    bool enable_ept; // the control
};

} // namespace stm::domains
