// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/event_log.h"
#include "spec/abi/mapping.h"
#include "spec/abi/mseg.h"
#include "spec/abi/pe.h"
#include "spec/abi/protection_exception.h"
#include "spec/abi/psd.h"
#include "spec/abi/resource.h"
#include "spec/abi/vmcs_database.h"
#include "test/abi/image.hpp"

#include <cstdint>
#include <cstring>
#include <doctest/doctest.h>
#include <initializer_list>
#include <iterator>
#include <vector>

// The offsets and widths here are transcribed from the interface, not from the headers.

using namespace stm::abi;
using redoubt::test::at;
using redoubt::test::counting;

namespace {

std::uint32_t number(auto value) {
    return static_cast<std::uint32_t>(value);
}

void put(std::vector<unsigned char>& bytes, std::size_t offset, std::initializer_list<unsigned char> values) {
    for (auto const value : values)
        bytes.at(offset++) = value;
}

// Each bit of the word is in one of the parts, and in no other.
bool partition(std::uint32_t word, std::initializer_list<std::uint32_t> parts) {
    std::uint32_t seen = 0;
    for (auto const part : parts) {
        if ((seen & part) != 0) return false;
        seen |= part;
    }
    return seen == word;
}

} // namespace

TEST_CASE("a header of MSEG that is written member by member has the bytes that processor and loader read") {
    StmHeader header{};
    header.hw_stm_hdr.revision = 0x01020304;
    header.hw_stm_hdr.monitor_features = MsegHeader::kIa32e;
    header.hw_stm_hdr.gdtr_limit = 0x47;
    header.hw_stm_hdr.gdtr_base_offset = 0x1000;
    header.hw_stm_hdr.cs_selector = 0x38;
    header.hw_stm_hdr.eip_offset = 0x18760;
    header.hw_stm_hdr.esp_offset = 0x27d000;
    header.hw_stm_hdr.cr3_offset = 0x31000;
    header.sw_stm_hdr.stm_spec_ver_major = 1;
    header.sw_stm_hdr.stm_spec_ver_minor = 2;
    header.sw_stm_hdr.static_image_size = 0x31000;
    header.sw_stm_hdr.per_proc_dynamic_memory_size = 0x8000;
    header.sw_stm_hdr.additional_dynamic_memory_size = 0x24c000;
    header.sw_stm_hdr.stm_features = SoftwareStmHeader::kIntel64ModeSupported | SoftwareStmHeader::kEptSupported;
    header.sw_stm_hdr.number_of_rev_ids = 5;

    std::vector<unsigned char> expected(0x818);
    put(expected, 0x00, {0x04, 0x03, 0x02, 0x01});
    put(expected, 0x04, {0x01});
    put(expected, 0x08, {0x47});
    put(expected, 0x0c, {0x00, 0x10});
    put(expected, 0x10, {0x38});
    put(expected, 0x14, {0x60, 0x87, 0x01});
    put(expected, 0x18, {0x00, 0xd0, 0x27});
    put(expected, 0x1c, {0x00, 0x10, 0x03});
    put(expected, 0x800, {0x01, 0x02});
    put(expected, 0x804, {0x00, 0x10, 0x03});
    put(expected, 0x808, {0x00, 0x80});
    put(expected, 0x80c, {0x00, 0xc0, 0x24});
    put(expected, 0x810, {0x03});
    put(expected, 0x814, {0x05});

    std::vector<unsigned char> bytes(sizeof(StmHeader));
    std::memcpy(bytes.data(), &header, sizeof(StmHeader));
    CHECK(bytes == expected);
}

TEST_CASE("the processor SMM descriptor lies as the BIOS writes it") {
    auto const d = counting<Psd>();
    CHECK(d.signature == at(0x00, 8));
    CHECK(d.size == at(0x08, 2));
    CHECK(d.smm_descriptor_ver_major == at(0x0a, 1));
    CHECK(d.smm_descriptor_ver_minor == at(0x0b, 1));
    CHECK(d.local_apic_id == at(0x0c, 4));
    CHECK(d.smm_entry_state == at(0x10, 1));
    CHECK(d.smm_resume_state == at(0x11, 1));
    CHECK(d.stm_smm_state == at(0x12, 1));
    CHECK(d.smm_cs == at(0x14, 2));
    CHECK(d.smm_ds == at(0x16, 2));
    CHECK(d.smm_ss == at(0x18, 2));
    CHECK(d.smm_other_segment == at(0x1a, 2));
    CHECK(d.smm_tr == at(0x1c, 2));
    CHECK(d.smm_cr3 == at(0x20, 8));
    CHECK(d.smm_stm_setup_rip == at(0x28, 8));
    CHECK(d.smm_stm_teardown_rip == at(0x30, 8));
    CHECK(d.smm_smi_handler_rip == at(0x38, 8));
    CHECK(d.smm_smi_handler_rsp == at(0x40, 8));
    CHECK(d.smm_gdt_ptr == at(0x48, 8));
    CHECK(d.smm_gdt_size == at(0x50, 4));
    CHECK(d.required_stm_smm_rev_id == at(0x54, 4));
    CHECK(d.stm_protection_exception_handler.spe_rip == at(0x58, 8));
    CHECK(d.stm_protection_exception_handler.spe_rsp == at(0x60, 8));
    CHECK(d.stm_protection_exception_handler.spe_ss == at(0x68, 2));
    CHECK(d.stm_protection_exception_handler.exceptions == at(0x6a, 2));
    CHECK(d.bios_hw_resource_requirements_ptr == at(0x78, 8));
    CHECK(d.acpi_rsdp == at(0x80, 8));
    CHECK(d.physical_address_bits == at(0x88, 1));
    CHECK(Psd::kSize == 137);
    CHECK(Psd::kSize099 == 137 - 9);

    auto const signature = Psd::kSignature;
    CHECK(std::memcmp(&signature, "TXTPSSIG", 8) == 0);
}

TEST_CASE("the parameters of the mapping calls lie as the handler writes them") {
    auto const map = counting<MapAddressRangeDescriptor>();
    CHECK(map.physical_address == at(0, 8));
    CHECK(map.virtual_address == at(8, 8));
    CHECK(map.page_count == at(16, 4));
    CHECK(number(map.pat_cache_type) == at(20, 4));

    auto const unmap = counting<UnmapAddressRangeDescriptor>();
    CHECK(joined(unmap.virtual_address) == at(0, 8));
    CHECK(unmap.length == at(8, 4));

    auto const lookup = counting<AddressLookupDescriptor>();
    CHECK(joined(lookup.interrupted_guest_virtual_address) == at(0x00, 8));
    CHECK(lookup.length == at(0x08, 4));
    CHECK(joined(lookup.interrupted_cr3) == at(0x0c, 8));
    CHECK(joined(lookup.interrupted_eptp) == at(0x14, 8));
    CHECK(lookup.mode == at(0x1c, 4));
    CHECK(joined(lookup.physical_address) == at(0x24, 8));
    CHECK(joined(lookup.smm_guest_virtual_address) == at(0x2c, 8));
}

TEST_CASE("a number is split into the halves that are its bytes") {
    std::uint64_t const value = 0xfedcba9876543210;
    auto const halves = split(value);
    CHECK(std::memcmp(&halves, &value, 8) == 0);
    CHECK(halves.low == 0x76543210);
    CHECK(halves.high == 0xfedcba98);
    CHECK(joined({.low = 1, .high = 0x80000000}) == 0x8000000000000001);
}

TEST_CASE("resource descriptors lie as BIOS and OS write them") {
    auto const end = counting<RscEnd>();
    CHECK(number(end.header.rsc_type) == at(0, 4));
    CHECK(end.header.length == at(4, 2));
    CHECK(end.header.flags == at(6, 2));
    CHECK(end.resource_list_continuation == at(8, 8));

    auto const mem = counting<RscMem>();
    CHECK(mem.base == at(0x08, 8));
    CHECK(mem.length == at(0x10, 8));
    CHECK(mem.rwx_attributes == at(0x18, 4));

    auto const io = counting<RscIo>();
    CHECK(io.base == at(0x8, 2));
    CHECK(io.length == at(0xa, 2));

    auto const msr = counting<RscMsr>();
    CHECK(msr.msr_index == at(0x08, 4));
    CHECK(msr.attributes == at(0x0c, 4));
    CHECK(msr.read_mask == at(0x10, 8));
    CHECK(msr.write_mask == at(0x18, 8));

    auto const pci = counting<RscPciCfg>();
    CHECK(pci.rw_attributes == at(0x8, 2));
    CHECK(pci.base == at(0xa, 2));
    CHECK(pci.length == at(0xc, 2));
    CHECK(pci.originating_bus_number == at(0xe, 1));
    CHECK(pci.last_node_index == at(0xf, 1));
    CHECK(sizeof(RscPciCfg) + sizeof(PciDevicePathNode) == 22);

    auto const node = counting<PciDevicePathNode>();
    CHECK(node.length == at(2, 2));
    CHECK(node.pci_function == at(4, 1));
    CHECK(node.pci_device == at(5, 1));

    auto const trapped = counting<RscTrappedIo>();
    CHECK(trapped.base == at(0x8, 2));
    CHECK(trapped.length == at(0xa, 2));
    CHECK(trapped.kind == at(0xc, 2));

    auto const violation = counting<RscRegisterViolation>();
    CHECK(number(violation.register_type) == at(0x08, 4));
    CHECK(violation.read_mask == at(0x10, 8));
    CHECK(violation.write_mask == at(0x18, 8));
}

TEST_CASE("a protection exception's frame has 28 words, or 80 bytes for a 32-bit handler, in the interface's order") {
    auto const w = counting<ProtectionExceptionFrameX64>();
    std::uint64_t const order[] = {w.r15,
                                   w.r14,
                                   w.r13,
                                   w.r12,
                                   w.r11,
                                   w.r10,
                                   w.r9,
                                   w.r8,
                                   w.rdi,
                                   w.rsi,
                                   w.rbp,
                                   w.rdx,
                                   w.rcx,
                                   w.rbx,
                                   w.rax,
                                   w.cr8,
                                   w.cr3,
                                   w.cr2,
                                   w.cr0,
                                   w.vmcs_exit_instruction_info,
                                   w.vmcs_exit_instruction_length,
                                   w.vmcs_exit_qualification,
                                   w.error_code,
                                   w.rip,
                                   w.cs,
                                   w.rflags,
                                   w.rsp,
                                   w.ss};
    CHECK(std::size(order) == 28);
    for (std::size_t i = 0; i < std::size(order); ++i)
        CHECK(order[i] == at(8 * i, 8));

    auto const n = counting<ProtectionExceptionFrameIa32>();
    std::uint32_t const before[] = {n.rdi,
                                    n.rsi,
                                    n.rbp,
                                    n.rdx,
                                    n.rcx,
                                    n.rbx,
                                    n.rax,
                                    n.cr3,
                                    n.cr2,
                                    n.cr0,
                                    n.vmcs_exit_instruction_info,
                                    n.vmcs_exit_instruction_length};
    for (std::size_t i = 0; i < std::size(before); ++i)
        CHECK(before[i] == at(4 * i, 4));
    CHECK(joined(n.vmcs_exit_qualification) == at(48, 8));
    std::uint32_t const after[] = {n.error_code, n.rip, n.cs, n.rflags, n.rsp, n.ss};
    for (std::size_t i = 0; i < std::size(after); ++i)
        CHECK(after[i] == at(56 + 4 * i, 4));
}

TEST_CASE("the OS's requests lie as it writes them") {
    auto const vmcs = counting<VmcsDatabaseRequest>();
    CHECK(vmcs.vmcs_phys_pointer == at(0, 8));
    CHECK(vmcs.domain == at(8, 4));
    CHECK(number(vmcs.add_or_remove) == at(12, 4));

    auto const log = counting<EventLogRequest>();
    CHECK(number(log.sub_function_index) == at(0, 4));
    CHECK(log.argument == at(4, 4));
    CHECK(log.first_page == at(8, 8));

    auto const module = counting<PeModuleInfo>();
    CHECK(module.module_address == at(0x00, 8));
    CHECK(module.module_load_address == at(0x08, 8));
    CHECK(module.module_size == at(0x10, 4));
    CHECK(module.module_entry_point == at(0x14, 4));
    CHECK(module.address_space_start == at(0x18, 8));
    CHECK(module.address_space_size == at(0x20, 4));
    CHECK(module.vm_config == at(0x24, 4));
    CHECK(module.cr3_load == at(0x28, 8));
    CHECK(module.shared_page == at(0x30, 8));
    CHECK(module.segment == at(0x38, 8));
    CHECK(module.shared_page_size == at(0x40, 4));
    CHECK(module.do_not_clear_size == at(0x44, 4));
    CHECK(module.module_data_section == at(0x48, 8));
}

TEST_CASE("an entry of the log lies as the OS reads it") {
    auto const entry = counting<LogEntry>();
    CHECK(entry.header.event_serial_number == at(0, 4));
    CHECK(number(entry.header.type) == at(4, 2));
    CHECK(entry.header.flags == at(6, 2));
    CHECK(entry.data[0] == at(8, 1));
    CHECK(4096 / sizeof(LogEntry) == 16);
    CHECK(kLogEntriesPerPage == 16);
    CHECK(kEventTypes == 10);

    auto const degraded = counting<DomainTypeDegraded>();
    CHECK(degraded.vmcs_phys_pointer == at(0, 8));
    CHECK(degraded.expected_domain_type == at(8, 1));
    CHECK(degraded.degraded_domain_type == at(9, 1));
}

TEST_CASE("the bits of each word are disjoint and, with the reserved ones, all of them") {
    using Lookup = AddressLookupDescriptor;
    CHECK(partition(0xffffffff, {Lookup::kMapToSmmGuest, Lookup::kInterruptedCr4Pae, Lookup::kInterruptedCr4Pse,
                                 Lookup::kInterruptedIa32eMode, Lookup::kReserved1}));
    using Vmcs = VmcsDatabaseRequest;
    CHECK(partition(0xffffffff,
                    {0xfU, 0x3U << Vmcs::kXStatePolicyShift, 0xfU << Vmcs::kDegradationPolicyShift, Vmcs::kReserved}));
    CHECK(partition(0xffffffff, {Vmcs::kDomainType, Vmcs::kXStatePolicy, Vmcs::kDegradationPolicy, Vmcs::kReserved}));
    CHECK(partition(0xffff, {RscHeader::kReturnStatus, RscHeader::kReserved, RscHeader::kIgnoreResource}));
    CHECK(partition(0xffffffff, {RscMem::kRead, RscMem::kWrite, RscMem::kExecute, RscMem::kReserved}));
    CHECK(partition(0xffffffff, {RscMsr::kKernelModeProcessing, RscMsr::kReserved}));
    CHECK(partition(0xffff, {RscPciCfg::kRead, RscPciCfg::kWrite, RscPciCfg::kReserved}));
    CHECK(partition(0xffff, {RscTrappedIo::kIn, RscTrappedIo::kOut, RscTrappedIo::kApi, RscTrappedIo::kReserved1}));
    using Entry = LogEntryHeader;
    CHECK(partition(0xffff, {Entry::kLock, Entry::kValid, Entry::kReadByMle, Entry::kWrapped, Entry::kReserved}));
    using Handler = ProtectionExceptionHandler;
    CHECK(partition(0xffff, {Handler::kPageViolation, Handler::kMsrViolation, Handler::kRegisterViolation,
                             Handler::kIoViolation, Handler::kPciViolation, Handler::kReserved1}));
}
