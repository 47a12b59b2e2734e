// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/handler_exits.h"

#include "monitor/arch/processor.h"
#include "monitor/policy/layout.h"

namespace stm::smi {

constexpr uint32_t kInvalidOpcode = 6;
constexpr uint32_t kGeneralProtection = 13;

bool asks(uint32_t reason) {
    return reason == static_cast<uint32_t>(abi::ExitReason::Rdmsr) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Wrmsr) ||
           reason == static_cast<uint32_t>(abi::ExitReason::IoInstruction);
}

// The call of the OS for which the handler ran is over.
/*@ requires \valid(&registers) && \valid_read(&state) && \valid(&shared);
    requires \separated(&registers, &state, &shared, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidState(&state) && OsRuns(&state) && state.purpose != Purpose::Smi;
    assigns registers.rax, shared.active, arch::vmcs_data;
    ensures coherent: OsRuns(&state);
    ensures answered: \result ==> Answered(&registers, abi::Status::Success);
    ensures stopped: \result && state.purpose == Purpose::Teardown ==>
      arch::VmcsValue(OsRegion(&state), abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
    ensures progress: HasFields ==> \result;
*/
[[nodiscard]] static bool finish_call(arch::Registers& registers, State const& state, Shared& shared) {
    if (state.purpose == Purpose::Teardown) return finish_stop(registers, shared);
    return return_status(registers, abi::Status::Success);
}

/*@ requires \valid(&registers) && \valid(&state) && \valid(&shared);
    requires \separated(&registers, &state, &shared, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidState(&state) && HandlerRuns(&state);
    assigns registers, state.contexts, shared.active, arch::current_vmcs, arch::vmcs_data, arch::current_cr0,
      arch::current_cr2, arch::current_dr0, arch::current_dr1, arch::current_dr2, arch::current_dr3,
      arch::current_dr6;
    ensures coherent: \result ==> OsRuns(&state) && ValidState(&state);
    ensures resumed: \result && state.purpose == Purpose::Smi ==> Restored{Pre, Post}(&registers, &state) &&
      (\forall integer field; arch::VmcsValue(OsRegion(&state), field) ==
        arch::VmcsValue{Pre}(OsRegion(&state), field));
    ensures answered: \result && state.purpose != Purpose::Smi ==> Answered(&registers, abi::Status::Success);
    ensures stopped: \result && state.purpose == Purpose::Teardown ==>
      arch::VmcsValue(OsRegion(&state), abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
    ensures progress: \old(Works(&state)) ==> \result;
*/
[[nodiscard]] static bool return_to_os(arch::Registers& registers, State& state, Shared& shared) {
    auto const left = leave_handler(registers, state);
    if (!left || state.purpose == Purpose::Smi) return left;
    return finish_call(registers, state, shared);
}

constexpr uint32_t kFeatures = 1;        // the leaf
constexpr uint32_t kOsxsave = 0x8000000; // of ECX

// What CPUID says of the monitor's own CR4 is replaced by what the handler's says.
/*@ requires \valid(&registers) && \separated(&registers, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers.rax, registers.rbx, registers.rcx, registers.rdx;
    ensures halves: \result ==> registers.rax < 0x100000000 && registers.rbx < 0x100000000 &&
      registers.rcx < 0x100000000 && registers.rdx < 0x100000000;
    ensures osxsave: \result && \old(registers.rax) % 0x100000000 == kFeatures ==>
      registers.rcx / kOsxsave % 2 == Field(abi::VmcsField::GuestCr4) / arch::cr4::kOsxsave % 2;
    ensures progress: HasFields ==> \result;
*/
[[nodiscard]] static bool execute_cpuid(arch::Registers& registers) {
    auto const cr4 = arch::vmread(abi::VmcsField::GuestCr4);
    if (cr4.result != arch::VmxResult::Succeed) return false;
    auto const leaf = static_cast<uint32_t>(registers.rax % 0x100000000);
    auto const found = arch::cpuid(leaf, static_cast<uint32_t>(registers.rcx % 0x100000000));
    registers.rax = found.eax;
    registers.rbx = found.ebx;
    registers.rcx = found.ecx;
    registers.rdx = found.edx;
    if (leaf == kFeatures) {
        uint64_t const others = found.ecx - found.ecx / kOsxsave % 2 * kOsxsave;
        registers.rcx = others + cr4.value / arch::cr4::kOsxsave % 2 * kOsxsave;
    }
    return true;
}

// Functions for the handler come later; a number of the OS's is from the wrong side.
/*@ requires \valid(&registers) && \separated(&registers, &arch::current_vmcs, &arch::vmcs_data);
    assigns registers.rax, arch::vmcs_data;
    ensures REQ_CALL_03_answered: \result && !(abi::Function::MapAddressRange <= FunctionOf{Pre}(&registers) <=
      abi::Function::ReturnFromProtectionException) ==> Answered(&registers, abi::Status::InvalidApi);
    ensures REQ_CALL_02_returned: \result ==> Returned{Pre, Post}(registers.rax);
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures progress: HasFields ==> \result;
*/
[[nodiscard]] static bool handle_handler_call(arch::Registers& registers) {
    bool const known = is_handler_function(function_of(registers));
    return answer_call(registers, known ? abi::Status::FunctionNotSupported : abi::Status::InvalidApi);
}

// The instruction does not exist for the handler: VMX instructions, and GETSEC.
/*@ assigns \nothing;
    ensures \result <==> abi::ExitReason::Vmclear <= reason <= abi::ExitReason::Vmxon ||
      reason == abi::ExitReason::Getsec || reason == abi::ExitReason::Invept ||
      reason == abi::ExitReason::Invvpid || reason == abi::ExitReason::Vmfunc;
*/
[[nodiscard]] static bool is_invalid(uint32_t reason) {
    return (reason >= static_cast<uint32_t>(abi::ExitReason::Vmclear) &&
            reason <= static_cast<uint32_t>(abi::ExitReason::Vmxon)) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Getsec) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Invept) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Invvpid) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Vmfunc);
}

// CR4.VMXE, and an extended control register, are not the handler's to set.
/*@ assigns \nothing;
    ensures \result <==> reason == abi::ExitReason::CrAccess || reason == abi::ExitReason::Xsetbv;
*/
[[nodiscard]] static bool is_refused(uint32_t reason) {
    return reason == static_cast<uint32_t>(abi::ExitReason::CrAccess) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Xsetbv);
}

/*@ assigns \nothing;
    ensures \result <==> reason == abi::ExitReason::Invd || reason == abi::ExitReason::Wbinvd;
*/
[[nodiscard]] static bool is_cache_flush(uint32_t reason) {
    return reason == static_cast<uint32_t>(abi::ExitReason::Invd) ||
           reason == static_cast<uint32_t>(abi::ExitReason::Wbinvd);
}

/*@ requires \valid(&registers) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&registers, &policy, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data);
    requires reason == abi::ExitReason::Rdmsr || reason == abi::ExitReason::Wrmsr;
    assigns registers.rax, registers.rdx, arch::vmcs_data, arch::msr_data;
    ensures kept: \forall integer msr; IsKeptMsr(msr) ==> arch::MsrValue(msr) == arch::MsrValue{Pre}(msr);
    ensures violation: Violates{Pre}(&policy, &registers, reason) ==> !\result;
    ensures skipped: \result ==> Skipped{Pre, Post};
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures untouched: \old(HasFields) && !\result ==> registers.rax == \old(registers.rax) &&
      registers.rdx == \old(registers.rdx) && SameFieldsHere{Pre, Post};
    ensures progress: \old(HasFields) && !Violates{Pre}(&policy, &registers, reason) ==> \result;
*/
[[nodiscard]] static bool serve_msr(arch::Registers& registers, Policy const& policy, uint32_t reason) {
    if (reason == static_cast<uint32_t>(abi::ExitReason::Rdmsr)) return serve_rdmsr(registers, policy);
    return serve_wrmsr(registers, policy);
}

// The handler goes on, behind the instruction or in an exception handler of its own. What it lost by INVD would be the
// OS's too, so caches are written back.
/*@ requires \valid(&registers) && \separated(&registers, &arch::current_vmcs, &arch::vmcs_data);
    requires !Asks(reason);
    assigns registers, arch::vmcs_data;
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures invalid: \result && (abi::ExitReason::Vmclear <= reason <= abi::ExitReason::Vmxon) ==>
      Field(abi::VmcsField::EntryInterruptionInformation) == 0x80000300 + kInvalidOpcode;
    ensures skipped: \result && (reason == abi::ExitReason::Cpuid || reason == abi::ExitReason::Invd ||
      reason == abi::ExitReason::Wbinvd || reason == abi::ExitReason::Vmcall) ==> Skipped{Pre, Post};
    ensures progress: \old(HasFields) && StandsIn(reason) ==> \result;
*/
[[nodiscard]] static bool stand_in(arch::Registers& registers, uint32_t reason) {
    if (reason == static_cast<uint32_t>(abi::ExitReason::Cpuid)) {
        bool const executed = execute_cpuid(registers);
        return executed && skip_instruction();
    }
    if (reason == static_cast<uint32_t>(abi::ExitReason::Vmcall)) return handle_handler_call(registers);
    if (is_invalid(reason)) return inject_fault(kInvalidOpcode, false);
    if (is_refused(reason)) return inject_fault(kGeneralProtection, true);
    if (!is_cache_flush(reason)) return false;
    arch::write_back_and_invalidate();
    return skip_instruction();
}

// An I/O instruction, of which the bitmaps let through what was claimed as a whole.
/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&registers, &state, &policy, &arch::current_vmcs, &arch::vmcs_data, &arch::port_data);
    assigns registers.rax, state.latch, arch::vmcs_data, arch::port_data;
    ensures skipped: \result ==> Skipped{Pre, Post};
    ensures ports: \forall integer i; arch::Written{Pre} <= i < arch::Written{Post} ==>
      arch::PortAt(i) == io::kAddressPort ||
      arch::PortAt(i) == Field{Pre}(abi::VmcsField::ExitQualification) / 0x10000 % 0x10000;
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures untouched: \old(HasFields) && !\result ==> registers.rax == \old(registers.rax) &&
      io::Latched(state.latch) == io::Latched(\old(state.latch)) && SameFieldsHere{Pre, Post};
    ensures progress: \old(HasFields) && \old(\forall integer k; !Policy::Protected(&policy, k)) ==> \result;
*/
[[nodiscard]] static bool serve_io(arch::Registers& registers, State& state, Policy const& policy) {
    auto const qualification = arch::vmread(abi::VmcsField::ExitQualification);
    if (qualification.result != arch::VmxResult::Succeed) return false;
    io::PortAccess access = {};
    io::decode(access, qualification.value);
    uint32_t latch = io::latched(state.latch);
    bool const served = serve_port(registers, latch, policy, access);
    state.latch = latch;
    return served;
}

// What depends on what the OS protects.
/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&policy) && Policy::Inv(&policy) && Asks(reason);
    requires \separated(&registers, &state, &policy, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data);
    assigns registers.rax, registers.rdx, state.latch, arch::vmcs_data, arch::msr_data, arch::port_data;
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures skipped: \result ==> Skipped{Pre, Post};
    ensures kept: \forall integer msr; IsKeptMsr(msr) ==> arch::MsrValue(msr) == arch::MsrValue{Pre}(msr);
    ensures violation: Violates{Pre}(&policy, &registers, reason) ==> !\result;
    ensures untouched: \old(HasFields) && !\result ==> registers.rax == \old(registers.rax) &&
      registers.rdx == \old(registers.rdx) && io::Latched(state.latch) == io::Latched(\old(state.latch)) &&
      SameFieldsHere{Pre, Post};
    ensures progress: \old(HasFields) && ServedBy{Pre}(&policy, &registers, reason) ==> \result;
*/
[[nodiscard]] static bool ask_policy(arch::Registers& registers, State& state, Policy const& policy, uint32_t reason) {
    if (reason == static_cast<uint32_t>(abi::ExitReason::IoInstruction)) return serve_io(registers, state, policy);
    return serve_msr(registers, policy, reason);
}

/*@ requires \valid(&registers) && \valid(&state) && \valid(&shared) && \valid_read(&policy) && Policy::Inv(&policy);
    requires \separated(&registers, &state, &shared, &policy, &arch::current_vmcs, &arch::vmcs_data, &arch::msr_data,
      &arch::port_data, &arch::lock_data);
    requires reason != abi::ExitReason::Rsm && arch::NoneHeld;
    assigns registers, state.latch, shared.turn, arch::vmcs_data, arch::msr_data, arch::port_data, arch::lock_data;
    ensures unlocked: arch::NoneHeld;
    ensures others: arch::OnlyFields{Pre, Post}(arch::current_vmcs);
    ensures kept: \forall integer msr; IsKeptMsr(msr) ==> arch::MsrValue(msr) == arch::MsrValue{Pre}(msr);
    ensures violation: Violates{Pre}(&policy, &registers, reason) ==> !\result;
    ensures untouched: Asks(reason) && \old(HasFields) && !\result ==>
      vmcs::EqualRegisters{Pre, Post}(&registers, &registers) &&
      io::Latched(state.latch) == io::Latched(\old(state.latch)) && SameFieldsHere{Pre, Post};
    ensures progress: \old(HasFields) && ServedBy{Pre}(&policy, &registers, reason) ==> \result;
*/
[[nodiscard]] static bool go_on(arch::Registers& registers, State& state, Shared& shared, Policy const& policy,
                                uint32_t reason) {
    if (!asks(reason)) return stand_in(registers, reason);
    arch::acquire(shared.turn);
    bool const served = ask_policy(registers, state, policy, reason);
    arch::release(shared.turn);
    return served;
}

bool handle_handler_exit(arch::Registers& registers, State& state, Shared& shared, Policy const& policy,
                         uint32_t reason) {
    if (reason == static_cast<uint32_t>(abi::ExitReason::Rsm)) return return_to_os(registers, state, shared);
    auto const good = go_on(registers, state, shared, policy, reason);
    //@ assert coherent: vmcs::Switch::Coherent(&state.contexts);
    return good;
}

} // namespace stm::smi
