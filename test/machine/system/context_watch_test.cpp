// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/vmx_guest.h"
#include "test/machine/system/bare_monitor.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>

using namespace redoubt::machine;
using namespace redoubt::machine::test;
namespace interruptibility = stm::abi::interruptibility;

namespace {

guest::Script const computes{guest::compute(1000)};
guest::Script const has_guest{guest::load_vmcs(guest::OsVmcs::First, true), guest::run_guest(100, true)};

void run_to_guest(BareMonitor& bare) {
    REQUIRE(bare.machine.run(2'000'000, [&](unsigned, uint64_t) {
        return bare.processor.vmx().operation() == VmxOperation::NonRoot;
    }) == MachineEnd::Stopped);
}

// What a wrong monitor does, and what is reported then: nothing more, and nothing less.
struct Wrong {
    std::string name;
    std::function<void(BareMonitor&)> change;
};

void set_msr(BareMonitor& bare, uint64_t Msrs::* msr) {
    bare.state().msrs.*msr ^= 0x10;
}

void flip(BareMonitor& bare, Field field, uint64_t bits = 0x10) {
    bare.set(field, bare.get(field) ^ bits);
}

std::vector<Wrong> registers_and_fields() {
    std::vector<Wrong> wrongs{
        {"CR2", [](BareMonitor& bare) { bare.state().cr2 ^= 1; }},
        {"CR8", [](BareMonitor& bare) { bare.state().cr8 ^= 1; }},
        {"DR0", [](BareMonitor& bare) { bare.state().dr[0] ^= 1; }},
        {"DR3", [](BareMonitor& bare) { bare.state().dr[3] ^= 1; }},
        {"DR6", [](BareMonitor& bare) { bare.state().dr6 ^= 1; }},
        {"IA32_STAR", [](BareMonitor& bare) { set_msr(bare, &Msrs::star); }},
        {"IA32_LSTAR", [](BareMonitor& bare) { set_msr(bare, &Msrs::lstar); }},
        {"IA32_CSTAR", [](BareMonitor& bare) { set_msr(bare, &Msrs::cstar); }},
        {"IA32_FMASK", [](BareMonitor& bare) { set_msr(bare, &Msrs::fmask); }},
        {"IA32_KERNEL_GS_BASE", [](BareMonitor& bare) { set_msr(bare, &Msrs::kernel_gs_base); }},
        {"IA32_TSC_AUX", [](BareMonitor& bare) { set_msr(bare, &Msrs::tsc_aux); }},
        {"IA32_PERF_GLOBAL_CTRL", [](BareMonitor& bare) { set_msr(bare, &Msrs::perf_global_ctrl); }},
        {"XMM3, upper half", [](BareMonitor& bare) { bare.state().floating.xmm(3 * 16 + 8)[0] ^= std::byte{1}; }},
        {"x87 and SSE state, byte 0", [](BareMonitor& bare) { bare.state().floating.image[0] ^= std::byte{1}; }},
        {"XCR0", [](BareMonitor& bare) { bare.state().floating.xcr0 ^= 2; }},

        {"RIP", [](BareMonitor& bare) { flip(bare, Field::GuestRip); }},
        {"RSP", [](BareMonitor& bare) { flip(bare, Field::GuestRsp); }},
        {"RFLAGS", [](BareMonitor& bare) { flip(bare, Field::GuestRflags, rflags::carry); }},
        {"CR0", [](BareMonitor& bare) { flip(bare, Field::GuestCr0, cr0::mp); }},
        {"CR3", [](BareMonitor& bare) { flip(bare, Field::GuestCr3, 0x1000); }},
        {"CR4", [](BareMonitor& bare) { flip(bare, Field::GuestCr4, cr4::tsd); }},
        {"DR7", [](BareMonitor& bare) { flip(bare, Field::GuestDr7, 1); }},
        {"IA32_DEBUGCTL", [](BareMonitor& bare) { flip(bare, Field::GuestDebugctl, 1); }},
        {"IA32_PAT", [](BareMonitor& bare) { flip(bare, Field::GuestPat, 1); }},
        {"IA32_EFER", [](BareMonitor& bare) { flip(bare, Field::GuestEfer, 1); }},
        {"IA32_SYSENTER_CS", [](BareMonitor& bare) { flip(bare, Field::GuestSysenterCs); }},
        {"IA32_SYSENTER_ESP", [](BareMonitor& bare) { flip(bare, Field::GuestSysenterEsp); }},
        {"IA32_SYSENTER_EIP", [](BareMonitor& bare) { flip(bare, Field::GuestSysenterEip); }},
        {"GDTR base", [](BareMonitor& bare) { flip(bare, Field::GuestGdtrBase); }},
        {"GDTR limit", [](BareMonitor& bare) { flip(bare, Field::GuestGdtrLimit); }},
        {"IDTR base", [](BareMonitor& bare) { flip(bare, Field::GuestIdtrBase); }},
        {"IDTR limit", [](BareMonitor& bare) { flip(bare, Field::GuestIdtrLimit); }},
        {"FS base", [](BareMonitor& bare) { flip(bare, Field::GuestFsBase); }},
        {"GS base", [](BareMonitor& bare) { flip(bare, Field::GuestGsBase); }},
        {"ES selector", [](BareMonitor& bare) { flip(bare, Field::GuestEsSelector); }},
        {"TR base", [](BareMonitor& bare) { flip(bare, Field::GuestTrBase); }},
        {"TR limit", [](BareMonitor& bare) { flip(bare, Field::GuestTrLimit); }},
        {"LDTR selector", [](BareMonitor& bare) { flip(bare, Field::GuestLdtrSelector); }},
        {"CS access rights",
         [](BareMonitor& bare) { flip(bare, Field::GuestCsAccessRights, stm::abi::access_rights::kAvailable); }},
        {"interruptibility",
         [](BareMonitor& bare) { flip(bare, Field::GuestInterruptibility, interruptibility::kBlockingByMovSs); }},
        {"pending debug exceptions", [](BareMonitor& bare) { flip(bare, Field::GuestPendingDebug, 1); }},
        {"activity state", [](BareMonitor& bare) { flip(bare, Field::GuestActivityState, 1); }},
        {"SMBASE", [](BareMonitor& bare) { flip(bare, Field::GuestSmbase, 0x10000); }},
    };
    for (unsigned number = 0; number < 16; ++number) {
        if (number == at::rsp / 8) continue; // a field
        constexpr std::array names{"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
                                   "R8",  "R9",  "R10", "R11", "R12", "R13", "R14", "R15"};
        wrongs.push_back({names.at(number), [number](BareMonitor& bare) {
                              bare.state().set_general(number, bare.state().general(number) ^ 1);
                          }});
    }
    return wrongs;
}

void check_reported(BareMonitor const& bare, std::string const& name) {
    auto const reports = bare.reports();
    REQUIRE(reports.size() == 1);
    CHECK(reports.front().starts_with(name + " changes over an SMI: 0x"));
}

} // namespace

TEST_CASE("machine: an SMI that loses nothing is compared, in the OS and in its guest, and nothing is reported") {
    BareMonitor root{computes};
    for (unsigned i = 0; i < 5; ++i) {
        root.interrupt();
        root.return_to_os();
        (void)root.machine.run(777);
    }
    CHECK(root.watch().smis() == 5);
    CHECK(root.reports().empty());

    BareMonitor nested{has_guest};
    run_to_guest(nested);
    for (unsigned i = 0; i < 5; ++i) {
        nested.interrupt();
        CHECK(nested.get(Field::ExecutiveVmcsPointer) != nested.processor.vmx().vmxon_pointer());
        nested.return_to_os();
        CHECK(nested.processor.vmx().operation() == VmxOperation::NonRoot);
        (void)nested.machine.run(1);
    }
    CHECK(nested.watch().smis() == 5);
    CHECK(nested.reports().empty());
}

TEST_CASE("machine: an SMI that an access to a port raises is compared behind the instruction, also amid a string") {
    BareMonitor bare{{guest::raise_string_smi(1, 3, false)}};
    bare.run_to_monitor();
    CHECK(bare.get(Field::GuestRip) == bare.get(Field::IoRip));
    bare.return_to_os();
    CHECK(bare.watch().smis() == 1);
    CHECK(bare.reports().empty());
}

TEST_CASE("machine: each register that an SMI changes for what it interrupts is reported by its name") {
    for (auto const& wrong : registers_and_fields()) {
        CAPTURE(wrong.name);
        BareMonitor bare{computes};
        bare.interrupt();
        wrong.change(bare);
        bare.return_to_os();
        CHECK(bare.watch().smis() == 1);
        check_reported(bare, wrong.name);
    }
}

TEST_CASE("machine: both values of a register that an SMI changes are reported, with where the context goes on") {
    BareMonitor bare{computes};
    bare.interrupt();
    bare.state().set<uint64_t>(at::rbx, 0x1234);
    bare.return_to_os();
    bare.interrupt();
    bare.state().set<uint64_t>(at::rbx, 0x5678);
    bare.return_to_os();
    auto const reports = bare.reports();
    REQUIRE(reports.size() == 2);
    CHECK(reports[1] == "RBX changes over an SMI: 0x1234 before, 0x5678 after");
    auto const& events = bare.machine.recorder().events();
    auto const violation = std::ranges::find(events, EventKind::Violation, &TraceEvent::kind);
    CHECK(violation->context == Context::Os);
    CHECK(violation->details.find("\n> ") != std::string::npos); // the instruction that comes next
}

TEST_CASE("machine: a guest whose preemption timer goes on with another value is reported") {
    BareMonitor bare{has_guest};
    run_to_guest(bare);
    bare.interrupt();
    flip(bare, Field::PreemptionTimerValue, 1);
    bare.return_to_os();
    check_reported(bare, "VMX-preemption timer");
}

TEST_CASE("machine: a context that goes on by another VMCS, or in another operation, is reported") {
    BareMonitor to_root{has_guest};
    run_to_guest(to_root);
    to_root.interrupt();
    to_root.set(Field::VmcsLinkPointer, to_root.get(Field::ExecutiveVmcsPointer));
    to_root.set(Field::ExecutiveVmcsPointer, to_root.processor.vmx().vmxon_pointer());
    to_root.return_to_os();
    check_reported(to_root, "VMX operation (0 none, 1 root, 2 non-root)");

    BareMonitor no_vmcs{{guest::load_vmcs(guest::OsVmcs::First, true), guest::compute(1000)}};
    REQUIRE(no_vmcs.machine.run(2'000'000, [&](unsigned, uint64_t) {
        return no_vmcs.processor.vmx().current_pointer() != no_vmcs.processor.vmx().smm_transfer_pointer();
    }) == MachineEnd::Stopped);
    no_vmcs.interrupt();
    no_vmcs.set(Field::VmcsLinkPointer, kNoPointer);
    no_vmcs.return_to_os();
    check_reported(no_vmcs, "current-VMCS pointer");
}

TEST_CASE("machine: a field of the interrupted context's VMCS that the monitor changes is reported by its encoding") {
    BareMonitor bare{has_guest};
    run_to_guest(bare);
    bare.interrupt();
    auto& vmx = bare.processor.vmx();
    auto const own = vmx.current_pointer();
    auto const guest = bare.get(Field::ExecutiveVmcsPointer);
    vmx.vmptrld(guest);
    flip(bare, Field::HostRip);
    vmx.vmptrld(own);
    bare.return_to_os();
    check_reported(bare, "field 6C16H of the current VMCS");
}

TEST_CASE("machine: the launch state of the interrupted context's VMCS is compared, too") {
    BareMonitor bare{has_guest};
    auto& vmx = bare.processor.vmx();
    run_to_guest(bare);
    REQUIRE(bare.machine.run(2'000'000, [&](unsigned, uint64_t) { return vmx.operation() == VmxOperation::Root; }) ==
            MachineEnd::Stopped);
    bare.interrupt();
    vmx.vmclear(bare.get(Field::VmcsLinkPointer));
    bare.return_to_os();
    check_reported(bare, "launch state of the current VMCS");
}

TEST_CASE("machine: page-directory pointers are a context's where PAE paging uses them, and nothing elsewhere") {
    ContextSnapshot before{};
    before.state.cr0 = cr0::pe | cr0::pg;
    before.state.cr4 = cr4::pae;
    auto after = before;
    after.state.pdpte[2] = 1;
    CHECK(differences(before, after) == std::vector<ContextDifference>{{"PDPTE2", 0, 1}});
    before.state.msrs.efer = after.state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
    CHECK(differences(before, after).empty());
}

TEST_CASE("machine: a pending MTF VM exit that is lost over an SMI, and an event that is injected, are reported") {
    BareMonitor bare{has_guest};
    run_to_guest(bare);
    bare.processor.vmx().smi(true);
    bare.run_to_monitor();
    bare.return_to_os();
    check_reported(bare, "pending MTF VM exit");

    BareMonitor careful{has_guest};
    run_to_guest(careful);
    careful.processor.vmx().smi(true);
    careful.run_to_monitor();
    constexpr uint64_t mtf = 1u << 31 | 7u << 8;
    careful.set(Field::EntryInterruptionInformation, mtf);
    careful.return_to_os();
    CHECK(careful.watch().smis() == 1);
    CHECK(careful.reports().empty());

    BareMonitor injecting{computes};
    injecting.interrupt();
    constexpr uint64_t nmi = 1u << 31 | 2u << 8 | 2;
    injecting.set(Field::EntryInterruptionInformation, nmi);
    injecting.return_to_os();
    check_reported(injecting, "injected event");
}

TEST_CASE("machine: guests that the monitor enters in SMM are not what was interrupted") {
    class Texts : public Reporter {
    public:
        void report(std::string_view, std::string text) override { all.push_back(std::move(text)); }
        std::vector<std::string> all;
    };
    Machine machine({});
    auto& processor = machine.processor(0);
    auto const rbx = processor.state().get<uint64_t>(at::rbx);
    Texts texts;
    ContextWatch watch{texts};
    watch.follow(processor);
    watch.leaves(stm::abi::ExitReason::OtherSmi, false);
    processor.state().in_smm = true;
    processor.state().set<uint64_t>(at::rbx, rbx + 1);
    watch.entered();
    CHECK(watch.smis() == 0);
    processor.state().in_smm = false;
    watch.entered();
    CHECK(watch.smis() == 1);
    CHECK(texts.all.size() == 1);
    watch.entered(); // of the OS's own
    CHECK(watch.smis() == 1);
}

TEST_CASE("machine: a call may change its results and no other register") {
    using stm::abi::Function;
    struct Case {
        Function function;
        RegisterAt changed;
        std::string name; // empty: it is a result
    };
    for (auto const& [function, changed, name] :
         {Case{Function::Start, at::rax, ""}, Case{Function::Start, at::rbx, "RBX"},
          Case{Function::InitializeProtection, at::rbx, ""}, Case{Function::InitializeProtection, at::rdx, "RDX"},
          Case{Function::GetBiosResources, at::rdx, ""}, Case{Function::GetBiosResources, at::rcx, "RCX"},
          Case{Function::Stop, at::rdx, "RDX"}}) {
        CAPTURE(static_cast<uint32_t>(function));
        CAPTURE(name);
        BareMonitor bare{{guest::call(function), guest::compute(1000)}};
        bare.run_to_monitor();
        auto& state = bare.state();
        bare.set(Field::GuestRip, bare.get(Field::GuestRip) + bare.get(Field::ExitInstructionLength));
        flip(bare, Field::GuestRflags, rflags::carry);
        flip(bare, Field::GuestInterruptibility, interruptibility::kBlockingBySmi);
        state.set<uint64_t>(changed, state.get<uint64_t>(changed) ^ 1);
        bare.return_to_os();
        CHECK(bare.watch().calls() == 2);
        CHECK(bare.watch().smis() == 0);
        auto const reports = bare.reports();
        REQUIRE(reports.size() == (name.empty() ? 0 : 1));
        if (!name.empty()) CHECK(reports.front().starts_with(name + " changes over a call: 0x"));
    }
}

TEST_CASE("machine: SMIs by the default treatment are compared too, each of them, and what RSM loads is seen") {
    Machine machine({});
    boot_firmware(machine);
    start_os(machine);
    auto os = read_os(machine, 0);
    guest::write_script(os, {guest::compute(20), guest::raise_smi(1), guest::raise_string_smi(2, 4, false)}, 0, 3);
    write_os(machine, 0, os);
    CHECK(machine.run(1'000'000) == MachineEnd::Idle);
    CHECK(machine.watch(0).smis() == read_handler(machine, 0).smis);
    CHECK(machine.watch(0).smis() == 3 * (1 + 4));
    CHECK(machine.watch(0).calls() == 0);
    CHECK(machine.reports().reports().empty());

    machine.processor(0).request_smi();
    REQUIRE(machine.run(1000, [&](unsigned, uint64_t) { return machine.processor(0).state().in_smm; }) ==
            MachineEnd::Stopped);
    machine.processor(0).state().cr2 ^= 1;
    CHECK(machine.run(1'000'000) == MachineEnd::Idle);
    CHECK(machine.reports().reports().at("SDM vol. 3C 34.1") == 1);
}
