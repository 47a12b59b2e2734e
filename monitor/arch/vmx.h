// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/vmcs_field.h"

#include <stdint.h>

// VMX instructions (SDM vol. 3C chapter 30), in VMX root operation, and what they do to the processor's VMX state.
namespace stm::arch {

// How an instruction says that it failed (SDM vol. 3C 30.2). With FailValid the current VMCS holds a VmxError.
enum class VmxResult : uint32_t { Succeed = 0, FailInvalid = 1, FailValid = 2 };

struct VmreadResult {
    VmxResult result;
    uint64_t value; // if result is Succeed
};
static_assert(sizeof(VmreadResult) == 16 && __builtin_offsetof(VmreadResult, value) == 8);

enum class InveptType : uint64_t { SingleContext = 1, AllContexts = 2 };

enum class InvvpidType : uint64_t { Address = 0, SingleContext = 1, AllContexts = 2, SingleContextKeepGlobal = 3 };

// What the processor keeps and software reaches by these instructions alone: which VMCS is current, by the address of its
// region, and what every VMCS holds. It is no memory of C++ (SDM vol. 3C 24.11.1). Writing a field gives it what was
// written; the VM-instruction error, which failing instructions write, is left out.
//@ ghost uint64_t current_vmcs = 0;
//@ ghost uint64_t vmcs_data = 0;
//@ ghost uint64_t ept_cache = 0;

inline constexpr uint64_t kNoVmcs = 0xffffffffffffffff;

/*@
  predicate IsVmxResult(integer result) =
    result == VmxResult::Succeed || result == VmxResult::FailInvalid || result == VmxResult::FailValid;

  axiomatic VmcsData {
    logic integer VmcsValue{L}(integer region, integer field) reads vmcs_data;
    predicate VmcsLaunched{L}(integer region) reads vmcs_data;

    // What the processor accepts: a VMCS region as it wants one (SDM vol. 3C 24.2), a field that it has.
    predicate VmcsRegion(integer region);
    predicate HasField(integer field);
  }

  // No translation by the tables of this EPTP is cached from before the instruction (SDM vol. 3C 28.3.3.1).
  axiomatic EptCache {
    predicate Invalidated{L}(integer eptp) reads ept_cache;

    // The processor has this type of INVEPT, and tables as this EPTP wants them.
    predicate CanInvalidate(integer type, integer eptp);
  }

  // Of all VMCSs but one.
  predicate SameFields{L, M}(integer but) = \forall integer region, field; region != but ==>
    VmcsValue{L}(region, field) == VmcsValue{M}(region, field);
  predicate SameLaunched{L, M}(integer but) = \forall integer region; region != but ==>
    (VmcsLaunched{L}(region) <==> VmcsLaunched{M}(region));

  // Of this one, fields may have changed; nothing else.
  predicate OnlyFields{L, M}(integer region) = SameFields{L, M}(region) &&
    (\forall integer other; VmcsLaunched{L}(other) <==> VmcsLaunched{M}(other));

  // SDM vol. 3C 24.11.2: bits 14:13 of the encoding tell the width.
  predicate FitsField(integer field, integer value) =
    ((field / 0x2000) % 4 == 0 ==> value < 0x10000) && ((field / 0x2000) % 4 == 2 ==> value < 0x100000000);
*/

/*@ assigns \nothing;
    ensures result: IsVmxResult(\result.result);
    ensures value: \result.result == VmxResult::Succeed ==>
      \result.value == VmcsValue(current_vmcs, field) && FitsField(field, \result.value);
    ensures progress: HasField(field) && current_vmcs != kNoVmcs ==> \result.result == VmxResult::Succeed;
*/
[[nodiscard]] VmreadResult vmread(abi::VmcsField field);

/*@ requires width: FitsField(field, value);
    requires writable: (field / 0x400) % 4 != 1;
    assigns vmcs_data;
    ensures result: IsVmxResult(\result);
    ensures written: \result == VmxResult::Succeed ==> VmcsValue(current_vmcs, field) == value;
    ensures failed: \result != VmxResult::Succeed ==>
      VmcsValue(current_vmcs, field) == VmcsValue{Pre}(current_vmcs, field);
    ensures progress: HasField(field) && current_vmcs != kNoVmcs ==> \result == VmxResult::Succeed;
    ensures fields: \forall integer other; other != field ==>
      VmcsValue(current_vmcs, other) == VmcsValue{Pre}(current_vmcs, other);
    ensures launched: VmcsLaunched(current_vmcs) <==> VmcsLaunched{Pre}(current_vmcs);
    ensures others: SameFields{Pre, Post}(current_vmcs) && SameLaunched{Pre, Post}(current_vmcs);
*/
[[nodiscard]] VmxResult vmwrite(abi::VmcsField field, uint64_t value);

/*@ assigns current_vmcs;
    ensures result: IsVmxResult(\result);
    ensures loaded: \result == VmxResult::Succeed ==> current_vmcs == pointer;
    ensures failed: \result != VmxResult::Succeed ==> current_vmcs == \old(current_vmcs);
    ensures progress: VmcsRegion(pointer) ==> \result == VmxResult::Succeed;
*/
[[nodiscard]] VmxResult vmptrld(uint64_t pointer);

// kNoVmcs when there is none.
/*@ assigns \nothing;
    ensures pointer: \result == current_vmcs;
*/
[[nodiscard]] uint64_t vmptrst();

// The data stays, also in memory from now on; the VMCS is not current any more.
/*@ assigns current_vmcs, vmcs_data;
    ensures result: IsVmxResult(\result);
    ensures cleared: \result == VmxResult::Succeed ==> !VmcsLaunched(pointer);
    ensures current: \result == VmxResult::Succeed ==>
      current_vmcs == (\old(current_vmcs) == pointer ? kNoVmcs : \old(current_vmcs));
    ensures failed: \result != VmxResult::Succeed ==>
      current_vmcs == \old(current_vmcs) && (VmcsLaunched(pointer) <==> VmcsLaunched{Pre}(pointer));
    ensures progress: VmcsRegion(pointer) ==> \result == VmxResult::Succeed;
    ensures fields: \forall integer field; VmcsValue(pointer, field) == VmcsValue{Pre}(pointer, field);
    ensures others: SameFields{Pre, Post}(pointer) && SameLaunched{Pre, Post}(pointer);
*/
[[nodiscard]] VmxResult vmclear(uint64_t pointer);

/*@ assigns ept_cache;
    ensures result: IsVmxResult(\result);
    ensures invalidated: \result == VmxResult::Succeed ==> Invalidated(eptp);
    ensures progress: CanInvalidate(type, eptp) ==> \result == VmxResult::Succeed;
*/
[[nodiscard]] VmxResult invept(InveptType type, uint64_t eptp);

/*@ assigns \nothing;
    ensures result: IsVmxResult(\result);
*/
[[nodiscard]] VmxResult invvpid(InvvpidType type, uint16_t vpid, uint64_t linear_address);

} // namespace stm::arch
