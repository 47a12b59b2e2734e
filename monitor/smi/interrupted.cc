// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/interrupted.h"

namespace stm::smi {

/*@ requires \valid(&context) && \separated(&context, &arch::current_vmcs, &arch::vmcs_data);
    assigns context.instruction_information, context.instruction_length, context.qualification,
      context.guest_physical_address;
    ensures \result ==> ShowsExit(&context);
    ensures progress: HasExitFields ==> \result;
*/
[[nodiscard]] static bool take_exit(exceptions::Context& context) {
    auto const information = arch::vmread(abi::VmcsField::ExitInstructionInformation);
    if (information.result != arch::VmxResult::Succeed) return false;
    auto const length = arch::vmread(abi::VmcsField::ExitInstructionLength);
    if (length.result != arch::VmxResult::Succeed) return false;
    auto const qualification = arch::vmread(abi::VmcsField::ExitQualification);
    if (qualification.result != arch::VmxResult::Succeed) return false;
    auto const address = arch::vmread(abi::VmcsField::GuestPhysicalAddress);
    context.instruction_information = information.value;
    context.instruction_length = length.value;
    context.qualification = qualification.value;
    context.guest_physical_address = address.value;
    return address.result == arch::VmxResult::Succeed;
}

bool take_context(exceptions::Context& context, arch::Registers const& registers, abi::Violation violation) {
    context.violation = violation;
    context.cr2 = arch::read_cr2();
    context.cr8 = arch::read_cr8();
    bool const exit = take_exit(context);
    bool const taken = vmcs::read_guest_state(context.guest);
    //@ assert apart: \separated(&context.registers, &registers);
    //@ ghost Taken: ;
    vmcs::copy(context.registers, registers);
    //@ assert guest: taken ==> vmcs::HoldsGuest(arch::current_vmcs, &context.guest);
    /*@ assert low: registers.rax == \at(registers.rax, Taken) && registers.rcx == \at(registers.rcx, Taken) &&
          registers.rdx == \at(registers.rdx, Taken) && registers.rbx == \at(registers.rbx, Taken); */
    /*@ assert middle: registers.rbp == \at(registers.rbp, Taken) && registers.rsi == \at(registers.rsi, Taken) &&
          registers.rdi == \at(registers.rdi, Taken) && registers.r8 == \at(registers.r8, Taken); */
    /*@ assert high: registers.r9 == \at(registers.r9, Taken) && registers.r10 == \at(registers.r10, Taken) &&
          registers.r11 == \at(registers.r11, Taken) && registers.r12 == \at(registers.r12, Taken); */
    /*@ assert highest: registers.r13 == \at(registers.r13, Taken) && registers.r14 == \at(registers.r14, Taken) &&
          registers.r15 == \at(registers.r15, Taken); */
    return exit && taken;
}

bool put_context(exceptions::Context const& context, arch::Registers& registers) {
    vmcs::copy(registers, context.registers);
    arch::write_cr2(context.cr2);
    arch::write_cr8(context.cr8 % 16);
    return vmcs::write_guest_state(context.guest);
}

} // namespace stm::smi
