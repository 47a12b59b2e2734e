// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/msr.h"
#include "monitor/policy/bits.h"

#include <stdint.h>

// The handler's part of an MSR, read and written. The processor faults, in the monitor, when it does not have the MSR,
// or does not take the value that results: who claims a part answers for that.
namespace stm::io {

// The bits of the mask from `wanted`, the others from `before`.
/*@ assigns \nothing;
    ensures REQ_POL_17_masked: \forall integer b; 0 <= b < 64 ==>
      (Bit(\result, b) <==> (Bit(mask, b) ? Bit(wanted, b) : Bit(before, b)));
*/
[[nodiscard]] uint64_t merged(uint64_t before, uint64_t wanted, uint64_t mask);

// 0 outside the mask.
/*@ assigns \nothing;
    ensures REQ_POL_17_masked: \forall integer b; 0 <= b < 64 ==>
      (Bit(\result, b) <==> Bit(value, b) && Bit(mask, b));
*/
[[nodiscard]] uint64_t visible(uint64_t value, uint64_t mask);

/*@ assigns \nothing;
    ensures REQ_POL_17_read: msr != abi::Msr::TimeStampCounter ==> (\forall integer b; 0 <= b < 64 ==>
      (Bit(\result, b) <==> Bit(arch::MsrValue(msr), b) && Bit(mask, b)));
    ensures REQ_POL_01_hidden: \forall integer b; 0 <= b < 64 && !Bit(mask, b) ==> !Bit(\result, b);
*/
[[nodiscard]] uint64_t read_masked(uint32_t msr, uint64_t mask);

// An MSR that is written as a whole need not be one that can be read.
/*@ assigns arch::msr_data;
    ensures REQ_POL_17_written: msr != abi::Msr::TimeStampCounter ==> (\forall integer b; 0 <= b < 64 ==>
      (Bit(arch::MsrValue(msr), b) <==> (Bit(mask, b) ? Bit(value, b) : Bit(arch::MsrValue{Pre}(msr), b))));
    ensures REQ_EXC_05_others: \forall integer other; other != msr ==>
      arch::MsrValue(other) == arch::MsrValue{Pre}(other);
*/
void write_masked(uint32_t msr, uint64_t mask, uint64_t value);

} // namespace stm::io
