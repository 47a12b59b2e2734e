// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"
#include "machine/memory/physical_memory.hpp"
#include "machine/vmcs/vmcs.hpp"
#include "spec/abi/mseg.h"

// What the VMX model starts from where nothing executes instructions: 64-bit mode, VMCSs that no VM entry finds anything
// wrong with, and an MSEG that no activation does. Where instructions and stacks are is the caller's to say.
namespace redoubt::machine {

// Before VMXON, which may follow.
void enter_long_mode(State& state);

// All fields that software can write.
void fill_long_mode(Vmcs& vmcs, Capabilities const& capabilities);

void put_mseg_header(PhysicalMemory& memory, uint64_t mseg, uint32_t revision,
                     uint32_t features = stm::abi::MsegHeader::kIa32e);

} // namespace redoubt::machine
