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

/*@ requires \valid(&context) && \separated(&context, &arch::current_vmcs, &arch::vmcs_data);
    assigns context;
    ensures guest: \result ==> vmcs::HoldsGuest(arch::current_vmcs, &context.guest);
    ensures exit: \result ==> ShowsExit(&context);
    ensures control: context.cr2 == arch::current_cr2 && context.cr8 == arch::current_cr8 < 16;
    ensures violation: context.violation == violation;
    ensures progress: vmcs::HasGuestState && HasExitFields ==> \result;
*/
[[nodiscard]] static bool take_rest(exceptions::Context& context, abi::Violation violation) {
    bool const taken = vmcs::read_guest_state(context.guest);
    //@ ghost Taken: ;
    context.violation = violation;
    context.cr2 = arch::read_cr2();
    context.cr8 = arch::read_cr8();
    bool const exit = take_exit(context);
    /*@ assert selectors: \forall integer i; 0 <= i < 8 ==>
          context.guest.selectors[i] == \at(context.guest.selectors[i], Taken); */
    /*@ assert wide: \forall integer i; 0 <= i < 4 ==>
          context.guest.wide[i] == \at(context.guest.wide[i], Taken); */
    /*@ assert pdptes: \forall integer i; 0 <= i < 4 ==>
          context.guest.pdptes[i] == \at(context.guest.pdptes[i], Taken); */
    /*@ assert narrow: \forall integer i; 0 <= i < 22 ==>
          context.guest.narrow[i] == \at(context.guest.narrow[i], Taken); */
    /*@ assert natural: \forall integer i; 0 <= i < 20 ==>
          context.guest.natural[i] == \at(context.guest.natural[i], Taken); */
    /*@ assert held16: taken ==>
          vmcs::Hold16(arch::current_vmcs, abi::VmcsField::GuestEsSelector, &context.guest.selectors[0], 8); */
    /*@ assert held_wide: taken ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::VmcsLinkPointer, &context.guest.wide[0], 4); */
    /*@ assert held_pdptes: taken ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::GuestPdpte0, &context.guest.pdptes[0], 4); */
    /*@ assert held32: taken ==>
          vmcs::Hold32(arch::current_vmcs, abi::VmcsField::GuestEsLimit, &context.guest.narrow[0], 22); */
    /*@ assert held_natural: taken ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::GuestCr0, &context.guest.natural[0], 20); */
    return taken && exit;
}

// The registers, beside all else.
/*@ requires \valid(&context) && \valid_read(&registers);
    requires \separated(&context, &registers, &arch::current_vmcs, &arch::vmcs_data);
    requires guest: known ==> vmcs::HoldsGuest(arch::current_vmcs, &context.guest);
    requires exit: known ==> ShowsExit(&context);
    assigns context.registers;
    ensures registers: vmcs::EqualRegisters{Post, Post}(&context.registers, &registers);
    ensures guest: known ==> vmcs::HoldsGuest(arch::current_vmcs, &context.guest);
    ensures exit: known ==> ShowsExit(&context);
    ensures control: context.cr2 == \old(context.cr2) && context.cr8 == \old(context.cr8);
    ensures violation: context.violation == \old(context.violation);
*/
static void take_registers(exceptions::Context& context, arch::Registers const& registers,
                           [[maybe_unused]] bool known) {
    vmcs::copy(context.registers, registers);
    /*@ assert selectors: \forall integer i; 0 <= i < 8 ==>
          context.guest.selectors[i] == \at(context.guest.selectors[i], Pre); */
    /*@ assert wide: \forall integer i; 0 <= i < 4 ==>
          context.guest.wide[i] == \at(context.guest.wide[i], Pre); */
    /*@ assert pdptes: \forall integer i; 0 <= i < 4 ==>
          context.guest.pdptes[i] == \at(context.guest.pdptes[i], Pre); */
    /*@ assert narrow: \forall integer i; 0 <= i < 22 ==>
          context.guest.narrow[i] == \at(context.guest.narrow[i], Pre); */
    /*@ assert natural: \forall integer i; 0 <= i < 20 ==>
          context.guest.natural[i] == \at(context.guest.natural[i], Pre); */
    /*@ assert held16: known ==>
          vmcs::Hold16(arch::current_vmcs, abi::VmcsField::GuestEsSelector, &context.guest.selectors[0], 8); */
    /*@ assert held_wide: known ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::VmcsLinkPointer, &context.guest.wide[0], 4); */
    /*@ assert held_pdptes: known ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::GuestPdpte0, &context.guest.pdptes[0], 4); */
    /*@ assert held32: known ==>
          vmcs::Hold32(arch::current_vmcs, abi::VmcsField::GuestEsLimit, &context.guest.narrow[0], 22); */
    /*@ assert held_natural: known ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::GuestCr0, &context.guest.natural[0], 20); */
}

bool take_context(exceptions::Context& context, arch::Registers const& registers, abi::Violation violation) {
    bool const taken = take_rest(context, violation);
    take_registers(context, registers, taken);
    return taken;
}

bool put_context(exceptions::Context const& context, arch::Registers& registers) {
    auto const written = vmcs::write_guest_state(context.guest);
    arch::write_cr2(context.cr2);
    arch::write_cr8(context.cr8 % 16);
    //@ assert guest: written ==> vmcs::HoldsGuest(arch::current_vmcs, &context.guest);
    //@ ghost Written: ;
    vmcs::copy(registers, context.registers);
    /*@ assert selectors: \forall integer i; 0 <= i < 8 ==>
          context.guest.selectors[i] == \at(context.guest.selectors[i], Written); */
    /*@ assert wide: \forall integer i; 0 <= i < 4 ==>
          context.guest.wide[i] == \at(context.guest.wide[i], Written); */
    /*@ assert pdptes: \forall integer i; 0 <= i < 4 ==>
          context.guest.pdptes[i] == \at(context.guest.pdptes[i], Written); */
    /*@ assert narrow: \forall integer i; 0 <= i < 22 ==>
          context.guest.narrow[i] == \at(context.guest.narrow[i], Written); */
    /*@ assert natural: \forall integer i; 0 <= i < 20 ==>
          context.guest.natural[i] == \at(context.guest.natural[i], Written); */
    //@ assert registers: vmcs::EqualRegisters{Here, Here}(&context.registers, &registers);
    /*@ assert held16: written ==>
          vmcs::Hold16(arch::current_vmcs, abi::VmcsField::GuestEsSelector, &context.guest.selectors[0], 8); */
    /*@ assert held_wide: written ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::VmcsLinkPointer, &context.guest.wide[0], 4); */
    /*@ assert held_pdptes: written ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::GuestPdpte0, &context.guest.pdptes[0], 4); */
    /*@ assert held32: written ==>
          vmcs::Hold32(arch::current_vmcs, abi::VmcsField::GuestEsLimit, &context.guest.narrow[0], 22); */
    /*@ assert held_natural: written ==>
          vmcs::Hold64(arch::current_vmcs, abi::VmcsField::GuestCr0, &context.guest.natural[0], 20); */
    return written;
}

} // namespace stm::smi
