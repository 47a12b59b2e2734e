// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vmx.h"

#include <stdint.h>

// Fields of the current VMCS whose encodings follow each other (SDM vol. 3D appendix B): most of a VMCS is a few such runs.
// All fields of a run have one width, which the type of their values has too.
namespace stm::vmcs {

inline constexpr uint32_t kStep = 2; // from one encoding to the next: bit 0 is for the upper half
inline constexpr uint32_t kMostFields = 24;
inline constexpr uint32_t kEncodings = 0x8000;

/*@
  predicate IsRun(integer first, integer count) =
    0 <= first && first % kStep == 0 && count <= kMostFields &&
      first / 0x400 == (first + kStep * count - kStep) / 0x400 &&
    first + kStep * count <= kEncodings;

  predicate InRun(integer first, integer count, integer field) = first <= field < first + kStep * count;

  predicate HasRun(integer first, integer count) = \forall integer field;
    InRun(first, count, field) && field % kStep == 0 ==> arch::HasField(field);

  // The width, by bits 14:13 of the encoding (SDM vol. 3C 24.11.2).
  predicate Has16Bits(integer first) = (first / 0x2000) % 4 == 0;
  predicate Has32Bits(integer first) = (first / 0x2000) % 4 == 2;

  // A function of its own, so that provers find the field by its place.
  logic integer RunValue{L}(integer region, integer first, integer i) = arch::VmcsValue(region, first + kStep * i);

  predicate Hold16{L}(integer region, integer first, uint16_t* values, integer count) =
    \forall integer i; 0 <= i < count ==> RunValue(region, first, i) == values[i];
  predicate Hold32{L}(integer region, integer first, uint32_t* values, integer count) =
    \forall integer i; 0 <= i < count ==> RunValue(region, first, i) == values[i];
  predicate Hold64{L}(integer region, integer first, uint64_t* values, integer count) =
    \forall integer i; 0 <= i < count ==> RunValue(region, first, i) == values[i];

  // Of the current VMCS, only fields of this run may have changed.
  predicate OnlyRun{L, M}(integer first, integer count) =
    (\forall integer field; !InRun(first, count, field) ==>
      arch::VmcsValue{M}(\at(arch::current_vmcs, M), field) == arch::VmcsValue{L}(\at(arch::current_vmcs, M), field)) &&
    arch::OnlyFields{L, M}(\at(arch::current_vmcs, M));
*/

/*@ requires IsRun(first, count) && Has16Bits(first);
    requires \valid(values + (0 .. count - 1));
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns values[0 .. count - 1];
    ensures REQ_VMCS_02_read: \result ==> Hold16(arch::current_vmcs, first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool read_fields16(abi::VmcsField first, uint16_t* values, uint32_t count);

/*@ requires IsRun(first, count) && Has32Bits(first);
    requires \valid(values + (0 .. count - 1));
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns values[0 .. count - 1];
    ensures REQ_VMCS_02_read: \result ==> Hold32(arch::current_vmcs, first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool read_fields32(abi::VmcsField first, uint32_t* values, uint32_t count);

/*@ requires IsRun(first, count);
    requires \valid(values + (0 .. count - 1));
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns values[0 .. count - 1];
    ensures REQ_VMCS_02_read: \result ==> Hold64(arch::current_vmcs, first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
*/
[[nodiscard]] bool read_fields64(abi::VmcsField first, uint64_t* values, uint32_t count);

/*@ requires IsRun(first, count) && (first / 0x400) % 4 != 1 && Has16Bits(first);
    requires \valid_read(values + (0 .. count - 1));
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_02_written: \result ==> Hold16(arch::current_vmcs, first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_only: OnlyRun{Pre, Post}(first, count);
*/
[[nodiscard]] bool write_fields16(abi::VmcsField first, uint16_t const* values, uint32_t count);

/*@ requires IsRun(first, count) && (first / 0x400) % 4 != 1 && Has32Bits(first);
    requires \valid_read(values + (0 .. count - 1));
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_02_written: \result ==> Hold32(arch::current_vmcs, first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_only: OnlyRun{Pre, Post}(first, count);
*/
[[nodiscard]] bool write_fields32(abi::VmcsField first, uint32_t const* values, uint32_t count);

/*@ requires IsRun(first, count) && (first / 0x400) % 4 != 1 && !Has16Bits(first) && !Has32Bits(first);
    requires \valid_read(values + (0 .. count - 1));
    requires \separated(values + (0 .. count - 1), &arch::current_vmcs, &arch::vmcs_data);
    assigns arch::vmcs_data;
    ensures REQ_VMCS_02_written: \result ==> Hold64(arch::current_vmcs, first, values, count);
    ensures REQ_VMCS_04_progress: HasRun(first, count) && arch::current_vmcs != arch::kNoVmcs ==> \result;
    ensures REQ_VMCS_02_only: OnlyRun{Pre, Post}(first, count);
*/
[[nodiscard]] bool write_fields64(abi::VmcsField first, uint64_t const* values, uint32_t count);

} // namespace stm::vmcs
