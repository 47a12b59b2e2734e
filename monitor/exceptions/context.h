// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/arch/vm_entry.h"
#include "monitor/domains/flags.h"
#include "monitor/vmcs/guest_state.h"
#include "spec/abi/msr_bits.h"
#include "spec/abi/protection_exception.h"
#include "spec/abi/vmx_guest.h"

#include <stdint.h>

namespace stm::exceptions {

// The SMI handler where a violation stopped it, kept until its exception handler ends. Of the VM exit, fields that it
// does not define may hold anything.
struct Context {
    arch::Registers registers;
    vmcs::GuestState guest;
    uint64_t cr2;
    uint64_t cr8;
    uint64_t instruction_information;
    uint64_t instruction_length;
    uint64_t qualification;
    uint64_t guest_physical_address; // of a page violation
    abi::Violation violation;
};

/*@
  logic integer Natural(Context* c, integer i) = c->guest.natural[i];
  logic integer Selector(Context* c, integer segment) = c->guest.selectors[segment];
  logic integer Narrow(Context* c, integer i) = c->guest.narrow[i];

  logic integer Lma(Context* c) = c->guest.wide[vmcs::wide::kEfer] / abi::efer::kLma % 2;
  logic integer La57(Context* c) = Natural(c, vmcs::natural::kCr4) / arch::cr4::kLa57 % 2;

  // It runs 64-bit code (SDM vol. 3C 26.3.1.4).
  logic integer Code64(Context* c) =
    Lma(c) == 1 ? Narrow(c, vmcs::narrow::kAccessRights + vmcs::SegmentRegister::Cs) / abi::access_rights::kLong % 2 : 0;
*/

/*@ requires \valid_read(&context);
    assigns \nothing;
    ensures \result <==> Lma(&context) == 1;
*/
[[nodiscard]] bool in_ia32e_mode(Context const& context);

// Code can be at this address, with the paging of the context.
/*@ requires \valid_read(&context);
    assigns \nothing;
    ensures REQ_VMCS_04_address: \result <==> domains::CodeAddress(rip, code64 ? 1 : 0, La57(&context));
*/
[[nodiscard]] bool can_run_at(Context const& context, bool code64, uint64_t rip);

} // namespace stm::exceptions
