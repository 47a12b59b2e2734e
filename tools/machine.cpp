// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/server.hpp"
#include "machine/system/debug_target.hpp"
#include "machine/trace/grouped.hpp"
#include "machine/trace/timeline.hpp"
#include "tools/commands.hpp"
#include "tools/machine/report.hpp"
#include "tools/support/module.hpp"
#include "tools/support/whole_file.hpp"

#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace redoubt::tools {
namespace {

using machine::grouped;
using machine::Style;
using trial::Trial;

struct Options {
    std::string stm;
    std::string style = "edk2";
    trial::Setting setting = {};
    std::string html;
    std::string events;
    std::optional<uint16_t> gdb;
    uint64_t seeds = 1;
    bool json = false;
};

// Warnings are told; what is refused ends here, with each rule that was not kept.
void load(Trial& trial, Options const& options) {
    auto const image = support::read_file(options.stm);
    auto const findings =
        trial.load(std::as_bytes(std::span{image}), options.style == "edk2" ? Style::Edk2 : Style::Coreboot);
    for (auto const& finding : findings)
        fmt::print(stderr, "redoubt machine: {}{}: {}\n",
                   finding.severity == machine::Severity::Refused ? "" : "warning: ", facts(finding.rule).name,
                   finding.text);
    if (!refused(findings)) return;
    fmt::print(stderr, "redoubt machine: the image was not loaded\n");
    throw CLI::RuntimeError(1);
}

// On a terminal, one line that is written over and over.
void run_with_progress(Trial& trial) {
    bool const shown = ::isatty(STDERR_FILENO) != 0;
    trial.run([&] {
        if (shown) fmt::print(stderr, "\r{} of {} SMIs served ", grouped(trial.smis()), grouped(trial.setting().smis));
    });
    if (shown) fmt::print(stderr, "\r\033[K");
}

// The image may lie anywhere: the debugger has to be told where it does.
void say_how_to_connect(Trial& trial, Options const& options, uint16_t port) {
    std::string symbols;
    if (!options.stm.empty()) {
        auto const elf = std::filesystem::path(options.stm).replace_extension(".elf");
        symbols = fmt::format(" -ex 'add-symbol-file {} -o {:#x}'", elf.string(), trial.machine().layout().mseg.base);
    }
    fmt::print(stderr, "redoubt machine: waiting for a debugger: gdb{} -ex 'target remote :{}'\n", symbols, port);
}

// A debugger that detaches lets the trial go on without it.
void run_under_debugger(Trial& trial, Options const& options) {
    machine::gdb::Listener listener(*options.gdb);
    say_how_to_connect(trial, options, listener.port());
    auto const connection = listener.accept();
    bool told = false;
    machine::DebugTarget target(trial.machine(), [&] {
        bool const on = trial.goes_on();
        if (!on && !std::exchange(told, true))
            fmt::print(stderr, "redoubt machine: {}\n", trial.good() ? "the scripts are done" : "there is a problem");
        return on;
    });
    switch (machine::gdb::serve(*connection, target)) {
    case machine::gdb::Outcome::Detached: break;
    case machine::gdb::Outcome::Killed:
    case machine::gdb::Outcome::Lost:
        fmt::print(stderr, "redoubt machine: the debugger ended the trial\n");
        throw CLI::RuntimeError(1);
    }
    if (trial.goes_on()) run_with_progress(trial);
}

void write_page(Trial& trial, Options const& options) {
    auto const title = options.stm.empty() ? std::string("SMIs by the default treatment")
                                           : std::filesystem::path(options.stm).filename().string();
    support::write_whole(options.html, timeline_page(trial.machine().recorder(), trial.machine().counters(),
                                                     {.title = title, .end = trial.machine().now()}));
}

void report(Trial& trial, Options const& options) {
    fmt::print("{}", options.json ? as_json(trial) : as_text(trial));
    if (!options.html.empty()) {
        write_page(trial, options);
        fmt::print(stderr, "redoubt machine: the timeline is in {}\n", options.html);
    }
    if (trial.good()) return;
    std::fflush(stdout);
    fmt::print(stderr, "{}", evidence(trial));
    for (auto const& problem : trial.problems())
        fmt::print(stderr, "redoubt machine: {}\n", problem.text);
}

void run_trial(Options options) {
    if (!options.html.empty()) support::need_writable(options.html);
    std::ofstream events;
    if (!options.events.empty()) {
        events.open(options.events, std::ios::binary);
        if (!events) throw std::runtime_error(fmt::format("cannot write {}", options.events));
        options.setting.events = &events;
    }
    Trial trial(options.setting);
    if (!options.stm.empty()) load(trial, options);
    trial.start();
    if (options.gdb)
        run_under_debugger(trial, options);
    else
        run_with_progress(trial);
    report(trial, options);
    events.close();
    if (!options.events.empty() && !events) throw std::runtime_error(fmt::format("cannot write {}", options.events));
    if (!trial.good()) throw CLI::RuntimeError(1);
}

// A trial a seed, from the given one on: a line each, and the whole report of the one that fails.
void run_seeds(Options options) {
    for (auto left = options.seeds; left != 0; --left, ++options.setting.seed) {
        Trial trial(options.setting);
        if (!options.stm.empty()) load(trial, options);
        trial.start();
        run_with_progress(trial);
        if (!trial.good()) {
            report(trial, options);
            throw CLI::RuntimeError(1);
        }
        fmt::print("seed {}: {} SMIs served on {} processors, {} interrupted contexts went on as they were\n",
                   options.setting.seed, grouped(trial.smis()), trial.machine().processors(),
                   grouped(trial.contexts_compared()));
        std::fflush(stdout);
    }
}

} // namespace

void add_machine(CLI::App& app) {
    auto* const command = app.add_subcommand("machine");
    auto const options = std::make_shared<Options>();
    command->add_option(
        "--stm", options->stm,
        "the image to load, such as build/image/redoubt.stm; without one, SMIs get the default treatment");
    command->add_option("--style", options->style, "whose firmware loads it")
        ->check(CLI::IsMember({"edk2", "coreboot"}));
    command->add_option("--processors", options->setting.processors, "how many there are")
        ->check(CLI::Range(1u, machine::PlatformLayout::max_processors));
    command->add_option("--smis", options->setting.smis, "how many are served at least, on all processors together");
    command->add_flag_callback(
        "--careful-handler", [options] { options->setting.manners.handler = trial::Handler::Careful; },
        "the SMI handler keeps CR2 and the debug registers, for a monitor that does not give them back");
    command->add_flag_callback(
        "--start-together", [options] { options->setting.manners.start = machine::guest::Start::Together; },
        "no processor waits for the others' Start before its own, for a monitor that lets none go on before all "
        "called");
    command->add_option("--seed", options->setting.seed,
                        "decides the interleaving of processors and the layout of VMCSs");
    auto* const seeds =
        command->add_option("--seeds", options->seeds, "so many trials, each with the next seed, and a line for each")
            ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000}));
    auto* const html = command->add_option("--html", options->html, "write the timeline as a page to this file");
    auto* const events =
        command->add_option("--events", options->events, "write what happens to this file, a line of JSON each");
    auto* const json = command->add_flag("--json", options->json, "print JSON instead of the tables");
    auto* const gdb = command->add_option("--gdb", options->gdb,
                                          "wait for a debugger at this port of the loopback interface; 0: a free one");
    for (auto* const one_trial : {html, events, json, gdb})
        seeds->excludes(one_trial);
    command->callback([options, seeds] { seeds->empty() ? run_trial(*options) : run_seeds(*options); });
}

} // namespace redoubt::tools
