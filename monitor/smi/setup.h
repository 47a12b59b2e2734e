// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/smi/entry_state.h"
#include "monitor/smi/platform.h"
#include "monitor/smi/state.h"
#include "spec/abi/psd.h"

// What the BIOS says of the handler on this processor, read once, before it runs.
namespace stm::smi {

// The descriptor at SMBASE + FB00H.
/*@ requires \valid(&descriptor) && \valid(&window) && \valid_read(&layout);
    requires \separated(&descriptor, &window, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    requires smbase < 0x100000000;
    assigns descriptor, window.entry[0];
    ensures REQ_BIOS_01_in_smram: \result ==> InBiosSmram(&layout, smbase + abi::smbase::kPsd, 8 * kPsdWords);
*/
[[nodiscard]] bool find_descriptor(Descriptor& descriptor, arch::Window& window, uint64_t linear, Layout const& layout,
                                   uint64_t smbase);

// The handler's entry points, and the state it begins in.
/*@ requires \valid(&start) && \valid(&window) && \valid_read(&descriptor) && \valid_read(&platform);
    requires \separated(&start, &window, &descriptor, &platform) && ValidLayout(&platform.layout);
    requires linear % 0x1000 == 0 && smbase < 0x100000000;
    assigns start, window.entry[0];
    ensures REQ_BIOS_05_entries: \result ==> start.setup_rip == \old(descriptor.setup_rip) &&
      start.smi_rip == \old(descriptor.smi_rip) && start.teardown_rip == \old(descriptor.teardown_rip);
    ensures REQ_BIOS_05_reaches: \result ==> start.resource_list == \old(descriptor.resource_list) &&
      start.acpi_rsdp == \old(descriptor.acpi_rsdp) && (start.execute_outside <==> \old(descriptor.execute_outside));
    ensures REQ_EXC_01_handler: \result ==> start.exception == \old(descriptor.exception);
*/
[[nodiscard]] bool use_descriptor(HandlerStart& start, arch::Window& window, uint64_t linear,
                                  Descriptor const& descriptor, Platform const& platform, uint64_t smbase);

} // namespace stm::smi
