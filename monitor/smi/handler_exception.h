// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/end_exception.h"
#include "monitor/smi/main.h"

// Protection exceptions: the SMI handler has reached for what the OS protects, or its exception handler returns
// (arch::Next::Raise).
namespace stm::smi {

// The exception handler, or what it interrupted, goes on; or the machine is reset. The handler's map and what is known
// of the processor's contexts stay, as `assigns` says.
/*@ requires \valid(&processor) && \valid(&pages) && \valid(&shared) && \valid_read(&common) && \valid(&services);
    requires \separated(&processor, &pages, &shared, &common, &services, &arch::current_vmcs, &arch::vmcs_data,
      &arch::port_data, &arch::lock_data, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires HandlerRuns(&pages.state) && ValidState(&pages.state) && Policy::Inv(&common.policy) &&
      HasWindow(&common) && HasLog(&common, &services);
    requires processor.window % 0x1000 == 0 && arch::NoneHeld;
    assigns processor.registers, pages.window.entry[0], pages.state.exceptions, pages.interrupted, shared.turn,
      services.books.log.ring_.serial_, services.books.log.ring_.next_, services.books.log.ring_.wrapped_,
      services.desk.event, arch::foreign[0 .. arch::kForeignWords - 1], arch::vmcs_data, arch::port_data,
      arch::lock_data, arch::current_cr2, arch::current_cr8;
    ensures REQ_ROB_03_unlocked: arch::NoneHeld;
    ensures REQ_VMCS_01_goes_on: \result == arch::Next::Halt || Enters(\result);
    ensures REQ_EXC_02_whole: exceptions::Exceptions::Inv(&pages.state.exceptions);
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_CALL_07_log: HasLog(&common, &services);
    ensures REQ_POL_03_protected: \result != arch::Next::Halt && Raised(&pages.state) > \old(Raised(&pages.state)) ==>
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)),
        Field{Pre}(abi::VmcsField::ExitReason));
    ensures REQ_EXC_01_delivered: \result != arch::Next::Halt && Raised(&pages.state) > \old(Raised(&pages.state)) ==>
      Handles(&pages.state) && IsAtHandler(&pages.start.exception);
    ensures REQ_EXC_01_willing: \old(HasFields) && \old(TellsExit) &&
      MayViolate(Field{Pre}(abi::VmcsField::ExitReason)) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)),
        Field{Pre}(abi::VmcsField::ExitReason)) &&
      Willing{Pre, Post}(&pages, &common) ==>
      \result != arch::Next::Halt && Raised(&pages.state) == \old(Raised(&pages.state)) + 1;
    ensures REQ_EXC_01_code: \old(HasFields) && \old(TellsExit) && MayViolate(Field{Pre}(abi::VmcsField::ExitReason)) &&
      Reaches{Pre}(&common.policy, &processor.registers, io::Latched(\old(pages.state.latch)),
        Field{Pre}(abi::VmcsField::ExitReason)) &&
      Raised(&pages.state) == \old(Raised(&pages.state)) ==> \result == arch::Next::Halt &&
      (LeftCode(&common.policy, abi::Crash::ProtectionException) ||
       LeftCode(&common.policy, abi::Crash::ProtectionExceptionFailure));
    ensures REQ_EXC_02_one: Raised(&pages.state) <= \old(Raised(&pages.state)) + 1;
    ensures REQ_EXC_02_too_many: \old(exceptions::Exceptions::Exhausted(&pages.state.exceptions)) ==>
      Raised(&pages.state) == \old(Raised(&pages.state));
    ensures REQ_EXC_10_outside: \result != arch::Next::Halt &&
      IsCall(Field{Pre}(abi::VmcsField::ExitReason)) && !\old(Handles(&pages.state)) ==>
      processor.registers.rax == abi::Status::InvalidApi && Returned{Pre, Post}(abi::Status::InvalidApi);
    ensures REQ_EXC_10_resumed: \result != arch::Next::Halt &&
      IsCall(Field{Pre}(abi::VmcsField::ExitReason)) && \old(Handles(&pages.state)) ==>
      \old(Ebx(&processor.registers)) == 0 && !Handles(&pages.state) &&
      IsThere(&pages.interrupted.context, &processor.registers);
    ensures REQ_EXC_03_panic: \old(HasFields) && IsCall(Field{Pre}(abi::VmcsField::ExitReason)) &&
      \old(Handles(&pages.state)) && \old(Ebx(&processor.registers)) != 0 ==> \result == arch::Next::Halt &&
      LeftCode(&common.policy, ((\old(Ebx(&processor.registers)) & 0xf) | 0xc000e000));
*/
[[nodiscard]] arch::Next monitor_exception(boot::Processor& processor, Pages& pages, Shared& shared,
                                           Common const& common, Services& services);

} // namespace stm::smi
