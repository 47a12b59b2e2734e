// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vmx.h"

#include <stdint.h>

// Fields of the current VMCS whose encodings follow each other (SDM vol. 3D appendix B): most of a VMCS is a few such runs.
namespace stm::vmcs {

inline constexpr uint32_t kStep = 2; // from one encoding to the next: bit 0 is for the upper half
inline constexpr uint32_t kMostFields = 24;
inline constexpr uint32_t kEncodings = 0x8000;

/*@
  predicate IsRun(integer first, integer count) =
    0 <= first && first % kStep == 0 && count <= kMostFields && first / 0x400 == (first + kStep * count - kStep) / 0x400 &&
    first + kStep * count <= kEncodings;

  predicate InRun(integer first, integer count, integer field) = first <= field < first + kStep * count;

  predicate HasRun(integer first, integer count) = \forall integer field;
    InRun(first, count, field) && field % kStep == 0 ==> arch::HasField(field);

  // They all have the width of the first.
  predicate Fit(integer first, uint64_t* values, integer count) =
    \forall integer i; 0 <= i < count ==> arch::FitsField(first + kStep * i, values[i]);

  predicate Hold{L}(integer region, integer first, uint64_t* values, integer count) =
    \forall integer i; 0 <= i < count ==> arch::VmcsValue(region, first + kStep * i) == values[i];
*/

/*@ requires IsRun(first, count);
    requires \valid(values + (0 .. count - 1));
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns values[0 .. count - 1];
    ensures REQ_VMCS_02_read: \result ==>
      Hold(arch::current_vmcs, first, values, count) && Fit(first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool read_fields(abi::VmcsField first, uint64_t* values, uint32_t count);

/*@ requires IsRun(first, count) && (first / 0x400) % 4 != 1;
    requires \valid_read(values + (0 .. count - 1)) && Fit(first, values, count);
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_02_written: \result ==> Hold(arch::current_vmcs, first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_fields: \forall integer field; !InRun(first, count, field) ==>
      arch::VmcsValue(arch::current_vmcs, field) == arch::VmcsValue{Pre}(arch::current_vmcs, field);
    ensures REQ_VMCS_04_launched: arch::VmcsLaunched(arch::current_vmcs) <==> arch::VmcsLaunched{Pre}(arch::current_vmcs);
    ensures REQ_VMCS_02_others: arch::SameFields{Pre, Post}(arch::current_vmcs);
    ensures REQ_VMCS_04_others: arch::SameLaunched{Pre, Post}(arch::current_vmcs);
*/
[[nodiscard]] bool write_fields(abi::VmcsField first, uint64_t const* values, uint32_t count);

} // namespace stm::vmcs
