// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/vm_entry.h"
#include "monitor/arch/vmx.h"
#include "monitor/boot/processor.h"

#include <stdint.h>

// Where vm_entry.S calls the monitor.
namespace stm::smi {

// Once on each processor, after stm::boot::prepare. `function` is EAX of the VMCALL that activated the dual-monitor
// treatment: one of abi::Function, or anything else, which is answered with an error.
/*@ requires \valid(&processor);
    assigns \nothing;
    ensures \result == arch::Next::Halt;
*/
[[nodiscard]] arch::Next monitor_main(boot::Processor& processor, uint32_t function);

// After each VM exit (Succeed), and after a VM entry that failed.
/*@ requires \valid(&processor) && arch::IsVmxResult(entered);
    assigns \nothing;
    ensures \result == arch::Next::Halt;
*/
[[nodiscard]] arch::Next monitor_exit(boot::Processor& processor, arch::VmxResult entered);

} // namespace stm::smi
