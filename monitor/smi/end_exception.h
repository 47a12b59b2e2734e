// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/boot/processor.h"
#include "monitor/smi/crash_code.h"
#include "monitor/smi/raise_exception.h"

// The BIOS's handler of protection exceptions returns (ReturnFromProtectionException).
namespace stm::smi {

/*@
  logic integer Ebx{L}(arch::Registers* r) = r->rbx % 0x100000000;
*/

// What the exception interrupted goes on; or the caller did not handle any, and is told so. False: the handler asks for
// a reset, and the crash code is where the BIOS will find it.
/*@ requires \valid(&processor) && \valid(&pages) && \valid_read(&common) && \valid_read(&services);
    requires \separated(&processor, &pages, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      arch::foreign + (0 .. arch::kForeignWords - 1));
    requires Policy::Inv(&common.policy) && HasLog(&common, &services);
    requires exceptions::Exceptions::Inv(&pages.state.exceptions) && processor.window % 0x1000 == 0;
    assigns processor.registers, pages.state.exceptions, pages.interrupted, pages.window.entry[0],
      arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data, arch::current_cr2, arch::current_cr8;
    ensures REQ_CALL_07_log: HasLog(&common, &services);
    ensures REQ_EXC_02_whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_EXC_02_raised: Raised(&pages.state) == \old(Raised(&pages.state));
    ensures REQ_EXC_10_outside: \result && !\old(Handles(&pages.state)) ==>
      processor.registers.rax == abi::Status::InvalidApi && Returned{Pre, Post}(abi::Status::InvalidApi);
    ensures REQ_EXC_10_resumed: \result && \old(Handles(&pages.state)) ==> \old(Ebx(&processor.registers)) == 0 &&
      !Handles(&pages.state) && IsThere(&pages.interrupted.context, &processor.registers);
    ensures REQ_EXC_03_panic: \old(Handles(&pages.state)) && \old(Ebx(&processor.registers)) != 0 ==> !\result &&
      LeftCode(&common.policy, ((\old(Ebx(&processor.registers)) & 0xf) | 0xc000e000));
*/
[[nodiscard]] bool end_exception(boot::Processor& processor, Pages& pages, Common const& common,
                                 Services const& services);

} // namespace stm::smi
