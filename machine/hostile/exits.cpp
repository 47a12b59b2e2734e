// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/exits.hpp"

#include "machine/hostile/places.hpp"
#include "machine/hostile/statuses.hpp"
#include "spec/abi/api.h"
#include "spec/abi/event_log.h"
#include "spec/abi/status.h"
#include "spec/abi/vmx_control.h"
#include "spec/abi/vmx_exit.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace redoubt::hostile {
namespace {

using machine::Context;
using machine::VmxOperation;
using stm::abi::EventLogRequest;
using stm::abi::ExitReason;
using stm::abi::Function;
using stm::abi::LogRequest;
using stm::abi::Status;
using Field = stm::abi::VmcsField;
namespace at = machine::at;

constexpr uint64_t vmcall_length = 3;
constexpr unsigned stack_pointer = 4;
constexpr uint64_t telling = 0x10000; // smaller numbers are the same by chance

// What the interface has the monitor write into the page that a call of the OS names.
enum class Written : uint8_t { Nothing, ReturnStatus, Everything };

Written written_by(uint32_t function) {
    switch (static_cast<Function>(function)) {
    case Function::ProtectResource:
    case Function::UnprotectResource: return Written::ReturnStatus;
    case Function::GetBiosResources:
    case Function::AddTempPeVm:
    case Function::AddPermPeVm:
    case Function::AddPermPeVmNoRun:
    case Function::RunPeVm: return Written::Everything;
    default: return Written::Nothing;
    }
}

EventLogRequest log_request(std::span<std::byte const> content) {
    EventLogRequest request;
    std::memcpy(&request, content.data(), sizeof request);
    return request;
}

// By the interface's text: so many addresses behind their number.
LogPages named_for_log(std::span<std::byte const> content, bool changing) {
    LogPages named{.pages = {}, .anywhere = changing};
    auto const request = log_request(content);
    if (request.sub_function_index != LogRequest::New) return named;
    for (uint32_t i = 0; i < std::min(request.argument, stm::abi::kMaxLogPages); ++i) {
        uint64_t address;
        std::memcpy(&address, content.data() + sizeof request - sizeof address + i * sizeof address, sizeof address);
        named.pages.insert(address & ~(kPage - 1));
    }
    return named;
}

constexpr bool is(uint32_t function, Function named) {
    return function == static_cast<uint32_t>(named);
}

} // namespace

void Counts::add(Counts const& other) {
    smis += other.smis;
    calls += other.calls;
    handler_calls += other.handler_calls;
    handler_exits += other.handler_exits;
    most_instructions = std::max(most_instructions, other.most_instructions);
    for (auto const& [status, count] : other.statuses)
        statuses[status] += count;
}

Exits::Exits(machine::Machine& machine, unsigned processor, Ledger& ledger, Standing& standing, Accesses& accesses)
    : machine_(machine), number_(processor), ledger_(ledger), standing_(standing), accesses_(accesses) {
    machine.observe(processor, *this);
}

void Exits::add(Promise promise, std::string text) {
    if (findings_ != nullptr) findings_->add(promise, number_, std::move(text));
}

uint64_t Exits::instructions_in_monitor() const {
    return begun_ ? machine_.processor(number_).retired() - *begun_ : 0;
}

void Exits::monitor_begins() {
    begun_ = processor().retired();
    standing_.monitor_runs(processor().state().cr3);
}

void Exits::monitor_ends() {
    auto const instructions = instructions_in_monitor();
    begun_.reset();
    ledger_.counts.most_instructions = std::max(ledger_.counts.most_instructions, instructions);
    auto const turns = ledger_.raced ? machine_.processors() : 1; // who calls may have to wait for the others' calls
    if (instructions > turns * kMostInstructions)
        add(Promise::P6, fmt::format("the monitor takes {} instructions for an exit", instructions));
}

// The OS may name memory outside SMRAM, and what there is above 4 GiB; the handler memory outside the monitor's part.
Exits::Call Exits::call_now(uint64_t rip, bool by_os) {
    auto const& state = processor().state();
    auto const high = state.long_mode() ? state.get<uint64_t>(at::rcx) << 32 : 0;
    Call call{.function = state.get<uint32_t>(at::rax),
              .rip = rip,
              .page = (high | state.get<uint32_t>(at::rbx)) & ~(kPage - 1),
              .content = {}};
    auto const& layout = machine_.layout();
    bool const above_4g = by_os && call.page >= kDevicesEnd;
    bool const may_name = by_os ? (call.page < layout.tseg.base && !kLowSmram.contains(call.page)) || above_4g
                                : call.page < layout.mseg.base || call.page >= layout.tseg.base + layout.tseg.size;
    auto const* const bytes = may_name ? machine_.memory().ram(call.page) : nullptr;
    if (bytes != nullptr || above_4g) accesses_.let_monitor_write(call.page);
    if (bytes == nullptr) return call;
    if (by_os) call.content.assign(bytes, bytes + kPage);
    if (by_os && is(call.function, Function::ManageEventLog)) {
        call.log = named_for_log(call.content, ledger_.raced);
        accesses_.let_monitor_log(call.log);
    }
    return call;
}

void Exits::leaves(ExitReason reason, bool) {
    interrupted_ = Interrupted{.registers = {}, .call = std::nullopt};
    for (unsigned number = 0; number < interrupted_->registers.size(); ++number)
        interrupted_->registers.at(number) = processor().state().general(number);
    if (reason == ExitReason::Vmcall)
        interrupted_->call = call_now(processor().state().rip, true);
    else
        ++ledger_.counts.smis;
}

void Exits::exited(uint32_t exit_reason, uint64_t) {
    if (!processor().state().in_smm || !processor().vmx().dual_monitor()) return;
    monitor_begins();
    if (!interrupted_ || !interrupted_->handler_entered) return;
    ++ledger_.counts.handler_exits;
    auto const reason = static_cast<ExitReason>(exit_reason & stm::abi::exit_reason::kBasic);
    if (reason != ExitReason::Vmcall) return;
    handler_call_ = call_now(processor().vmx().field(Field::GuestRip), false);
}

void Exits::entered() {
    auto const& state = processor().state();
    if (begun_) monitor_ends();
    if (state.in_smm) {
        look_at_confinement();
        look_for_leaks();
        auto const call = std::exchange(handler_call_, std::nullopt);
        if (!call || is(call->function, Function::ReturnFromProtectionException) || processor().vmx().injects()) return;
        ++ledger_.counts.handler_calls;
        return check_answer(*call, "the handler");
    }
    handler_call_.reset();
    auto const interrupted = std::exchange(interrupted_, std::nullopt);
    if (!interrupted || !interrupted->call) return;
    ++ledger_.counts.calls;
    check_answer(*interrupted->call, "the OS");
    check_page(*interrupted->call);
    book(*interrupted->call, state.get<uint32_t>(at::rax));
}

void Exits::look_at_confinement() {
    if (processor().vmx().proc2(stm::abi::proc2_control::kEpt))
        return standing_.handler_runs(processor().vmx().field(Field::EptPointer));
    add(Promise::P1, "the handler is entered without EPT");
}

void Exits::look_for_leaks() {
    if (!interrupted_ || std::exchange(interrupted_->handler_entered, true)) return;
    for (unsigned number = 0; number < interrupted_->registers.size(); ++number) {
        auto const found = processor().state().general(number);
        if (number == stack_pointer || found < telling) continue;
        if (std::ranges::find(interrupted_->registers, found) != interrupted_->registers.end())
            add(Promise::P3, fmt::format("general register {} of the handler holds {:#x} of the OS", number, found));
    }
}

void Exits::check_answer(Call const& call, std::string_view caller) {
    auto const& state = processor().state();
    auto const status = state.get<uint32_t>(at::rax);
    ++ledger_.counts.statuses[status];
    auto const wrong = [&](std::string_view what) {
        add(Promise::P6,
            fmt::format("call {:#x} of {} is answered with {:#x}, {}", call.function, caller, status, what));
    };
    if (!is_status(status)) wrong("which is no status");
    bool const carry = (state.flags.image() & machine::rflags::carry) != 0;
    if (carry != (status >> 31 != 0)) wrong("and CF says otherwise");
    if (state.rip != call.rip + vmcall_length) wrong("and RIP is not behind VMCALL");
}

void Exits::check_page(Call const& call) {
    auto const written = written_by(call.function);
    if (call.content.empty() || written == Written::Everything || ledger_.raced) return;
    if (accesses_.changed_by_caller(call.page) || accesses_.is_log(call.page)) return;
    auto const* const now = machine_.memory().ram(call.page);
    auto const allowed = written == Written::ReturnStatus ? std::byte{1} : std::byte{0};
    for (uint64_t i = 0; i < kPage; ++i) {
        if (((now[i] ^ call.content[i]) & ~allowed) == std::byte{0}) continue;
        return add(Promise::P6, fmt::format("call {:#x} changes the byte at {:#x}", call.function, call.page + i));
    }
}

// What the OS may rely on from now on.
void Exits::book(Call const& call, uint32_t status) {
    bool const good = status == static_cast<uint32_t>(Status::Success);
    auto& protections = ledger_.protections;
    switch (static_cast<Function>(call.function)) {
    case Function::InitializeProtection:
        if (good) accesses_.log_ends();
        [[fallthrough]];
    case Function::Stop: // one processor's: for the others the log goes on
        if (good) protections.forget();
        return;
    case Function::ProtectResource:
        if (good && !ledger_.raced) protections.protect(call.content);
        return;
    case Function::ManageEventLog:
        if (good && !call.content.empty()) book_log(call);
        return;
    case Function::UnprotectResource:
        if (ledger_.raced) return protections.forget();
        return protections.unprotect(call.content);
    default: return;
    }
}

// Of calls together nobody knows which was first: a log that one of them ends may have begun after that.
void Exits::book_log(Call const& call) {
    auto const request = log_request(call.content).sub_function_index;
    if (request == LogRequest::Delete && !ledger_.raced) accesses_.log_ends();
    bool const unknown = accesses_.changed(call.page);
    if (request == LogRequest::New || unknown) accesses_.log_begins({.pages = call.log.pages, .anywhere = unknown});
}

// A VMCS of the OS's without its revision identifier, PDPTEs with reserved bits: the processor refuses to return to that (SDM vol.
// 3C 26.3.1.5, 26.3.1.6, 34.15.4.2).
void Exits::look_at_region(Field pointer) {
    ledger_.overwritten = ledger_.overwritten || accesses_.changed(processor().vmx().field(pointer) & ~(kPage - 1));
}

void Exits::failed(stm::abi::VmxError error) {
    if (machine_.context(number_) != Context::Monitor) return;
    if (error == stm::abi::VmxError::EntryInvalidExecutivePointer) look_at_region(Field::ExecutiveVmcsPointer);
    if (ledger_.overwritten) return;
    add(Promise::P3, fmt::format("a VMX instruction of the monitor fails with error {}", static_cast<uint32_t>(error)));
}

void Exits::entry_failed(uint32_t exit_reason, uint64_t qualification) {
    if (machine_.context(number_) != Context::Monitor) return;
    if (qualification == static_cast<uint64_t>(stm::abi::EntryFailure::LinkPointer))
        look_at_region(Field::VmcsLinkPointer);
    if (qualification == static_cast<uint64_t>(stm::abi::EntryFailure::Pdpte)) look_at_region(Field::GuestCr3);
    if (ledger_.overwritten) return;
    add(Promise::P3, fmt::format("a VM entry of the monitor fails: exit reason {:#x}, qualification {}", exit_reason,
                                 qualification));
}

} // namespace redoubt::hostile
