// SPDX-License-Identifier: Apache-2.0
#include "test/machine/vmcs/entry_bench.hpp"

namespace redoubt::machine::test {
namespace {

namespace access_rights = stm::abi::access_rights;
namespace efer = stm::abi::efer;
namespace entry_control = stm::abi::entry_control;
namespace exit_control = stm::abi::exit_control;
namespace interruption = stm::abi::interruption;
namespace pin_control = stm::abi::pin_control;
namespace proc_control = stm::abi::proc_control;
namespace proc2_control = stm::abi::proc2_control;
using enum SegmentIndex;

// Controls that are always 1 (SDM vol. 3C 24.6.1, 24.6.2, 24.7.1, 24.8.1).
constexpr uint32_t pin_always = 0x00000016;
constexpr uint32_t proc_always = 0x04006172;
constexpr uint32_t exit_always = 0x00036dfb;
constexpr uint32_t entry_always = 0x000011fb;

constexpr uint64_t pat = 0x0007040600070406;
constexpr uint64_t protected_paging = cr0::pe | cr0::mp | cr0::et | cr0::ne | cr0::wp | cr0::pg;
constexpr uint64_t long_efer = efer::kSce | efer::kLme | efer::kLma | efer::kNxe;

constexpr Segment flat_data = {.selector = 0x10, .rights = 0xc093, .limit = 0xffffffff, .base = 0};
constexpr Segment busy_tss = {.selector = 0x18, .rights = 0x008b, .limit = 0x67, .base = 0x7000};

void set_execution_controls(Vmcs& vmcs) {
    vmcs.set(Field::PinControls, pin_always | pin_control::kNmiExiting | pin_control::kVirtualNmis);
    vmcs.set(Field::ProcControls,
             proc_always | proc_control::kIoBitmaps | proc_control::kMsrBitmaps | proc_control::kSecondaryControls);
    vmcs.set(Field::Proc2Controls, proc2_control::kEpt | proc2_control::kVpid);
    vmcs.set(Field::IoBitmapA, 0x10000);
    vmcs.set(Field::IoBitmapB, 0x11000);
    vmcs.set(Field::MsrBitmaps, 0x12000);
    vmcs.set(Field::Vpid, 1);
    vmcs.set(Field::EptPointer, 0x1305e); // write-back, 4 levels, accessed and dirty flags
}

void set_transition_controls(EntryBench& bench) {
    bench.set(Field::ExitControls, exit_always | exit_control::kHostAddressSpaceSize | exit_control::kLoadPat |
                                       exit_control::kLoadEfer | exit_control::kLoadPerfGlobalCtrl);
    bench.set(Field::EntryControls, entry_always | entry_control::kLoadDebugControls | entry_control::kIa32eModeGuest |
                                        entry_control::kLoadPat | entry_control::kLoadEfer |
                                        entry_control::kLoadPerfGlobalCtrl);
    for (auto const address : {Field::ExitMsrStoreAddress, Field::ExitMsrLoadAddress, Field::EntryMsrLoadAddress})
        bench.set(address, 0x14000);
    for (auto const count : {Field::ExitMsrStoreCount, Field::ExitMsrLoadCount, Field::EntryMsrLoadCount})
        bench.set(count, 2);
}

void set_host(EntryBench& bench) {
    bench.set(Field::HostCr0, protected_paging);
    bench.set(Field::HostCr3, 0x6000);
    bench.set(Field::HostCr4, cr4::vmxe | cr4::pae);
    bench.set(Field::HostEfer, long_efer);
    bench.set(Field::HostPat, pat);
    bench.set(Field::HostCsSelector, 0x08);
    for (auto const selector : {Field::HostSsSelector, Field::HostDsSelector, Field::HostEsSelector,
                                Field::HostFsSelector, Field::HostGsSelector})
        bench.set(selector, 0x10);
    bench.set(Field::HostTrSelector, 0x18);
    bench.set(Field::HostRip, 0x100000);
}

void set_long_mode_state(EntryBench& bench) {
    bench.set(Field::GuestCr0, protected_paging);
    bench.set(Field::GuestCr3, EntryBench::page_tables);
    bench.set(Field::GuestCr4, cr4::vmxe | cr4::pae);
    bench.set(Field::GuestEfer, long_efer);
    bench.set(Field::GuestPat, pat);
    bench.set(Field::GuestDr7, 0x400);
    bench.set(Cs, {.selector = 0x08, .rights = 0xa09b, .limit = 0xffffffff, .base = 0});
    for (auto const index : {Ss, Ds, Es, Fs, Gs})
        bench.set(index, flat_data);
    bench.set(Ldtr, {});
    bench.set(Tr, busy_tss);
    bench.set(Field::GuestGdtrLimit, 0xffff);
    bench.set(Field::GuestIdtrLimit, 0xffff);
    bench.set(Field::GuestRip, 0xffff'8000'0010'0000);
    bench.set(Field::GuestRflags, rflags::fixed);
    bench.set(Field::VmcsLinkPointer, ~uint64_t{0});
}

void leave_long_mode(EntryBench& bench) {
    bench.remove(Field::EntryControls, entry_control::kIa32eModeGuest);
    bench.remove(Field::GuestEfer, efer::kLma | efer::kLme);
    bench.set(Cs, {.selector = 0x08, .rights = 0xc09b, .limit = 0xffffffff, .base = 0});
    bench.set(Field::GuestRip, 0x100000);
}

void make_unrestricted(EntryBench& bench) {
    bench.add(Field::Proc2Controls, proc2_control::kUnrestrictedGuest);
    bench.remove(Field::GuestCr0, cr0::pg);
}

} // namespace

EntryBench::EntryBench() {
    memory.add_ram({.base = 0, .size = 0x100000});
    memory.set_word(current, sizeof revision, revision);
    memory.set_word(other_region, sizeof revision, revision);
}

void EntryBench::inject(stm::abi::InterruptionType type, unsigned vector, uint32_t more) {
    set(Field::EntryInterruptionInformation,
        interruption::kValid | static_cast<uint32_t>(type) << interruption::kTypeShift | vector | more);
}

void long_mode_guest(EntryBench& bench) {
    set_execution_controls(bench.vmcs);
    set_transition_controls(bench);
    set_host(bench);
    set_long_mode_state(bench);
}

void protected_guest(EntryBench& bench) {
    long_mode_guest(bench);
    leave_long_mode(bench);
    make_unrestricted(bench);
}

void pae_guest(EntryBench& bench) {
    long_mode_guest(bench);
    leave_long_mode(bench);
    bench.remove(Field::Proc2Controls, proc2_control::kEpt);
    for (unsigned i = 0; i < 4; ++i)
        bench.memory.set_word(EntryBench::page_tables + 8 * i, 8, 0x20019 + 0x1000 * uint64_t{i}); // present, PWT, PCD
}

void real_mode_guest(EntryBench& bench) {
    protected_guest(bench);
    bench.remove(Field::GuestCr0, cr0::pe);
    for (auto const index : {Cs, Ss, Ds, Es, Fs, Gs})
        bench.set(index, {.selector = 0xf000, .rights = 0x93, .limit = 0xffff, .base = 0xf0000});
    bench.set(Field::GuestRip, 0xfff0);
}

void virtual_8086_guest(EntryBench& bench) {
    long_mode_guest(bench);
    leave_long_mode(bench);
    bench.remove(Field::GuestCr4, cr4::pae);
    bench.add(Field::GuestRflags, rflags::virtual_8086);
    for (auto const index : {Cs, Ss, Ds, Es, Fs, Gs})
        bench.set(index, {.selector = 0x1230, .rights = 0xf3, .limit = 0xffff, .base = 0x12300});
    bench.set(Field::GuestRip, 0x100);
}

void guest_of_32_bit_host(EntryBench& bench) {
    pae_guest(bench);
    bench.host_long_mode = false;
    bench.remove(Field::ExitControls, exit_control::kHostAddressSpaceSize);
    bench.remove(Field::HostEfer, efer::kLma | efer::kLme);
}

void entry_to_smm(EntryBench& bench) {
    real_mode_guest(bench);
    bench.in_smm = true;
    bench.add(Field::EntryControls, entry_control::kEntryToSmm);
    bench.set(Field::GuestInterruptibility, stm::abi::interruptibility::kBlockingBySmi);
}

// The execution controls of the current VMCS are none that a processor allows: nobody may look.
void return_to_root(EntryBench& bench) {
    long_mode_guest(bench);
    bench.in_smm = true;
    for (auto const controls : {Field::PinControls, Field::ProcControls, Field::Proc2Controls})
        bench.set(controls, ~uint64_t{0});
    bench.set(Field::ExecutiveVmcsPointer, 0x9000);
}

void return_to_guest(EntryBench& bench) {
    return_to_root(bench);
    bench.executive.emplace(bench.vmcs.get(Field::ExecutiveVmcsPointer));
    set_execution_controls(*bench.executive);
}

} // namespace redoubt::machine::test
