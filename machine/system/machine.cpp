// SPDX-License-Identifier: Apache-2.0
#include "machine/system/machine.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace redoubt::machine {
namespace {

std::vector<uint32_t> apic_ids(PlatformLayout const& layout) {
    std::vector<uint32_t> ids;
    for (unsigned processor = 0; processor < layout.processors; ++processor)
        ids.push_back(PlatformLayout::apic_id(processor));
    return ids;
}

std::string_view name_of(SmiCause cause) {
    switch (cause) {
    case SmiCause::Apm: return "a command at the APM port";
    case SmiCause::SoftwareTimer: return "the software SMI timer";
    case SmiCause::Periodic: return "the periodic SMI timer";
    case SmiCause::Pm1: return "PM1";
    }
    return "";
}

} // namespace

Machine::Machine(MachineSetting const& setting)
    : setting_(setting), recorder_(setting.events, setting.kept), counters_(setting.layout.processors),
      reporter_(recorder_, {.running = [this] { return running(); }, .details = [this] { return details(current_); }}),
      memory_(reporter_), capabilities_(make_capabilities(vmcs_revision, mseg_revision, physical_bits)),
      pool_(memory_, Layout{setting.seed}, reporter_),
      apics_(
          apic_ids(setting.layout), [this] { return current_; },
          [this](unsigned processor, Ipi const& ipi) { deliver(processor, ipi); }, reporter_),
      chipset_(setting.layout, memory_, reporter_,
               {.clock = {.now = [this] { return now(); }, .frequency = setting.frequency},
                .smi = [this](SmiCause cause) { raise_smi(cause); },
                .reset = [this](Reset reset) { reset_ = reset; }}),
      random_(setting.seed), turn_{.processor = setting.layout.processors - 1} {
    memory_.add_ram(setting.layout.ram);
    memory_.add_device(setting.layout.local_apic, apics_);
    for (unsigned number = 0; number < setting.layout.processors; ++number) {
        traces_.emplace_back(number, recorder_, counters_, [this] { return now(); });
        watches_.emplace_back(reporter_);
        // In this order, so that who runs is known when a difference is reported.
        observers_.emplace_back(std::vector<VmxObserver*>{&traces_.back(), &watches_.back()});
        processors_.emplace_back(number, Processor::Surroundings{.platform = *this,
                                                                 .memory = memory_,
                                                                 .code = code_,
                                                                 .capabilities = capabilities_,
                                                                 .pool = pool_,
                                                                 .reporter = reporter_,
                                                                 .observer = &observers_.back()});
        traces_.back().follow(processors_.back());
        watches_.back().follow(processors_.back());
    }
}

uint64_t Machine::now() const {
    auto ticks = waited_;
    for (auto const& processor : processors_)
        ticks += processor.retired();
    return ticks;
}

Identity Machine::identity(unsigned processor) const {
    return {.apic_id = PlatformLayout::apic_id(processor), .logical_processors = setting_.layout.processors};
}

uint32_t Machine::read_port(unsigned, uint16_t port, unsigned size) {
    return chipset_.ports().read(port, size);
}

void Machine::write_port(unsigned, uint16_t port, unsigned size, uint32_t value) {
    chipset_.ports().write(port, size, value);
    tell_of_serial_lines();
}

std::optional<uint64_t> Machine::read_apic(unsigned processor, uint32_t msr) {
    return apics_.of(processor).read_msr(msr);
}

bool Machine::write_apic(unsigned processor, uint32_t msr, uint64_t value) {
    return apics_.of(processor).write_msr(msr, value);
}

// To all processors, as the chipset's line does; to one whose access to a port raises it, as an I/O SMI.
void Machine::raise_smi(SmiCause cause) {
    recorder_.add({.time = now(), .kind = EventKind::SmiRaised, .text = std::string{name_of(cause)}});
    for (auto& processor : processors_) {
        if (processor.id() == current_)
            processor.request_io_smi();
        else
            processor.request_smi();
    }
}

void Machine::deliver(unsigned processor, Ipi const& ipi) {
    auto& receiver = processors_.at(processor);
    switch (ipi.mode) {
    case DeliveryMode::Fixed:
    case DeliveryMode::LowestPriority: return receiver.request_interrupt(ipi.vector);
    case DeliveryMode::Smi: return receiver.request_smi();
    case DeliveryMode::Nmi: return receiver.request_nmi();
    case DeliveryMode::Init: return receiver.request_init();
    case DeliveryMode::StartUp: return receiver.request_sipi(ipi.vector);
    }
}

void Machine::tell_of_serial_lines() {
    auto const& lines = chipset_.serial().lines();
    for (; lines_told_ < lines.size(); ++lines_told_)
        recorder_.add({.time = now(),
                       .processor = current_,
                       .context = traces_[current_].context(),
                       .kind = EventKind::SerialLine,
                       .text = lines[lines_told_]});
}

RecordingReporter::Running Machine::running() const {
    if (processors_.empty()) return {};
    return {.time = now(),
            .processor = current_,
            .context = traces_.at(current_).context(),
            .rip = processors_.at(current_).state().rip};
}

// All processors wait: time passes until the chipset does something. False: it never will.
bool Machine::wait_for_chipset(uint64_t end) {
    auto const event = chipset_.power().next_event();
    if (!event || *event >= end) return false;
    waited_ += *event - now();
    chipset_.power().catch_up();
    return true;
}

// The next processor's. False: none will run again.
bool Machine::begin_turn(uint64_t end) {
    turn_.processor = (turn_.processor + 1) % processors();
    if (turn_.processor == 0) {
        bool const waits = !any_ran_;
        any_ran_ = false;
        if (waits && !wait_for_chipset(end)) {
            turn_.processor = processors() - 1;
            any_ran_ = true; // a later run asks all of them again: something may have been requested meanwhile
            return false;
        }
    }
    std::uniform_int_distribution<unsigned> slice(1, setting_.longest_slice);
    turn_ = {.processor = turn_.processor, .slice = slice(random_), .over = false};
    auto const event = chipset_.power().next_event();
    if (event && *event <= now()) chipset_.power().catch_up();
    return true;
}

// No more than `limit` instructions of it. What ends the run, if anything does.
std::optional<MachineEnd> Machine::go_on_with_turn(uint64_t limit) {
    auto& processor = processors_[turn_.processor];
    auto const before = processor.retired();
    auto const result = processor.run(std::min(turn_.slice - std::max(turn_.retired, turn_.events), limit));
    auto const retired = processor.retired() - before;
    traces_[turn_.processor].catch_up();
    any_ran_ = any_ran_ || retired != 0 || result.end == RunEnd::Budget;
    turn_.retired += retired;
    turn_.events += result.events;
    turn_.over = result.end != RunEnd::Budget || turn_.retired >= turn_.slice || turn_.events >= turn_.slice;
    return end_of(result);
}

std::optional<MachineEnd> Machine::end_of(RunResult const& result) {
    if (result.end == RunEnd::Error || result.end == RunEnd::Shutdown) {
        error_ = fmt::format("processor {}: {}", current_, result.end == RunEnd::Shutdown ? "shutdown" : result.error);
        recorder_.add({.time = now(),
                       .processor = current_,
                       .kind = EventKind::Shutdown,
                       .text = error_,
                       .details = details(current_)});
        return MachineEnd::Error;
    }
    if (reset_) return MachineEnd::Reset;
    return std::nullopt;
}

MachineEnd Machine::run(uint64_t budget, StopBefore const& stop) {
    auto const end = now() + budget;
    while (now() < end) {
        if (turn_.over && !begin_turn(end)) return MachineEnd::Idle;
        current_ = turn_.processor;
        if (stop && stop(current_, processors_[current_].state().rip)) return MachineEnd::Stopped;
        if (auto const ended = go_on_with_turn(stop ? 1 : end - now())) return *ended;
    }
    return MachineEnd::Budget;
}

MachineEnd Machine::step(unsigned processor, uint64_t instructions) {
    current_ = processor;
    auto const result = processors_.at(processor).run(instructions);
    traces_.at(processor).catch_up();
    return end_of(result).value_or(MachineEnd::Budget);
}

} // namespace redoubt::machine
