// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/main.h"

#include "monitor/smi/arrival.h"
#include "monitor/smi/begin.h"
#include "monitor/smi/handler_exits.h"
#include "monitor/smi/os_exits.h"
#include "monitor/smi/stop.h"
#include "monitor/vmcs/pointer.h"

namespace stm::smi {

constexpr uint64_t kEndOfMemory = 0x10000000000000; // the processor has refused pointers beyond its own

// The first page behind the last processor's area.
/*@ requires \valid_read(&processor) && ValidProcessor(&processor);
    assigns \nothing;
    ensures \result == processor.place.area + (boot::kProcessors - processor.index) * boot::area::kPages;
    ensures processor.place.base < \result <= 0x200000;
*/
[[nodiscard]] static uint64_t end_of_monitor(boot::Processor const& processor) {
    return processor.place.area + (boot::kProcessors - processor.index) * boot::area::kPages;
}

// Why the monitor cannot become active here. The OS's VMCS is current.
/*@ requires \valid(&platform) && \valid_read(&processor) && \separated(&platform, &processor);
    requires ValidProcessor(&processor);
    assigns platform;
    ensures status: \result == abi::Status::Success || \result >= 0x80000000;
    ensures REQ_LIFE_12_fits: \result == abi::Status::Success ==> ValidLayout(&platform.layout) &&
      paging::Fits(platform.layout) && HasControls(&platform);
    ensures REQ_VMCS_05_foreign: \result == abi::Status::Success ==>
      !(0x1000 * platform.layout.tseg_first < arch::current_vmcs + 0x1000 &&
        arch::current_vmcs < 0x1000 * (platform.layout.tseg_last + 1));
*/
[[nodiscard]] static abi::Status hindrance(Platform& platform, boot::Processor const& processor) {
    bool const supported = read_platform(platform, processor.place.base, end_of_monitor(processor));
    if (!supported) return abi::Status::Unspecified;
    vmcs::Smram const smram = {.base = platform.layout.tseg_first * boot::kPageSize,
                               .size = (platform.layout.tseg_last + 1 - platform.layout.tseg_first) * boot::kPageSize};
    bool const foreign = vmcs::foreign(smram, kEndOfMemory, arch::vmptrst());
    return foreign ? abi::Status::Success : abi::Status::SecurityViolation;
}

// With the monitor active, the handler sets itself up first, if it wants to; what it is that the OS called is answered
// after that.
/*@ requires \valid(&registers) && \valid(&state) && \valid_read(&start);
    requires \separated(&registers, &state, &start, &arch::current_vmcs, &arch::vmcs_data);
    requires OsRuns(&state) && begun.usable;
    requires begun.status == abi::Status::Success ==> ValidState(&state);
    assigns registers, state, arch::current_vmcs, arch::vmcs_data;
    ensures goes_on: \result && begun.status == abi::Status::Success ==> CoherentAfter(&state);
    ensures turned_back: \result && begun.status != abi::Status::Success ==> OsRuns(&state) &&
      Answered(&registers, begun.status) &&
      arch::VmcsValue(arch::current_vmcs, abi::VmcsField::EntryControls) / 0x800 % 2 == 1;
    ensures progress: \old(Works(&state)) ==> \result;
*/
[[nodiscard]] static bool first_entry(arch::Registers& registers, State& state, HandlerStart const& start,
                                      Beginning begun) {
    if (begun.status != abi::Status::Success) return deactivate(registers, begun.status);
    if (start.setup_rip != 0) return enter_handler(registers, state, start, start.setup_rip, Purpose::Setup);
    auto const answered = return_status(registers, abi::Status::Success);
    //@ assert coherent: vmcs::Switch::Coherent(&state.contexts);
    return answered;
}

arch::Next monitor_main(boot::Processor& processor, Pages& pages, Shared& shared, HandlerTables& tables,
                        uint32_t function) {
    uint64_t const regions = processor.address + (boot::area::kOsVmcs - boot::area::kProcessor) * boot::kPageSize;
    //@ assert aligned: regions % 0x1000 == 0 && (regions + 0x1000) % 0x1000 == 0;
    uint64_t const current = arch::vmptrst();
    if (current == regions || current == regions + boot::kPageSize) return stop_machine(processor.index);
    Platform platform = {};
    auto const hindered = hindrance(platform, processor);
    bool const taken = take_over(pages.state, pages.start.guest, pages.os, pages.handler, processor, platform, regions,
                                 regions + boot::kPageSize);
    if (!taken) return stop_machine(processor.index);
    //@ assert os: OsRuns(&pages.state);
    Beginning const begun = begin(processor, pages, shared, tables, platform, hindered, function);
    if (!begun.usable) return stop_machine(processor.index);
    bool const entered = first_entry(processor.registers, pages.state, pages.start, begun);
    if (!entered) return stop_machine(processor.index);
    auto const next = pages.state.contexts.entry();
    //@ assert refused: begun.status != abi::Status::Success ==> OsRuns(&pages.state);
    //@ assert begun_well: begun.status == abi::Status::Success ==> CoherentAfter(&pages.state);
    return next;
}

/*@ requires \valid(&processor) && \valid(&state) && \valid_read(&start) && \valid(&shared);
    requires \separated(&processor, &state, &start, &shared, &arch::current_vmcs, &arch::vmcs_data);
    requires CoherentAfter(&state);
    assigns processor.registers, state, shared.active, arch::current_vmcs, arch::vmcs_data, arch::msr_data,
      arch::current_cr2, arch::current_dr0, arch::current_dr1, arch::current_dr2, arch::current_dr3, arch::current_dr6;
    ensures \result ==> CoherentAfter(&state);
    ensures progress: \old(Works(&state) && Served(&state)) ==> \result;
*/
[[nodiscard]] static bool handle_exit(boot::Processor& processor, State& state, HandlerStart const& start,
                                      Shared& shared) {
    auto const reason = arch::vmread(abi::VmcsField::ExitReason);
    if (reason.result != arch::VmxResult::Succeed) return false;
    auto const whole = static_cast<uint32_t>(reason.value);
    bool const os = state.contexts.os_runs();
    if (os) return handle_os_exit(processor.registers, state, start, shared, whole);
    return handle_handler_exit(processor.registers, state, shared, whole);
}

arch::Next monitor_exit(boot::Processor& processor, State& state, HandlerStart const& start, Shared& shared,
                        arch::VmxResult entered) {
    if (entered != arch::VmxResult::Succeed) return stop_machine(processor.index);
    state.contexts.exited();
    bool const handled = handle_exit(processor, state, start, shared);
    if (!handled) return stop_machine(processor.index);
    return state.contexts.entry();
}

} // namespace stm::smi
