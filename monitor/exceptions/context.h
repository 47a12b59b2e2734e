// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "monitor/domains/flags.h"
#include "monitor/vmcs/guest_state.h"
#include "spec/abi/protection_exception.h"

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

  logic integer Lma(Context* c) = c->guest.wide[vmcs::wide::kEfer] / 0x400 % 2;
  logic integer La57(Context* c) = Natural(c, vmcs::natural::kCr4) / 0x1000 % 2;

  // It runs 64-bit code (SDM vol. 3C 26.3.1.4).
  logic integer Code64(Context* c) =
    Lma(c) == 1 ? Narrow(c, vmcs::narrow::kAccessRights + vmcs::SegmentRegister::Cs) / 0x2000 % 2 : 0;
*/

} // namespace stm::exceptions
