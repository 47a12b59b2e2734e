// SPDX-License-Identifier: Apache-2.0
#include "machine/system/bios.hpp"

#include "machine/board/acpi.hpp"
#include "machine/board/usual_resources.hpp"
#include "machine/guests/images.hpp"
#include "machine/processor/mtrr_msrs.hpp"
#include "machine/processor/smm_state_map.hpp"

#include <cstring>

namespace redoubt::machine {
namespace {

constexpr uint64_t smi_entry = 0x8000; // from SMBASE

void put(PhysicalMemory& memory, uint64_t address, std::span<std::byte const> bytes) {
    while (!bytes.empty()) {
        auto const here = std::min<size_t>(bytes.size(), kPageSize - address % kPageSize);
        std::memcpy(memory.ram(address), bytes.data(), here);
        address += here;
        bytes = bytes.subspan(here);
    }
}

std::vector<std::byte> get(PhysicalMemory& memory, uint64_t address, size_t size) {
    std::vector<std::byte> bytes;
    while (bytes.size() < size) {
        auto const* const first = memory.ram(address);
        auto const here = std::min<size_t>(size - bytes.size(), kPageSize - address % kPageSize);
        bytes.insert(bytes.end(), first, first + here);
        address += here;
    }
    return bytes;
}

// Memory is written back, all but the legacy video range; what is not memory is uncacheable.
void set_up_memory_types(Machine& machine, unsigned number) {
    constexpr size_t video_register = 2; // IA32_MTRR_FIX16K_A0000
    constexpr uint64_t all_write_back = mtrr::write_back * 0x0101010101010101;
    auto const& ram = machine.layout().ram;
    auto const addresses = (uint64_t{1} << machine.capabilities().physical_bits()) - 1;
    auto& mtrrs = machine.processor(number).state().msrs.mtrrs;
    mtrrs.fixed.fill(all_write_back);
    mtrrs.fixed.at(video_register) = 0;
    mtrrs.variable[0] = ram.base | mtrr::write_back;
    mtrrs.variable[1] = (~(ram.size - 1) & addresses) | mtrr::valid;
    mtrrs.def_type = mtrr::enable | mtrr::fixed_enable | mtrr::uncacheable;
}

// SMBASE moves by an SMI at the old place, and an SMI at the new one has saved it there (SDM vol. 3C 34.11).
void relocate_smbase(Machine& machine, unsigned number) {
    auto const smbase = machine.layout().smbase(number);
    machine.processor(number).state().msrs.smbase = smbase;
    machine.memory().set_word(smbase + smm_map::kBase + smm_map::smbase, 4, smbase);
}

void set_up_smm(Machine& machine, unsigned number, guest::HandlerHeader const& header) {
    auto const& layout = machine.layout();
    auto& msrs = machine.processor(number).state().msrs;
    relocate_smbase(machine, number);
    msrs.smrr_base = layout.tseg.base | mtrr::write_back;
    msrs.smrr_mask = (~(layout.tseg.size - 1) & stm::abi::smrr::kMask) | stm::abi::smrr::kValid;
    msrs.feature_control = stm::abi::feature_control::kLock | stm::abi::feature_control::kVmxOutsideSmx;
    msrs.apic_base =
        layout.local_apic.base | stm::abi::apic_base::kGlobalEnable | (number == 0 ? stm::abi::apic_base::kBsp : 0);
    auto const code = get(machine.memory(), header.real_entries.of(number), header.real_entries.stride);
    put(machine.memory(), layout.smbase(number) + smi_entry, code);
}

SmiHandler handler_of(PlatformLayout const& layout, unsigned number, guest::HandlerHeader const& header, Style style) {
    bool const wide = style == Style::Edk2;
    return {.smbase = layout.smbase(number),
            .apic_id = PlatformLayout::apic_id(number),
            .rip = wide ? header.smi_entry : header.protected_entries.of(number),
            .gdt_base = wide ? header.gdt : header.flat_gdt,
            .gdt_size = static_cast<uint32_t>(wide ? header.gdt_size : header.flat_gdt_size),
            .cr3 = wide ? header.cr3 : 0,
            .rsp = wide ? header.stacks.of(number) : 0,
            .setup_rip = wide ? header.setup_entry : 0,
            .teardown_rip = wide ? header.teardown_entry : 0,
            .exception_rip = wide ? header.exception_entry : 0,
            .exception_rsp = wide ? header.exception_stacks.of(number) : 0};
}

template <typename Mailbox>
Mailbox read_mailbox(Machine& machine, guest::Slots const& slots, unsigned processor) {
    Mailbox mailbox;
    auto const bytes = get(machine.memory(), slots.of(processor), sizeof mailbox);
    std::memcpy(&mailbox, bytes.data(), sizeof mailbox);
    return mailbox;
}

template <typename Mailbox>
void write_mailbox(Machine& machine, guest::Slots const& slots, unsigned processor, Mailbox const& mailbox) {
    put(machine.memory(), slots.of(processor), std::as_bytes(std::span{&mailbox, 1}));
}

} // namespace

void boot_firmware(Machine& machine) {
    auto const& layout = machine.layout();
    auto& memory = machine.memory();
    put(memory, guest::handler_header().image.base, guest::bios_handler());
    put(memory, layout.acpi.base, acpi_tables(layout, layout.acpi.base));
    auto const header = guest::handler_header();
    for (unsigned number = 0; number < machine.processors(); ++number) {
        set_up_memory_types(machine, number);
        set_up_smm(machine, number, header);
    }
    auto first = read_handler(machine, 0);
    first.pm_block = layout.pm_block;
    write_handler(machine, 0, first);
    memory.set_smram(layout.tseg);
    machine.chipset().power().write(pm::at::smi_en, 4, pm::smi_en::gbl_smi_en | pm::smi_en::eos | pm::apm);
}

LoadResult load_monitor(Machine& machine, std::span<std::byte const> image, Style style) {
    auto const& layout = machine.layout();
    auto const header = guest::handler_header();
    auto const resources = usual_resources(layout, Style::Edk2);
    LoadRequest request{.image = image,
                        .style = style,
                        .processors = {},
                        .tseg = layout.tseg,
                        .mseg = layout.mseg,
                        .smrr = layout.tseg,
                        .vmx_basic = machine.capabilities().msr(stm::abi::Msr::VmxBasic),
                        .vmx_misc = machine.capabilities().msr(stm::abi::Msr::VmxMisc),
                        .physical_bits = static_cast<uint8_t>(machine.capabilities().physical_bits()),
                        .pm_block = layout.pm_block,
                        .acpi_rsdp = layout.acpi.base,
                        .resources = resources,
                        .resource_list = layout.resource_list.base};
    for (unsigned number = 0; number < machine.processors(); ++number)
        request.processors.push_back(handler_of(layout, number, header, style));
    auto result = load_stm(machine.memory(), request);
    for (unsigned number = 0; number < result.processors.size(); ++number)
        machine.processor(number).state().msrs.smm_monitor_ctl = result.processors[number].smm_monitor_ctl;
    return result;
}

void start_os(Machine& machine, Launch launch) {
    put(machine.memory(), guest::os_header().image.base, guest::os_image());
    auto const header = guest::os_header();
    constexpr Segment code{.selector = guest::OsHeader::kCs, .rights = 0xa09b, .limit = 0xffffffff, .base = 0};
    constexpr Segment data{.selector = guest::OsHeader::kDs, .rights = 0xc093, .limit = 0xffffffff, .base = 0};
    for (unsigned number = 0; number < machine.processors(); ++number) {
        auto& state = machine.processor(number).state();
        state.cr0 = cr0::pe | cr0::ne | cr0::et | cr0::pg;
        state.cr3 = header.cr3;
        state.cr4 = cr4::pae;
        state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
        state.set_segment(SegmentIndex::Cs, code);
        for (auto const index :
             {SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs})
            state.set_segment(index, data);
        state.flags.load(rflags::fixed);
        state.rip = header.entry;
        state.set<uint64_t>(at::rsp, header.stacks.of(number));
        state.set<uint64_t>(at::rdi, number);
        state.activity = stm::abi::ActivityState::Active;
        state.interruptibility = launch == Launch::Measured ? stm::abi::interruptibility::kBlockingBySmi : 0;
    }
}

guest::OsMailbox read_os(Machine& machine, unsigned processor) {
    return read_mailbox<guest::OsMailbox>(machine, guest::os_header().mailboxes, processor);
}

void write_os(Machine& machine, unsigned processor, guest::OsMailbox const& mailbox) {
    write_mailbox(machine, guest::os_header().mailboxes, processor, mailbox);
}

guest::HandlerMailbox read_handler(Machine& machine, unsigned processor) {
    return read_mailbox<guest::HandlerMailbox>(machine, guest::handler_header().mailboxes, processor);
}

void write_handler(Machine& machine, unsigned processor, guest::HandlerMailbox const& mailbox) {
    write_mailbox(machine, guest::handler_header().mailboxes, processor, mailbox);
}

} // namespace redoubt::machine
