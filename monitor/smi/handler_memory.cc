// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler_memory.h"

#include "monitor/paging/sound_facts.h"
#include "spec/abi/vmx_guest.h"

namespace stm::smi {

constexpr uint64_t kUndefined = 0x1000; // bit 12 of the information on an event underway

/*@ assigns arch::vmcs_data;
    ensures again: \result ==> ComesAgain{Pre, Post};
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields && HasMemoryFields ==> \result;
*/
[[nodiscard]] static bool deliver_again() {
    auto const event = arch::vmread(abi::VmcsField::IdtVectoringInformation);
    if (event.result != arch::VmxResult::Succeed) return false;
    auto const code = arch::vmread(abi::VmcsField::IdtVectoringErrorCode);
    if (code.result != arch::VmxResult::Succeed) return false;
    auto const length = arch::vmread(abi::VmcsField::ExitInstructionLength);
    if (length.result != arch::VmxResult::Succeed) return false;
    auto const with_code = arch::vmwrite(abi::VmcsField::EntryExceptionErrorCode, code.value);
    if (with_code != arch::VmxResult::Succeed) return false;
    auto const with_length = arch::vmwrite(abi::VmcsField::EntryInstructionLength, length.value);
    if (with_length != arch::VmxResult::Succeed) return false;
    uint64_t const information = event.value - event.value / kUndefined % 2 * kUndefined;
    auto const written = arch::vmwrite(abi::VmcsField::EntryInterruptionInformation, information);
    return written == arch::VmxResult::Succeed;
}

// What was interrupted in the handler is taken up where it was.
/*@ assigns arch::vmcs_data;
    ensures event: \result && IsUnderway{Pre} ==> ComesAgain{Pre, Post};
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields && HasMemoryFields ==> \result;
*/
[[nodiscard]] static bool take_up() {
    auto const event = arch::vmread(abi::VmcsField::IdtVectoringInformation);
    if (event.result != arch::VmxResult::Succeed) return false;
    if (event.value / abi::interruption::kValid % 2 == 1) return deliver_again();
    return true;
}

/*@ requires \valid_read(&policy) && Policy::Inv(&policy) && page < paging::kPages && rights < 8;
    assigns \nothing;
    ensures \result <==> paging::Allows(&policy, page, rights) && paging::Allows(&policy, page, paging::kRead);
*/
[[nodiscard]] static bool allows(Policy const& policy, uint64_t page, uint64_t rights) {
    Extent const read = policy.extent_for_handler(Access::Read, page, page);
    Extent const write = policy.extent_for_handler(Access::Write, page, page);
    Extent const execute = policy.extent_for_handler(Access::Execute, page, page);
    return read == Extent::All && (rights / paging::kWrite % 2 == 0 || write == Extent::All) &&
           (rights / paging::kExecute % 2 == 0 || execute == Extent::All);
}

// With a page more in the map, or with it alone and nothing of the others in the processor.
/*@ requires \valid(&map) && \valid_read(&policy) && \separated(&map, &policy, &arch::ept_cache) && Held(&map, &policy);
    requires page < paging::kPages && 1 <= rights < 8;
    requires paging::Allows(&policy, page, rights) && paging::Allows(&policy, page, paging::kRead);
    assigns map, arch::ept_cache;
    ensures held: Held(&map, &policy);
    ensures confines: paging::Confines(&map, &policy);
    ensures reached: paging::RightsWithin(rights, paging::EptTree::WalkOf(&map, page) % paging::kFlags);
    ensures invalidated: \result ==> paging::EptTree::Grown{Pre, Post}(&map) ||
      arch::Invalidated(paging::EptPointerOf(map.address_));
    ensures address: map.address_ == \old(map.address_);
    ensures progress: arch::CanInvalidate(arch::InveptType::SingleContext,
      paging::EptPointerOf(\old(map.address_))) ==> \result;
*/
[[nodiscard]] static bool add(paging::EptTree& map, Policy const& policy, uint64_t page, uint64_t rights) {
    paging::Filled const filled = paging::fill(map, policy, page, rights);
    if (filled == paging::Filled::Added) return true;
    auto const done = arch::invept(arch::InveptType::SingleContext, paging::ept_pointer(map.address()));
    return done == arch::VmxResult::Succeed;
}

bool touch(paging::EptTree& map, Policy const& policy) {
    auto const address = arch::vmread(abi::VmcsField::GuestPhysicalAddress);
    if (address.result != arch::VmxResult::Succeed) return false;
    auto const qualification = arch::vmread(abi::VmcsField::ExitQualification);
    if (qualification.result != arch::VmxResult::Succeed) return false;
    uint64_t const page = address.value / paging::kPageSize;
    uint64_t const rights = qualification.value % 8;
    if (page >= paging::kPages || rights == 0) return false;
    bool const granted = allows(policy, page, rights);
    if (!granted) return false;
    bool const added = add(map, policy, page, rights);
    if (!added) return false;
    return take_up();
}

} // namespace stm::smi
