// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/world.hpp"

#include "machine/hostile/handler_tables.hpp"
#include "machine/hostile/os_processor.hpp"
#include "machine/hostile/os_tables.hpp"
#include "machine/system/bios.hpp"
#include "spec/abi/api.h"
#include "spec/abi/mseg.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>

namespace redoubt::hostile {
namespace {

using machine::Context;
using machine::MachineEnd;
using machine::Range;
using stm::abi::ActivityState;
using stm::abi::Function;

constexpr std::size_t events_kept = 4096;
constexpr unsigned spare_pages_watched = 8;
constexpr uint64_t storm = 100; // more SMIs in a step than it has attacks for: the chipset raises them without end

stm::abi::StmHeader header_of(std::span<std::byte const> image) {
    stm::abi::StmHeader header{};
    if (image.size() >= sizeof header) std::memcpy(&header, image.data(), sizeof header);
    return header;
}

// The OS writes there, too.
std::string printable(std::string text) {
    std::erase_if(text, [](char each) { return each < ' ' || each > '~'; });
    return text;
}

} // namespace

World::World(WorldSetting const& setting)
    : setting_(setting),
      machine_({.layout = {.processors = setting.processors}, .seed = setting.seed, .kept = events_kept}),
      standing_(machine_), accesses_(machine_, ledger_.protections, spare_memory()), record_(machine_) {
    for (unsigned number = 0; number < machine_.processors(); ++number)
        exits_.emplace_back(machine_, number, ledger_, standing_, accesses_);
    load();
    start();
}

// What the loader has taken for the image, on all processors (interface: StmHeader).
Range World::image_in_memory() const {
    return {machine_.layout().mseg.base, header_of(setting_.image).sw_stm_hdr.static_image_size};
}

Range World::spare_memory() const {
    auto const header = header_of(setting_.image).sw_stm_hdr;
    uint64_t const used = uint64_t{header.static_image_size} + header.additional_dynamic_memory_size +
                          uint64_t{header.per_proc_dynamic_memory_size} * setting_.processors +
                          stm::abi::kPageTableSize + kPage - 1;
    auto const& mseg = machine_.layout().mseg;
    auto const whole = std::min(used & ~(kPage - 1), mseg.size);
    return {mseg.base + whole, mseg.size - whole};
}

void World::load() {
    Random random(setting_.seed, 1);
    machine::boot_firmware(machine_);
    auto const loaded = machine::load_monitor(machine_, setting_.image, setting_.style);
    if (!loaded.loaded()) throw std::runtime_error("the image was not loaded: " + loaded.findings.front().text);
    put_handler_tables(machine_);
    put_descriptors(machine_, setting_.style, random.chance(50), random.chance(50));
    put_os_tables(machine_);
    fill_spare_pages(random);
}

// Noise, by which one would know them again.
void World::fill_spare_pages(Random& random) {
    auto const spare = spare_memory();
    for (unsigned i = 0; i < spare_pages_watched && spare.size != 0; ++i) {
        auto const page = spare.base + random.below(spare.size / kPage) * kPage;
        std::array<uint64_t, kPage / sizeof(uint64_t)> noise;
        std::ranges::generate(noise, [&] { return random.next(); });
        put_words(machine_, page, noise);
        spare_pages_.push_back(page);
    }
}

// The first processor initializes; then all start, and serve an SMI.
void World::start() {
    Random random(setting_.seed, 2);
    call_on(0, Function::InitializeProtection, random);
    for (unsigned number = 0; number < machine_.processors(); ++number)
        call_on(number, Function::Start, random);
    Plan plan{.kind = Kind::Smi};
    plan.schedule.budget = Exits::kMostInstructions;
    plan.schedule.for_monitor = Exits::kMostInstructions;
    for (unsigned number = 0; number < machine_.processors(); ++number)
        plan.schedule.signals.push_back({Signal::Kind::Smi, number, 0});
    need_good(plan, random);
    auto const all = monitored();
    if (std::ranges::count(all, false) != 0) throw std::runtime_error("the monitor does not start on every processor");
    standing_.take(image_in_memory(), spare_pages_);
}

void World::call_on(unsigned processor, Function function, Random& random) {
    Plan plan{.kind = Kind::Lifecycle};
    plan.os.emplace(processor, lifecycle_work(function, 0, Mode::Long));
    if (!monitored().at(processor)) plan.activate.push_back(processor);
    plan.schedule.begin.push_back(processor);
    plan.schedule.budget = Exits::kMostInstructions;
    plan.schedule.for_monitor = Exits::kMostInstructions;
    need_good(plan, random);
}

void World::need_good(Plan const& plan, Random& random) {
    auto const result = carry_out(plan, random);
    if (!result.findings.empty()) throw BrokenAtStart(result.findings);
}

std::vector<bool> World::monitored() {
    std::vector<bool> all;
    for (unsigned number = 0; number < machine_.processors(); ++number)
        all.push_back(machine_.processor(number).vmx().dual_monitor());
    return all;
}

void World::set_stage(Plan const& plan, Random& random) {
    auto const mode = setting_.style == machine::Style::Edk2 ? machine::CodeMode::Bits64 : machine::CodeMode::Bits32;
    for (unsigned number = 0; number < machine_.processors(); ++number) {
        auto const program = plan.handlers.find(number);
        bool const hostile = program != plan.handlers.end();
        auto const code = hostile ? program->second.code : handler_program(mode, {}, machine_.layout(), random).code;
        (void)machine_.put(handler::kCode.of(number), code.bytes());
        machine_.watch(number).tolerate(hostile ? program->second.changes : decltype(HandlerProgram::changes){});
    }
    for (auto const& [number, work] : plan.os) {
        leave_guest(machine_, number);
        for (auto const& each : work.prepares)
            (void)machine_.put(each.at, each.bytes);
    }
    for (auto const number : plan.activate)
        prepare_activation(machine_, number);
    for (auto const& [number, work] : plan.os) {
        auto const& program = work.program;
        if (program.guest)
            enter_guest(machine_, number, program.mode, program.code, random);
        else
            enter_os(machine_, number, {program.mode, program.privilege}, program.code, random);
    }
}

StepResult World::carry_out(Plan const& plan, Random& random) {
    StepResult result{.findings = {}, .goes_on = true, .stopped = false, .overwritten = false};
    ledger_.raced = plan.kind == Kind::Race || plan.kind == Kind::CallsTogether;
    ledger_.overwritten = false;
    smis_before_ = ledger_.counts.smis;
    record_.begin_step();
    try {
        set_stage(plan, random);
    } catch (machine::VmxAbort const&) { // by a guest that the OS made unable to go back
        result.goes_on = false;
        return result;
    }
    accesses_.begin_step(result.findings);
    for (auto& each : exits_)
        each.begin_step(result.findings);
    judge(run(machine_, plan.schedule, random), plan, result);
    result.overwritten = ledger_.overwritten;
    bool const other_pdptes = accesses_.changed(os::kPdptes);
    record_.check(result.findings,
                  {.rule = result.overwritten ? "SDM vol. 3C 26.3.1." : "", .state = other_pdptes ? "PDPTE" : ""});
    accesses_.end_step();
    for (auto& each : exits_)
        each.end_step();
    if (other_pdptes) load_pdptes();
    if (result.goes_on) take_back(plan, result);
    standing_.check(result.findings);
    return result;
}

// Those that are in memory again: some processor may have others.
void World::load_pdptes() {
    for (unsigned number = 0; number < machine_.processors(); ++number)
        if (machine_.processor(number).state().cr3 == os::kPdptes)
            (void)machine_.processor(number).mmu().load_pdptes(os::kPdptes);
}

// Processors of the OS's that run on somewhere, or have a state in which no NMI can be served, wait from now on, as their
// kernel would make them.
void World::take_back(Plan const& plan, StepResult& result) {
    Random calm(0);
    if (plan.kind == Kind::VmxInstruction) put_os_tables(machine_); // a region may have been made of one of them
    for (unsigned number = 0; number < machine_.processors(); ++number) {
        auto const work = plan.os.find(number);
        bool const spoilt = work != plan.os.end() && work->second.program.resets;
        auto const activity = machine_.processor(number).state().activity;
        if (activity != ActivityState::Active && !(spoilt && activity == ActivityState::Hlt)) continue;
        try {
            leave_guest(machine_, number);
        } catch (machine::VmxAbort const&) {
            result.goes_on = false;
            return;
        }
        enter_os(machine_, number, {}, Code(machine::CodeMode::Bits64).halt(), calm);
        machine_.processor(number).state().activity = ActivityState::Hlt;
        ++machine_.processor(number).state().rip; // behind HLT
    }
}

void World::judge(Outcome const& outcome, Plan const& plan, StepResult& result) {
    switch (outcome.kind) {
    case Outcome::Kind::Quiet: return;
    case Outcome::Kind::Stuck: return judge_stuck(outcome.processor, plan, result);
    case Outcome::Kind::Ended: return judge_end(outcome, plan, result);
    }
}

// The handler may stay where it is for ever, and what it has written may make the OS do so. A processor of the OS's that runs
// on somewhere is taken back.
void World::judge_stuck(unsigned processor, Plan const& plan, StepResult& result) {
    auto const context = machine_.context(processor);
    for (unsigned number = 0; number < machine_.processors(); ++number)
        if (machine_.processor(number).state().in_smm) result.goes_on = false;
    if (context != Context::Monitor &&
        (plan.may_hang() || plan.may_stop() || plan.resets() || accesses_.monitor_spoils_os()))
        return;
    result.goes_on = false;
    if (ledger_.counts.smis - smis_before_ > storm) return; // all of them were served
    result.findings.add(Promise::P6, processor,
                        fmt::format("it does not come back from context {}, RIP {:#x}", name_of(context),
                                    machine_.processor(processor).state().rip));
}

void World::judge_end(Outcome const& outcome, Plan const& plan, StepResult& result) {
    auto const context = machine_.context(outcome.processor);
    result.goes_on = false;
    bool const reset = outcome.end == MachineEnd::Reset;
    if (context == Context::Monitor) {
        result.stopped = reset;
        if (reset && (plan.may_stop() || ledger_.overwritten)) return;
    } else if ((reset || !is_in_smm(context)) &&
               (plan.resets() || plan.may_stop() || accesses_.monitor_spoils_os())) {
        return;
    }
    auto const& lines = machine_.chipset().serial().lines();
    auto const said = lines.empty() ? std::string() : "; on the serial port: " + printable(lines.back());
    result.findings.add(Promise::P6, outcome.processor,
                        fmt::format("the machine ends in context {}: {}{}", name_of(context),
                                    reset ? "a reset" : machine_.error(), said));
}

} // namespace redoubt::hostile
