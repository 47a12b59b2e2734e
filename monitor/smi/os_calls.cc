// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/os_calls.h"

#include "monitor/arch/shared.h"

namespace stm::smi {

bool finish_stop(arch::Registers& registers, Shared& shared) {
    arch::decrement(shared.active);
    return deactivate(registers, abi::Status::Success);
}

/*@ requires \valid(&registers) && \valid(&state) && \separated(&registers, &state);
    requires ValidState(&state) && OsRuns(&state);
    assigns registers.rax, state.stage, arch::vmcs_data, arch::msr_data;
    ensures coherent: \result ==> OsRuns(&state) && ValidState(&state);
    ensures already: \result && \old(state.stage) == Stage::Started ==>
      Answered(&registers, abi::Status::AlreadyStarted);
    ensures started: \result && \old(state.stage) == Stage::Initialized && registers.rdx % 0x100000000 == 0 ==>
      Answered(&registers, abi::Status::Success) && state.stage == Stage::Started && !IsBlocked(OsRegion(&state));
    ensures progress: HasFields ==> \result;
*/
[[nodiscard]] static bool start_here(arch::Registers& registers, State& state) {
    if (state.stage == Stage::Started) return return_status(registers, abi::Status::AlreadyStarted);
    auto const options = take_options(static_cast<uint32_t>(registers.rdx % 0x100000000));
    if (options != abi::Status::Success) return return_status(registers, options);
    auto const unblocked = unblock_smis();
    if (!unblocked) return false;
    state.stage = Stage::Started;
    return return_status(registers, abi::Status::Success);
}

/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&start) && \valid(&shared);
    requires \separated(&registers, &state, &start, &shared, &arch::current_vmcs, &arch::vmcs_data);
    requires ValidState(&state) && OsRuns(&state);
    assigns registers, state, shared.active, arch::current_vmcs, arch::vmcs_data;
    ensures coherent: \result ==> CoherentAfter(&state);
    ensures teardown: \result && \old(start.teardown_rip) != 0 ==>
      HandlerRuns(&state) && state.purpose == Purpose::Teardown &&
      exceptions::Exceptions::Afresh(&state.exceptions);
    ensures stopped: \result && \old(start.teardown_rip) == 0 ==> OsRuns(&state) &&
      Answered(&registers, abi::Status::Success) && OnlyRax{Pre, Post}(&registers);
    ensures progress: \old(Works(&state)) ==> \result;
*/
[[nodiscard]] static bool stop_here(arch::Registers& registers, State& state, HandlerStart const& start,
                                    Shared& shared) {
    if (start.teardown_rip != 0) return enter_handler(registers, state, start, start.teardown_rip, Purpose::Teardown);
    bool const stopped = finish_stop(registers, shared);
    //@ assert whole: stopped ==> exceptions::Exceptions::Inv(&state.exceptions);
    //@ assert coherent: stopped ==> vmcs::Switch::Coherent(&state.contexts);
    return stopped;
}

// What is answered to functions that do nothing here.
/*@ requires function != abi::Function::Start && function != abi::Function::Stop;
    assigns \nothing;
    ensures function == abi::Function::InitializeProtection ==> \result == abi::Status::AlreadyStarted;
    ensures function != abi::Function::InitializeProtection && abi::Function::Start <= function <= abi::Function::AddPermPeVmNoRun
      ==> \result == abi::Status::FunctionNotSupported;
    ensures !(abi::Function::Start <= function <= abi::Function::AddPermPeVmNoRun) ==>
      \result == abi::Status::InvalidApi;
*/
[[nodiscard]] static abi::Status refusal(uint32_t function) {
    if (function == static_cast<uint32_t>(abi::Function::InitializeProtection)) return abi::Status::AlreadyStarted;
    return is_os_function(function) ? abi::Status::FunctionNotSupported : abi::Status::InvalidApi;
}

bool handle_os_call(arch::Registers& registers, State& state, HandlerStart const& start, Shared& shared) {
    auto const skipped = skip_instruction();
    if (!skipped) return false;
    auto const function = function_of(registers);
    if (function == static_cast<uint32_t>(abi::Function::Start)) return start_here(registers, state);
    if (function == static_cast<uint32_t>(abi::Function::Stop)) return stop_here(registers, state, start, shared);
    return return_status(registers, refusal(function));
}

} // namespace stm::smi
