// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/os_processor.hpp"

#include "machine/hostile/guest_vmcs.hpp"
#include "machine/hostile/places.hpp"

namespace redoubt::hostile {
namespace {

using machine::Machine;
using machine::Processor;
using machine::SegmentIndex;
using machine::State;
using machine::VmxOperation;
namespace at = machine::at;
namespace rflags = machine::rflags;

uint64_t canonical(Random& random) {
    return static_cast<uint64_t>(static_cast<int64_t>(random.next()) >> 17);
}

void set_msrs(State& state, Random& random) {
    auto& msrs = state.msrs;
    msrs.sysenter_cs = static_cast<uint32_t>(random.next());
    msrs.star = random.next();
    msrs.tsc_aux = static_cast<uint32_t>(random.next());
    for (auto* const base : {&msrs.sysenter_esp, &msrs.sysenter_eip, &msrs.lstar, &msrs.cstar, &msrs.kernel_gs_base})
        *base = canonical(random);
}

// All that an SMI has to leave as it is.
void set_registers(State& state, Random& random) {
    for (unsigned number = 0; number < 16; ++number)
        state.set_general(number, random.next());
    state.cr2 = random.next();
    for (auto& breakpoint : state.dr)
        breakpoint = static_cast<uint32_t>(random.next());
    state.dr6 = 0xffff0ff0 | random.below(16);
    state.flags.load(rflags::fixed | (random.next() & rflags::status));
    set_msrs(state, random);
    if (!random.chance(10)) return;
    for (unsigned place = 0; place < machine::Floating::xmm_end - machine::Floating::xmm_at;
         place += sizeof(uint64_t)) {
        auto const value = random.next();
        std::memcpy(state.floating.xmm(place), &value, sizeof value);
    }
}

void load(State& state, ModeState const& mode, bool vmx) {
    state.cr0 = mode.cr0;
    state.cr3 = mode.cr3;
    state.cr4 = mode.cr4 | (vmx ? machine::cr4::vmxe : 0);
    state.msrs.efer = mode.efer;
    state.set_segment(SegmentIndex::Cs, mode.code);
    for (auto const index : {SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Es, SegmentIndex::Fs, SegmentIndex::Gs})
        state.set_segment(index, mode.data);
    state.set_segment(SegmentIndex::Tr, mode.task);
    state.set_segment(SegmentIndex::Ldtr, {});
    state.gdtr = mode.gdtr;
    state.idtr = mode.idtr;
}

void begin(State& state, uint64_t rip, uint64_t stack) {
    state.rip = rip;
    state.set<uint64_t>(at::rsp, stack);
    state.activity = stm::abi::ActivityState::Active;
    state.interruptibility &= stm::abi::interruptibility::kBlockingBySmi;
    state.pending_debug = 0;
    state.dr7 = 0x400;
}

// Bits that are free in every mode.
void vary_controls(State& state, Mode mode, Random& random) {
    if (random.chance(50)) state.cr0 |= machine::cr0::wp;
    if (random.chance(20)) state.cr0 |= machine::cr0::ts;
    if (random.chance(30)) state.cr4 |= machine::cr4::osfxsr;
    if (random.chance(30)) state.cr4 |= machine::cr4::de;
    if (paged(mode) && random.chance(40)) state.msrs.efer |= stm::abi::efer::kNxe;
    if (ia32e(mode) && random.chance(30)) state.msrs.efer |= stm::abi::efer::kSce;
}

void enter_vmx(Machine& machine, unsigned number) {
    auto& processor = machine.processor(number);
    if (processor.vmx().operation() != VmxOperation::Off) return;
    Random calm(0);
    enter_os(machine, number, {}, Code(machine::CodeMode::Bits64).halt(), calm);
    processor.state().cr4 |= machine::cr4::vmxe;
    processor.vmx().vmxon(os::kVmxon.of(number));
}

} // namespace

void enter_os(Machine& machine, unsigned number, OsSetting const& setting, Code const& code, Random& random) {
    auto& processor = machine.processor(number);
    auto const place = os::kCode.of(number);
    auto const mode = setting.mode;
    if (!paged(mode) && processor.vmx().operation() != VmxOperation::Off) processor.vmx().vmxoff();
    bool const vmx = processor.vmx().operation() != VmxOperation::Off;
    (void)machine.put(place, code.bytes());
    auto& state = processor.state();
    set_registers(state, random);
    load(state, state_in(mode, setting.privilege, number, place), vmx);
    vary_controls(state, mode, random);
    begin(state, mode == Mode::Real ? 0 : place, os::kStack.of(number) + kPage / 2);
    processor.mmu().tlb().invalidate_pcids(0); // as MOV to CR4 does
    if (mode == Mode::Pae) (void)processor.mmu().load_pdptes(state.cr3);
}

void leave_guest(Machine& machine, unsigned number) {
    auto& processor = machine.processor(number);
    if (processor.vmx().operation() == VmxOperation::NonRoot)
        processor.vmx().exit({.reason = stm::abi::ExitReason::Hlt});
}

void prepare_activation(Machine& machine, unsigned number) {
    auto& vmx = machine.processor(number).vmx();
    enter_vmx(machine, number);
    vmx.vmclear(os::kVmcs.of(number));
    vmx.vmptrld(os::kVmcs.of(number));
    auto vmcs = usual_vmcs(machine, number, Mode::Long);
    // The monitor is told of DR7 and IA32_DEBUGCTL by this VMCS alone, or not (D-67).
    vmcs.set(stm::abi::VmcsField::ExitControls,
             vmcs.get(stm::abi::VmcsField::ExitControls) | stm::abi::exit_control::kSaveDebugControls);
    write_vmcs(vmx, vmcs, machine.capabilities());
}

void enter_guest(Machine& machine, unsigned number, Mode mode, Code const& code, Random& random) {
    auto& vmx = machine.processor(number).vmx();
    enter_vmx(machine, number);
    (void)machine.put(os::kGuestCode.of(number), code.bytes());
    enter_os(machine, number, {}, Code(machine::CodeMode::Bits64).raw({0x0f, 0x01, 0xc2}).halt(), random); // VMLAUNCH
    vmx.vmclear(os::kVmcs.of(number));
    vmx.vmptrld(os::kVmcs.of(number));
    auto vmcs = usual_vmcs(machine, number, mode);
    vary_vmcs(vmcs, machine.capabilities(), random);
    write_vmcs(vmx, vmcs, machine.capabilities());
}

} // namespace redoubt::hostile
