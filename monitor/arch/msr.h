// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/msr.h"

#include <stdint.h>

// Model-specific registers (SDM vol. 2B RDMSR, WRMSR). The processor must have the register; a reserved bit that is set
// is a fault.
namespace stm::arch {

// What the registers hold that keep what is written: the time-stamp counter does not.
//@ ghost uint64_t msr_data = 0;

/*@
  axiomatic MsrData {
    logic integer MsrValue{L}(integer msr) reads msr_data;
  }
*/

/*@ assigns \nothing;
    ensures value: msr != abi::Msr::TimeStampCounter ==> \result == MsrValue(msr);
*/
[[nodiscard]] uint64_t read_msr(abi::Msr msr);

/*@ assigns msr_data;
    ensures written: MsrValue(msr) == value;
    ensures others: \forall integer other; other != msr ==> MsrValue(other) == MsrValue{Pre}(other);
*/
void write_msr(abi::Msr msr, uint64_t value);

} // namespace stm::arch
