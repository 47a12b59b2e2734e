// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmx/rig.hpp"

#include <cstddef>
#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
using stm::abi::MsegHeader;

TEST_CASE("machine: activation enters the monitor as the header at MSEG says") {
    Rig rig;
    rig.enter_vmx_root();
    rig.state.cr4 |= cr4::pge | cr4::mce | cr4::pse | cr4::osfxsr;
    rig.state.cr0 |= cr0::wp;
    rig.state.idtr = {0x7654'3000, 0xfff};
    rig.activate();
    auto const& state = rig.state;
    CHECK(rig.vmx.dual_monitor());
    CHECK(rig.vmx.operation() == VmxOperation::Root);
    CHECK(state.rip == Rig::mseg + 0x1000);
    CHECK(state.get<uint64_t>(at::rsp) == Rig::mseg + 0x8000);
    CHECK(state.cr3 == Rig::mseg + 0x10000);
    CHECK(state.cr0 == (cr0::pg | cr0::ne | cr0::et | cr0::mp | cr0::pe));
    CHECK(state.cr4 == (cr4::pae | cr4::vmxe | cr4::osfxsr));
    CHECK(state.flags.image() == rflags::fixed);
    CHECK(state.dr7 == 0x400);
    CHECK(state.segment(SegmentIndex::Cs).selector == 0x38);
    CHECK(state.code_mode() == CodeMode::Bits64);
    CHECK(state.segment(SegmentIndex::Ss).selector == 0x40);
    CHECK(state.segment(SegmentIndex::Gs).usable());
    CHECK_FALSE(state.segment(SegmentIndex::Ldtr).usable());
    CHECK(state.gdtr == DescriptorTable{Rig::mseg + 0x900, 0x47});
    CHECK(state.idtr == DescriptorTable{0x7654'3000, 0});
    CHECK(state.interruptibility ==
          (stm::abi::interruptibility::kBlockingBySmi | stm::abi::interruptibility::kBlockingByNmi));
}

TEST_CASE("machine: the VMCS of the activating VMCALL tells of the caller, and is what SMM VM exits use") {
    Rig rig;
    rig.enter_vmx_root();
    rig.state.msrs.smbase = 0x31000;
    rig.activate();
    CHECK(rig.vmx.current_pointer() == Rig::vmcs_region);
    CHECK(rig.vmx.smm_transfer_pointer() == Rig::vmcs_region);
    CHECK(rig.get(Field::ExecutiveVmcsPointer) == Rig::vmxon_region);
    CHECK(rig.get(Field::ExitReason) == (18 | 1u << 29));
    CHECK(rig.get(Field::ExitInstructionLength) == 3);
    CHECK(rig.get(Field::GuestRip) == 0x8000);
    CHECK(rig.get(Field::GuestRsp) == 0x9000);
    CHECK(rig.get(Field::GuestCr3) == 0x1000);
    CHECK(rig.get(Field::GuestSmbase) == 0x31000);
}

TEST_CASE("machine: an activation that is refused changes nothing but flags and the error") {
    Rig rig;
    rig.enter_vmx_root();
    rig.fill_guest_and_host();
    rig.put_mseg_header();
    rig.memory.set_word(Rig::mseg, 4, 0);
    auto const cr0 = rig.state.cr0;
    CHECK(rig.vmx.vmcall(3) == Transition::Failed);
    CHECK_FALSE(rig.vmx.dual_monitor());
    CHECK_FALSE(rig.state.in_smm);
    CHECK(rig.state.rip == 0x8000);
    CHECK(rig.state.cr0 == cr0);
    CHECK(rig.get(Field::GuestRip) == 0xc000);
}

TEST_CASE(
    "machine: the activating processor alone has the dual-monitor treatment, and goes on after the monitor returns") {
    Rig rig;
    rig.enter_vmx_root();
    rig.activate();
    rig.set_up_monitor();
    CHECK(rig.vmx.vmlaunch() == Transition::Entered);
    CHECK(rig.vmx.operation() == VmxOperation::Root);
    CHECK_FALSE(rig.state.in_smm);
    CHECK(rig.vmx.dual_monitor());
    CHECK(rig.state.rip == 0x8003);
    CHECK(rig.state.get<uint64_t>(at::rsp) == 0x9000);
    CHECK(rig.vmx.current_pointer() == Rig::vmcs_region);
}

TEST_CASE("machine: of the header's CR3 offset the cache bits count too, of the selector neither TI nor RPL") {
    Rig rig;
    rig.enter_vmx_root();
    rig.put_mseg_header();
    rig.memory.set_word(Rig::mseg + 0x1c, 4, 0x10018);
    rig.memory.set_word(Rig::mseg + 0x10, 4, 0x3f);
    rig.fill_guest_and_host();
    CHECK(rig.vmx.vmcall(3) == Transition::Exited);
    CHECK(rig.state.cr3 == Rig::mseg + 0x10018);
    CHECK(rig.state.segment(SegmentIndex::Cs).selector == 0x38);
    CHECK(rig.state.segment(SegmentIndex::Ss).selector == 0x40);
}

TEST_CASE(
    "machine: of the header's CS selector 16 bits count, and neither CS nor the data segments get a null selector") {
    struct Case {
        uint32_t header;
        uint16_t cs, ss;
    };
    for (auto const& each : {Case{0, 8, 0x10}, {7, 8, 0x10}, {0xffff'0000, 8, 0x10}, {0xfff8, 0xfff8, 8}}) {
        CAPTURE(each.header);
        Rig rig;
        rig.enter_vmx_root();
        rig.put_mseg_header();
        rig.memory.set_word(Rig::mseg + 0x10, 4, each.header);
        rig.fill_guest_and_host();
        REQUIRE(rig.vmx.vmcall(3) == Transition::Exited);
        CHECK(rig.state.segment(SegmentIndex::Cs).selector == each.cs);
        for (auto const index :
             {SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs})
            CHECK(rig.state.segment(index).selector == each.ss);
    }
}

TEST_CASE("machine: addresses in the header are added to MSEG's within 32 bits") {
    Rig rig;
    rig.enter_vmx_root();
    rig.put_mseg_header();
    for (auto const offset : {offsetof(MsegHeader, gdtr_base_offset), offsetof(MsegHeader, eip_offset),
                              offsetof(MsegHeader, esp_offset), offsetof(MsegHeader, cr3_offset)})
        rig.memory.set_word(Rig::mseg + offset, 4, 0xffff'f000);
    rig.fill_guest_and_host();
    REQUIRE(rig.vmx.vmcall(3) == Transition::Exited);
    CHECK(rig.state.gdtr.base == Rig::mseg - 0x1000);
    CHECK(rig.state.rip == Rig::mseg - 0x1000);
    CHECK(rig.state.get<uint64_t>(at::rsp) == Rig::mseg - 0x1000);
    CHECK(rig.state.cr3 == Rig::mseg - 0x1000);
}

TEST_CASE("machine: the header decides the monitor's mode, which is IA-32e mode if the caller's is") {
    for (bool const wide_caller : {false, true})
        for (bool const wide_monitor : {false, true}) {
            if (wide_caller && !wide_monitor) continue; // an error (34.15.6.1)
            CAPTURE(wide_caller);
            CAPTURE(wide_monitor);
            Rig rig;
            if (!wide_caller) {
                rig.state.msrs.efer = 0;
                rig.state.set_segment(SegmentIndex::Cs,
                                      {.selector = 8, .rights = 0xc09b, .limit = 0xffffffff, .base = 0});
            }
            rig.enter_vmx_root();
            rig.put_mseg_header(wide_monitor ? MsegHeader::kIa32e : 0);
            rig.fill_guest_and_host();
            REQUIRE(rig.vmx.vmcall(3) == Transition::Exited);
            auto const& state = rig.state;
            CHECK(state.code_mode() == (wide_monitor ? CodeMode::Bits64 : CodeMode::Bits32));
            CHECK(state.paging_mode() == (wide_monitor ? PagingMode::FourLevel : PagingMode::Bits32));
            CHECK((state.cr4 & (cr4::pae | cr4::pse)) == (wide_monitor ? cr4::pae : cr4::pse));
            bool const entry_is_wide = (rig.get(Field::EntryControls) & stm::abi::entry_control::kIa32eModeGuest) != 0;
            CHECK(entry_is_wide == wide_caller);
        }
}
