// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/paging/handler_map.h"
#include "monitor/smi/answer.h"

// EPT violations of the SMI handler (SDM vol. 3C 28.2.3): its map is filled as it touches what it was granted.
namespace stm::smi {

/*@
  // The page that it touched, and the rights that it wanted.
  logic integer TouchedPage{L} = Field{L}(abi::VmcsField::GuestPhysicalAddress) / 0x1000;
  logic integer TouchedRights{L} = Field{L}(abi::VmcsField::ExitQualification) % 8;

  predicate MayTouch{L}(Policy* p) = TouchedPage{L} < paging::kPages && TouchedRights{L} != 0 &&
    paging::Allows{L}(p, TouchedPage{L}, TouchedRights{L}) && paging::Allows{L}(p, TouchedPage{L}, paging::kRead);

  // Of an event that was on its way to the handler when it exited (SDM vol. 3C 27.2.4).
  logic integer Underway{L} = Field{L}(abi::VmcsField::IdtVectoringInformation);
  predicate IsUnderway{L} = Underway{L} / 0x80000000 % 2 == 1;

  // It comes again at the entry, as it was; bit 12 is undefined there and reserved here.
  predicate ComesAgain{L, M} =
    Field{M}(abi::VmcsField::EntryInterruptionInformation) == Underway{L} - Underway{L} / 0x1000 % 2 * 0x1000 &&
    Field{M}(abi::VmcsField::EntryExceptionErrorCode) == Field{L}(abi::VmcsField::IdtVectoringErrorCode) &&
    Field{M}(abi::VmcsField::EntryInstructionLength) == Field{L}(abi::VmcsField::ExitInstructionLength);

  predicate HasMemoryFields = arch::HasField(abi::VmcsField::GuestPhysicalAddress) &&
    arch::HasField(abi::VmcsField::ExitQualification) && arch::HasField(abi::VmcsField::IdtVectoringInformation) &&
    arch::HasField(abi::VmcsField::IdtVectoringErrorCode) && arch::HasField(abi::VmcsField::EntryInstructionLength);

  // What the handler finds is what the policy grants, at most.
  predicate Held{L}(paging::EptTree* map, Policy* policy) =
    paging::EptTree::Inv(map) && paging::Sound(map, policy) && Policy::Inv(policy);
*/

// The handler goes on, with the page; or it may not have it: false.
/*@ requires \valid(&map) && \valid_read(&policy);
    requires \separated(&map, &policy, &arch::current_vmcs, &arch::vmcs_data, &arch::ept_cache);
    requires Held(&map, &policy);
    assigns map, arch::vmcs_data, arch::ept_cache;
    ensures REQ_MAP_06_held: Held(&map, &policy);
    ensures REQ_MAP_07_confines: \result ==> paging::Confines(&map, &policy);
    ensures REQ_POL_01_granted: \result ==> MayTouch{Pre}(&policy);
    ensures REQ_POL_08_reached: \result ==>
      paging::RightsWithin(TouchedRights{Pre}, paging::EptTree::WalkOf(&map, TouchedPage{Pre}) % paging::kFlags);
    ensures REQ_MAP_09_invalidated: \result ==> paging::EptTree::Grown{Pre, Post}(&map) ||
      arch::Invalidated(paging::EptPointerOf(map.address_));
    ensures REQ_VMCS_02_event: \result && IsUnderway{Pre} ==> ComesAgain{Pre, Post};
    ensures REQ_VMCS_02_others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures address: map.address_ == \old(map.address_);
    ensures REQ_VMCS_04_progress: \old(MayTouch(&policy)) && HasFields && HasMemoryFields &&
      arch::CanInvalidate(arch::InveptType::SingleContext, paging::EptPointerOf(\old(map.address_))) ==> \result;
*/
[[nodiscard]] bool touch(paging::EptTree& map, Policy const& policy);

} // namespace stm::smi
