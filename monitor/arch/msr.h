// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/msr.h"

#include <stdint.h>

// Model-specific registers (SDM vol. 2B RDMSR, WRMSR). The processor must have the register; a reserved bit that is set
// is a fault.
namespace stm::arch {

//@ assigns \nothing;
[[nodiscard]] uint64_t read_msr(abi::Msr msr);

//@ assigns \nothing;
void write_msr(abi::Msr msr, uint64_t value);

} // namespace stm::arch
