// SPDX-License-Identifier: Apache-2.0
#include "test/machine/processor/guest_bench.hpp"

#include "spec/abi/msr.h"

#include <doctest/doctest.h>

namespace redoubt::machine::test {
namespace {

using stm::abi::Msr;

uint64_t required(Capabilities const& capabilities, Msr msr) {
    return capabilities.msr(msr) & stm::abi::vmx_controls::kAllowed0;
}

} // namespace

GuestBench::GuestBench() {
    namespace feature_control = stm::abi::feature_control;
    enter_long_mode();
    state.cr4 |= cr4::vmxe;
    state.msrs.feature_control = feature_control::kLock | feature_control::kVmxOutsideSmx;
    for (auto const region : {vmxon_region, vmcs_region})
        memory.set_word(region, 4, capabilities.revision());
    put(host, {0xf4});
    auto& vmx = processor.vmx();
    vmx.vmxon(vmxon_region);
    vmx.vmclear(vmcs_region);
    vmx.vmptrld(vmcs_region);

    for (auto const& field : kFields)
        if (stm::abi::type_of(field) != stm::abi::VmcsType::ReadOnlyData &&
            supported_field(static_cast<uint32_t>(field), capabilities))
            set(field, 0);
    set(Field::PinControls, required(capabilities, Msr::VmxTruePinbasedCtls));
    set(Field::ProcControls, required(capabilities, Msr::VmxTrueProcbasedCtls));
    set(Field::ExitControls,
        required(capabilities, Msr::VmxTrueExitCtls) | stm::abi::exit_control::kHostAddressSpaceSize);
    set(Field::EntryControls, required(capabilities, Msr::VmxTrueEntryCtls) | stm::abi::entry_control::kIa32eModeGuest);
    set(Field::IoBitmapA, io_bitmap_a);
    set(Field::IoBitmapB, io_bitmap_b);
    set(Field::MsrBitmaps, msr_bitmap);

    set(Field::HostCr0, state.cr0);
    set(Field::HostCr3, state.cr3);
    set(Field::HostCr4, state.cr4);
    set(Field::HostCsSelector, selector::code_64);
    set(Field::HostSsSelector, selector::data);
    set(Field::HostTrSelector, selector::task);
    set(Field::HostTrBase, tss);
    set(Field::HostGdtrBase, gdt);
    set(Field::HostIdtrBase, idt);
    set(Field::HostRip, host);
    set(Field::HostRsp, host_stack);

    set(Field::GuestCr0, state.cr0);
    set(Field::GuestCr3, state.cr3);
    set(Field::GuestCr4, state.cr4);
    set(Field::GuestDr7, 0x400);
    set(Field::GuestRsp, stack);
    set(Field::GuestRflags, rflags::fixed);
    set(Field::GuestGdtrBase, gdt);
    set(Field::GuestGdtrLimit, state.gdtr.limit);
    set(Field::GuestIdtrBase, idt);
    set(Field::GuestIdtrLimit, 0xfff);
    set(Field::VmcsLinkPointer, kNoPointer);
    put_segment(Field::GuestCsSelector, state.segment(SegmentIndex::Cs));
    for (auto const field : {Field::GuestSsSelector, Field::GuestDsSelector, Field::GuestEsSelector,
                             Field::GuestFsSelector, Field::GuestGsSelector})
        put_segment(field, state.segment(SegmentIndex::Ss));
    put_segment(Field::GuestLdtrSelector, {});
    put_segment(Field::GuestTrSelector, state.segment(SegmentIndex::Tr));
}

// The fields of a segment follow each other as the selectors do (SDM vol. 3D appendix B).
void GuestBench::put_segment(Field selector_field, Segment const& segment) {
    auto const distance = static_cast<uint32_t>(selector_field) - static_cast<uint32_t>(Field::GuestEsSelector);
    auto const put_field = [&](Field of_es, uint64_t value) {
        set(static_cast<Field>(static_cast<uint32_t>(of_es) + distance), value);
    };
    put_field(Field::GuestEsSelector, segment.selector);
    put_field(Field::GuestEsBase, segment.base);
    put_field(Field::GuestEsLimit, segment.limit);
    put_field(Field::GuestEsAccessRights, segment.rights);
}

void GuestBench::set(Field field, uint64_t value) {
    auto const flags = state.flags;
    processor.vmx().vmwrite(static_cast<uint32_t>(field), value);
    REQUIRE((state.flags.image() & rflags::status) == 0);
    state.flags = flags;
}

uint64_t GuestBench::get(Field field) {
    auto const flags = state.flags;
    auto const value = processor.vmx().vmread(static_cast<uint32_t>(field));
    REQUIRE(value.has_value());
    state.flags = flags;
    return *value;
}

void GuestBench::use_secondary(uint32_t controls) {
    set_bits(Field::ProcControls, stm::abi::proc_control::kSecondaryControls);
    set_bits(Field::Proc2Controls, controls);
}

void GuestBench::use_ept() {
    constexpr uint64_t all_rights = 7;
    constexpr uint64_t write_back_page = 0xb0; // 2 MBytes, type 6
    memory.set_word(ept, 8, (ept + 0x1000) | all_rights);
    memory.set_word(ept + 0x1000, 8, (ept + 0x2000) | all_rights);
    memory.set_word(ept + 0x2000, 8, 0 | write_back_page | all_rights);
    memory.set_word(ept + 0x2008, 8, 0x200000 | write_back_page | all_rights);
    set(Field::EptPointer, ept | 0x1e); // write-back, four levels
    use_secondary(stm::abi::proc2_control::kEpt);
}

void GuestBench::enter(Code const& bytes) {
    put(code, bytes);
    set(Field::GuestRip, code);
    state.activity = stm::abi::ActivityState::Active;
    auto const transition = processor.vmx().vmlaunch();
    auto const entered = transition == Transition::Entered || processor.vmx().vmresume() == Transition::Entered;
    REQUIRE(entered);
}

void GuestBench::run_guest(Code const& bytes, uint64_t budget) {
    enter(bytes);
    (void)processor.run(budget);
}

} // namespace redoubt::machine::test
