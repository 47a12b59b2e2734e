// SPDX-License-Identifier: Apache-2.0
#include "tools/machine/trial.hpp"

#include "machine/trace/grouped.hpp"
#include "tools/machine/os_words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace redoubt::trial {
namespace {

using machine::Context;
using machine::grouped;
using machine::Machine;
using machine::MachineEnd;
using machine::guest::OsAction;
using machine::guest::OsState;

// Whatever a wild monitor writes into the mailbox.
std::span<machine::guest::OsOperation const> script_of(machine::guest::OsMailbox const& os) {
    return std::span{os.script}.first(std::min(os.length, machine::guest::kOsOperations));
}

// A monitor that gives up says why on the serial port.
std::string reset_in_words(Machine& machine) {
    auto const& lines = machine.chipset().serial().lines();
    return lines.empty() ? "resets the machine" : fmt::format("resets the machine, after it said \"{}\"", lines.back());
}

constexpr uint64_t part = 50'000;            // ticks
constexpr std::size_t events_kept = 400'000; // so that a long trial does not need ever more memory

} // namespace

Trial::Trial(Setting const& setting)
    : setting_(setting), machine_({.layout = {.processors = setting.processors},
                                   .seed = setting.seed,
                                   .events = setting.events,
                                   .kept = events_kept}),
      last_retired_(setting.processors) {
    boot_firmware(machine_);
}

machine::LoaderFindings Trial::load(std::span<std::byte const> image, machine::Style style) {
    monitored_ = Monitored::Yes;
    style_ = style;
    return load_monitor(machine_, image, style).findings;
}

void Trial::start() {
    start_os(machine_, monitored_ == Monitored::Yes ? machine::Launch::Measured : machine::Launch::Plain);
    set_up_workload(machine_, monitored_, style_, setting_.manners);
}

uint64_t Trial::smis() {
    uint64_t all = 0;
    for (unsigned number = 0; number < machine_.processors(); ++number)
        all += read_handler(machine_, number).smis;
    return all;
}

uint64_t Trial::contexts_compared() const {
    uint64_t all = 0;
    for (unsigned number = 0; number < machine_.processors(); ++number)
        all += machine_.watch(number).smis();
    return all;
}

void Trial::add(std::optional<unsigned> processor, std::string text) {
    problems_.push_back({processor, processor ? fmt::format("processor {}: {}", *processor, text) : std::move(text)});
}

bool Trial::run_some() {
    auto const begin = std::chrono::steady_clock::now();
    auto const end = machine_.run(part);
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    look_at(end);
    return problems_.empty() && !finished_;
}

void Trial::run(std::function<void()> const& between_parts) {
    while (run_some())
        between_parts();
}

bool Trial::goes_on() {
    look_at(MachineEnd::Budget);
    return problems_.empty() && !finished_;
}

// The first thing that goes wrong ends the trial: what follows from it says nothing more.
void Trial::look_at(MachineEnd end) {
    if (finished_ || !problems_.empty()) return;
    look_at_scripts();
    if (end == MachineEnd::Error)
        problems_.push_back({machine_.current(), machine_.error()});
    else if (end == MachineEnd::Reset)
        add(machine_.current(), reset_in_words(machine_));
    else
        look_at_record();
    if (finished_) return look_back();
    if (problems_.empty()) look_for_stuck_processors();
    if (problems_.empty()) look_for_progress();
    if (problems_.empty() && !ending_ && smis() >= setting_.smis) {
        end_rounds(machine_);
        ending_ = true;
    }
}

void Trial::look_at_scripts() {
    bool all = true;
    for (unsigned number = 0; number < machine_.processors(); ++number) {
        auto const os = read_os(machine_, number);
        auto const handler = read_handler(machine_, number);
        all = all && os.state == OsState::Finished;
        for (auto const& operation : script_of(os))
            if (operation.action == OsAction::Call && operation.runs != 0)
                if (auto text = call_in_words(operation); !text.empty()) add(number, std::move(text));
        if (handler.fault.count != 0)
            add(number,
                fmt::format("the SMI handler has exception {}, error code {:#x}, at RIP {:#x}, CR2 {:#x}",
                            handler.fault.vector, handler.fault.error_code, handler.fault.rip, handler.fault.cr2));
        if (handler.exceptions != 0)
            add(number,
                fmt::format("the monitor reports {} protection exceptions to the SMI handler", handler.exceptions));
        if (os.state == OsState::Failed) add(number, failure_in_words(os));
    }
    finished_ = all;
}

// One that has not retired anything since the last look and waits will wait for ever: no interrupt comes, and each SMI is
// for all processors.
void Trial::look_for_stuck_processors() {
    for (unsigned number = 0; number < machine_.processors(); ++number) {
        auto const& processor = machine_.processor(number);
        auto const retired = processor.retired();
        bool const waits = processor.state().activity != stm::abi::ActivityState::Active;
        if (waits && retired == last_retired_.at(number) && read_os(machine_, number).state != OsState::Finished)
            add(number, fmt::format("waits for ever in context {} at RIP {:#x}", name_of(machine_.context(number)),
                                    processor.state().rip));
        last_retired_.at(number) = retired;
    }
}

void Trial::look_for_progress() {
    if (auto const now = progress(); now != last_) {
        last_ = now;
        last_progress_ = machine_.now();
    }
    if (machine_.now() - last_progress_ < setting_.patience) return;
    add(std::nullopt, fmt::format("no progress in {} instructions: {} of {} SMIs were served, and no more are",
                                  grouped(setting_.patience), grouped(last_.smis), grouped(setting_.smis)));
    for (unsigned number = 0; number < machine_.processors(); ++number) {
        auto const os = read_os(machine_, number);
        add(number, fmt::format("is in context {} at RIP {:#x}; its script at operation {}, round {}",
                                name_of(machine_.context(number)), machine_.processor(number).state().rip, os.operation,
                                os.round));
    }
}

Trial::Progress Trial::progress() {
    Progress made{.smis = smis()};
    for (unsigned number = 0; number < machine_.processors(); ++number) {
        auto const os = read_os(machine_, number);
        auto const script = script_of(os);
        for (uint32_t i = 0; i < script.size(); ++i)
            if (i < os.repeat_from || i >= os.end_from || os.rounds != 0) made.steps += script[i].runs;
    }
    return made;
}

// What the machine noticed: rules that software did not keep, VMX instructions that failed.
void Trial::look_at_record() {
    auto const& recorder = machine_.recorder();
    if (recorder.errors() == 0) return;
    auto const first = std::ranges::find_if(recorder.events(), machine::is_error, &machine::TraceEvent::kind);
    add(first->processor,
        fmt::format("{} in the record, the first: {}",
                    recorder.errors() == 1 ? "an error" : grouped(recorder.errors()) + " errors", summary_of(*first)));
}

void Trial::look_back() {
    for (unsigned number = 0; number < machine_.processors(); ++number)
        if (machine_.watch(number).smis() == 0) add(number, "no SMI came to it");
    if (monitored_ == Monitored::Yes && machine_.counters().tally(Context::SmmDefault).instructions != 0)
        add(std::nullopt, "SMIs were served by the default treatment, without the monitor");
}

} // namespace redoubt::trial
