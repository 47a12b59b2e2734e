// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/setup.h"

namespace stm::smi {

constexpr uint64_t kPdptes = 4;

// PAE paging outside 64-bit mode has its four uppermost entries in the processor (SDM vol. 3A 4.4.1).
/*@ requires \valid(&start) && \valid(&window) && \valid_read(&descriptor) && \valid_read(&layout);
    requires \separated(&start, &window, &descriptor, &layout) && ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns start.guest.pdptes[0 .. 3], window.entry[0];
    ensures outside: !(descriptor.pae && !descriptor.long_mode && descriptor.cr3 != 0) ==> \result &&
      (\forall integer i; 0 <= i < 4 ==> start.guest.pdptes[i] == 0);
*/
[[nodiscard]] static bool read_pdptes(HandlerStart& start, arch::Window& window, uint64_t linear,
                                      Descriptor const& descriptor, Layout const& layout) {
    start.guest.pdptes[0] = 0;
    start.guest.pdptes[1] = 0;
    start.guest.pdptes[2] = 0;
    start.guest.pdptes[3] = 0;
    if (!descriptor.pae || descriptor.long_mode || descriptor.cr3 == 0) return true;
    if (descriptor.cr3 >= 0x100000000) return false;
    uint64_t const table = descriptor.cr3 - descriptor.cr3 % 0x20;
    bool const inside = in_bios_smram(layout, table, 8 * kPdptes);
    if (!inside) return false;
    arch::read_physical(start.guest.pdptes, kPdptes, table, window, linear);
    return true;
}

bool find_descriptor(Descriptor& descriptor, arch::Window& window, uint64_t linear, Layout const& layout,
                     uint64_t smbase) {
    if (smbase % 0x1000 != 0) return false;
    bool const inside = in_bios_smram(layout, smbase + abi::smbase::kPsd, 8 * kPsdWords);
    if (!inside) return false;
    uint64_t words[kPsdWords] = {};
    arch::read_physical(words, kPsdWords, smbase + abi::smbase::kPsd, window, linear);
    //@ assert tseg: layout.tseg_first == \at(layout.tseg_first, Pre);
    //@ assert mseg: layout.mseg_first == \at(layout.mseg_first, Pre);
    bool const read = read_descriptor(descriptor, words);
    //@ assert tseg_still: layout.tseg_first == \at(layout.tseg_first, Pre);
    //@ assert mseg_still: layout.mseg_first == \at(layout.mseg_first, Pre);
    return read;
}

bool use_descriptor(HandlerStart& start, arch::Window& window, uint64_t linear, Descriptor const& descriptor,
                    Platform const& platform, uint64_t smbase) {
    uint64_t const setup_rip = descriptor.setup_rip;
    uint64_t const smi_rip = descriptor.smi_rip;
    uint64_t const teardown_rip = descriptor.teardown_rip;
    uint64_t const resource_list = descriptor.resource_list;
    uint64_t const acpi_rsdp = descriptor.acpi_rsdp;
    bool const execute_outside = descriptor.execute_outside;
    bool const long_mode = descriptor.long_mode;
    exceptions::ExceptionHandler const exception = descriptor.exception;
    bool const translated = read_pdptes(start, window, linear, descriptor, platform.layout);
    if (!translated) return false;
    fill_entry_state(start.guest, descriptor, smbase);
    start.setup_rip = setup_rip;
    start.smi_rip = smi_rip;
    start.teardown_rip = teardown_rip;
    start.resource_list = resource_list;
    start.acpi_rsdp = acpi_rsdp;
    start.execute_outside = execute_outside;
    start.exception = exception;
    start.entry = long_mode ? platform.handler_entry | abi::entry_control::kIa32eModeGuest : platform.handler_entry;
    return true;
}

} // namespace stm::smi
