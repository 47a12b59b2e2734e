// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/msr_access.h"
#include "monitor/io/msr_bitmap.h"
#include "monitor/io/msr_ruling.h"
#include "monitor/smi/answer.h"

// RDMSR and WRMSR of the SMI handler that exit: what its bitmap does not let through (SDM vol. 3C 25.1.3).
namespace stm::smi {

/*@
  logic integer MsrIndex(arch::Registers* r) = r->rcx % 0x100000000;
  logic integer MsrOperand(arch::Registers* r) = r->rdx % 0x100000000 * 0x100000000 + r->rax % 0x100000000;
  predicate MsrBitClaimed{L}(Policy* p, integer access, integer msr, integer b) =
    Policy::Claimed{L}(p, io::MsrAtom(access, msr, b));
*/

// EDX:EAX holds the bits that were claimed, and 0 else. False: the OS protects the register.
/*@ requires \valid(&registers) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&registers, &policy, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers.rax, registers.rdx, arch::vmcs_data;
    ensures REQ_POL_17_read: \result && MsrIndex{Pre}(&registers) != abi::Msr::TimeStampCounter ==>
      (\forall integer b; 0 <= b < 64 ==> (Bit(MsrOperand(&registers), b) <==>
        MsrBitClaimed{Pre}(&policy, Access::Read, MsrIndex{Pre}(&registers), b) &&
        Bit(arch::MsrValue(MsrIndex{Pre}(&registers)), b)));
    ensures REQ_VMCS_02_halves: \result ==> registers.rax < 0x100000000 && registers.rdx < 0x100000000;
    ensures REQ_POL_03_protected: io::MsrProtected{Pre}(&policy, Access::Read, MsrIndex{Pre}(&registers)) ==> !\result;
    ensures REQ_CALL_02_skipped: \result ==> Skipped{Pre, Post};
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_EXC_09_untouched: \old(HasFields) && !\result ==> registers.rax == \old(registers.rax) &&
      registers.rdx == \old(registers.rdx) && SameFieldsHere{Pre, Post};
    ensures REQ_POL_08_served: \old(HasFields) &&
      !io::MsrProtected{Pre}(&policy, Access::Read, MsrIndex{Pre}(&registers)) ==> \result;
*/
[[nodiscard]] bool serve_rdmsr(arch::Registers& registers, Policy const& policy);

// The bits that were claimed are written, and no others; IA32_APIC_BASE only as it may be. False: the OS protects the
// register.
/*@ requires \valid_read(&registers) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&registers, &policy, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data);
    assigns arch::vmcs_data, arch::msr_data;
    ensures REQ_POL_01_others: \forall integer msr; msr != MsrIndex(&registers) ==>
      arch::MsrValue(msr) == arch::MsrValue{Pre}(msr);
    ensures REQ_POL_12_kept: IsKeptMsr(MsrIndex(&registers)) ==>
      arch::MsrValue(MsrIndex(&registers)) == arch::MsrValue{Pre}(MsrIndex(&registers));
    ensures REQ_POL_01_claimed: MsrIndex(&registers) != abi::Msr::TimeStampCounter ==>
      (\forall integer b; 0 <= b < 64 && !MsrBitClaimed(&policy, Access::Write, MsrIndex(&registers), b) ==>
        (Bit(arch::MsrValue(MsrIndex(&registers)), b) <==> Bit(arch::MsrValue{Pre}(MsrIndex(&registers)), b)));
    ensures REQ_EXC_08_apic: MsrIndex(&registers) == abi::Msr::ApicBase &&
      arch::MsrValue(abi::Msr::ApicBase) != arch::MsrValue{Pre}(abi::Msr::ApicBase) ==>
      !Policy::InSmram(&policy, arch::MsrValue(abi::Msr::ApicBase) / 0x1000);
    ensures REQ_POL_03_protected: !IsKeptMsr(MsrIndex(&registers)) &&
      io::MsrProtected(&policy, Access::Write, MsrIndex(&registers)) ==> !\result;
    ensures REQ_CALL_02_skipped: \result ==> Skipped{Pre, Post};
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_EXC_09_untouched: \old(HasFields) && !\result ==> SameFieldsHere{Pre, Post};
    ensures REQ_POL_08_served: \old(HasFields) && (IsKeptMsr(MsrIndex(&registers)) ||
      !io::MsrProtected(&policy, Access::Write, MsrIndex(&registers))) ==> \result;
*/
[[nodiscard]] bool serve_wrmsr(arch::Registers const& registers, Policy const& policy);

} // namespace stm::smi
