// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmx_control.h"
#include "test/machine/guests/os_bench.hpp"

#include <algorithm>

using namespace redoubt::machine;
using namespace redoubt::machine::guest;
using redoubt::machine::guest::test::PortAccess;
using stm::abi::Msr;
using stm::abi::VmcsField;

namespace {

constexpr uint32_t revision = 0x1234;
constexpr uint64_t vmx_allowed = 0x5; // lock, VMX outside SMX
constexpr uint64_t all_allowed = 0xffffffff'00000000;

// With the MSRs that VMX is described by.
struct VmxBench : test::OsBench {
    explicit VmxBench(Script const& script, unsigned processor = 0) : OsBench(processor) {
        set(Msr::FeatureControl, vmx_allowed);
        set(Msr::VmxBasic, revision | stm::abi::vmx_basic::kTrueControls);
        set(Msr::VmxCr0Fixed0, 0x80000021);
        set(Msr::VmxCr0Fixed1, 0xffffffff);
        set(Msr::VmxCr4Fixed0, 0x2000);
        set(Msr::VmxCr4Fixed1, 0x3767ff);
        set(Msr::VmxTruePinbasedCtls, all_allowed | 0x16);
        set(Msr::VmxTrueProcbasedCtls, all_allowed | 0x04006172);
        set(Msr::VmxTrueExitCtls, all_allowed | 0x36dfb);
        set(Msr::VmxTrueEntryCtls, all_allowed | 0x11fb);
        set(Msr::VmxProcbasedCtls2, all_allowed);
        write_script(mailbox, script, 0, 1);
    }

    void set(Msr msr, uint64_t value) { this->processor.msrs[static_cast<uint32_t>(msr)] = value; }
    uint64_t field(VmcsField field) { return this->processor.fields.at(static_cast<uint64_t>(field)); }
    void set(VmcsField field, uint64_t value) { this->processor.fields[static_cast<uint64_t>(field)] = value; }
    long executed(ZydisMnemonic mnemonic) { return std::ranges::count(this->processor.sensitive, mnemonic); }
};

} // namespace

TEST_CASE("machine: the OS stand-in enters VMX operation with revisions in its regions, and a clear VMCS fit for "
          "activation") {
    VmxBench bench({enter_vmx()}, 2);
    bench.finish();
    CHECK(bench.executed(ZYDIS_MNEMONIC_VMXON) == 1);
    CHECK(bench.executed(ZYDIS_MNEMONIC_VMCLEAR) == 1);
    CHECK(bench.executed(ZYDIS_MNEMONIC_VMPTRLD) == 1);
    CHECK(bench.processor.system[ZYDIS_REGISTER_CR4] == 0x2000);
    CHECK(bench.processor.system[ZYDIS_REGISTER_CR0] == 0x80000021);
    auto const regions = os_header().mailboxes.of(2) + sizeof(OsMailbox);
    for (unsigned i = 0; i < 4; ++i)
        CHECK(bench.world.memory.at<uint32_t>(regions + i * 0x1000) == revision);
    CHECK(bench.field(VmcsField::ExitControls) == (0x36dff | stm::abi::exit_control::kHostAddressSpaceSize));
    CHECK(bench.field(VmcsField::ExitMsrStoreCount) == 0);
    CHECK(bench.field(VmcsField::VmcsLinkPointer) == ~uint64_t{0});
}

TEST_CASE(
    "machine: the OS stand-in asks for VMX where the firmware left the choice open, and gives up where it is off") {
    VmxBench open({enter_vmx()});
    open.set(Msr::FeatureControl, 0);
    open.finish();
    CHECK(open.processor.msrs[0x3a] == vmx_allowed);
    VmxBench off({enter_vmx()});
    off.set(Msr::FeatureControl, 1);
    off.fail(OsFailure::VmxDisabled);
    CHECK(off.mailbox.failure.found == 1);
}

TEST_CASE(
    "machine: each VMX instruction of the OS stand-in that fails is reported with flags and VM-instruction error") {
    struct Case {
        ZydisMnemonic mnemonic;
        OsFailure failure;
    };
    Script const script{enter_vmx(), load_vmcs(OsVmcs::First), run_guest(1, false), leave_vmx()};
    for (auto const& [mnemonic, failure] :
         {Case{ZYDIS_MNEMONIC_VMXON, OsFailure::Vmxon}, Case{ZYDIS_MNEMONIC_VMCLEAR, OsFailure::Vmclear},
          Case{ZYDIS_MNEMONIC_VMPTRLD, OsFailure::Vmptrld}, Case{ZYDIS_MNEMONIC_VMWRITE, OsFailure::Vmwrite},
          Case{ZYDIS_MNEMONIC_VMLAUNCH, OsFailure::VmEntry}, Case{ZYDIS_MNEMONIC_VMXOFF, OsFailure::Vmxoff}}) {
        for (auto const flag : {rflags::carry, rflags::zero}) {
            VmxBench bench(script);
            bench.set(VmcsField::VmInstructionError, 11);
            bench.processor.failing[mnemonic] = flag;
            bench.fail(failure);
            CHECK(bench.mailbox.failure.vmx_flags == flag);
            CHECK(bench.mailbox.failure.vmx_error == (flag == rflags::zero ? 11 : 0));
        }
    }
    VmxBench read(script);
    read.processor.failing[ZYDIS_MNEMONIC_VMREAD] = rflags::carry;
    read.fail(OsFailure::Vmread);
    CHECK(read.mailbox.failure.where == 0x4402); // the exit reason
}

TEST_CASE("machine: the OS stand-in gives up when the processor lacks a control that it needs") {
    VmxBench bench({enter_vmx()});
    bench.set(Msr::VmxTrueExitCtls, (all_allowed & ~(uint64_t{1} << 41)) | 0x36dfb);
    bench.fail(OsFailure::ControlUnsupported);
    CHECK(bench.mailbox.failure.where == 0x48f);
    CHECK(bench.mailbox.failure.expected == (1u << 9 | 1u << 2));
}

TEST_CASE("machine: without the exact capability MSRs the OS stand-in goes by the others") {
    VmxBench bench({enter_vmx()});
    bench.set(Msr::VmxBasic, revision);
    bench.set(Msr::VmxPinbasedCtls, all_allowed | 0x3f);
    bench.set(Msr::VmxProcbasedCtls, all_allowed | 0x0401e172);
    bench.set(Msr::VmxExitCtls, all_allowed | 0x36dff);
    bench.set(Msr::VmxEntryCtls, all_allowed | 0x11ff);
    bench.finish();
    CHECK(bench.field(VmcsField::PinControls) == (0x3f | stm::abi::pin_control::kPreemptionTimer));
    CHECK(bench.field(VmcsField::ProcControls) == 0x0401e172);
    CHECK(bench.field(VmcsField::EntryControls) == (0x11ff | 1u << 9));
}

TEST_CASE("machine: a guest of the OS stand-in is launched once, then resumed behind each VMCALL, and computes on all "
          "registers") {
    VmxBench bench({enter_vmx(), load_vmcs(OsVmcs::First), run_guest(3, false), run_guest(2, false)});
    bench.finish();
    CHECK(bench.mailbox.exits == 5);
    CHECK(bench.mailbox.tasks[0].computations == 5);
    CHECK(bench.executed(ZYDIS_MNEMONIC_VMLAUNCH) == 1);
    CHECK(bench.executed(ZYDIS_MNEMONIC_VMRESUME) == 4);
    CHECK_FALSE(bench.processor.fields.contains(static_cast<uint64_t>(VmcsField::EptPointer)));
}

TEST_CASE("machine: a guest of the OS stand-in runs with EPT when asked") {
    VmxBench bench({enter_vmx(), load_vmcs(OsVmcs::Second), run_guest(1, true)});
    bench.finish();
    CHECK((bench.field(VmcsField::ProcControls) & stm::abi::proc_control::kSecondaryControls) != 0);
    CHECK((bench.field(VmcsField::Proc2Controls) & stm::abi::proc2_control::kEpt) != 0);
    auto const ept = test::read_elf("os_image.elf").address_of("os_tables") + 0x6000;
    CHECK(bench.field(VmcsField::EptPointer) == (ept | 0x1e)); // write-back, four levels
    CHECK(bench.mailbox.tasks[1].computations == 1);
}

TEST_CASE("machine: a guest of the OS stand-in is launched anew after VMCLEAR") {
    VmxBench bench({enter_vmx(), load_vmcs(OsVmcs::First), run_guest(1, false), load_vmcs(OsVmcs::First, true),
                    run_guest(1, false), load_vmcs(OsVmcs::First), run_guest(1, false)});
    bench.finish();
    CHECK(bench.executed(ZYDIS_MNEMONIC_VMLAUNCH) == 2);
    CHECK(bench.executed(ZYDIS_MNEMONIC_VMRESUME) == 1);
    CHECK(bench.mailbox.tasks[0].computations == 3);
}

TEST_CASE("machine: a guest of the OS stand-in raises SMIs when asked, and reports a register that one changes") {
    for (bool const spoils : {false, true}) {
        VmxBench bench({enter_vmx(), load_vmcs(OsVmcs::First), run_guest(4, false, 0x21)});
        bench.processor.on_port = [&](PortAccess access) {
            CHECK(bench.processor.in_guest);
            CHECK(access == PortAccess{false, 0xb2, 1, 0x21});
            if (spoils && bench.processor.ports.size() == 3) bench.processor.cpu.set_general(12, 1);
            return 0u;
        };
        if (spoils) {
            bench.fail(OsFailure::GuestRegisterLost);
            CHECK(bench.mailbox.failure.where == 11); // R12
            CHECK(bench.mailbox.failure.found == 1);
        } else {
            bench.finish();
            CHECK(bench.processor.ports.size() == 4);
        }
    }
}

TEST_CASE("machine: a VM entry that fails by guest state, and a VM exit without a reason, are reported") {
    VmxBench failed({enter_vmx(), load_vmcs(OsVmcs::First), run_guest(1, false)});
    failed.processor.guest_exit_reason = 0x80000021;
    failed.fail(OsFailure::EntryFailure);
    CHECK(failed.mailbox.failure.where == 0x80000021);
    VmxBench unexpected({enter_vmx(), load_vmcs(OsVmcs::First), run_guest(1, false)});
    unexpected.processor.guest_exit_reason = 48;
    unexpected.set(VmcsField::ExitQualification, 0x181);
    unexpected.fail(OsFailure::UnexpectedExit);
    CHECK(unexpected.mailbox.failure.where == 48);
    CHECK(unexpected.mailbox.failure.found == 0x181);
}

TEST_CASE("machine: the transfer VMCS has no guest, and there are no more VMCSs than are named") {
    VmxBench transfer({enter_vmx(), run_guest(1, false)});
    transfer.fail(OsFailure::NoGuestInTransferVmcs);
    VmxBench unknown({enter_vmx(), load_vmcs(static_cast<OsVmcs>(3))});
    unknown.fail(OsFailure::VmcsUnknown);
    CHECK(unknown.mailbox.failure.where == 3);
}

TEST_CASE("machine: the OS stand-in clears its VMCSs before it leaves VMX operation") {
    VmxBench bench({enter_vmx(), leave_vmx()});
    bench.finish();
    auto const& all = bench.processor.sensitive;
    auto const last = std::ranges::find(all, ZYDIS_MNEMONIC_VMXOFF);
    REQUIRE(last - all.begin() > 3);
    CHECK(std::count(last - 3, last, ZYDIS_MNEMONIC_VMCLEAR) == 3);
}
