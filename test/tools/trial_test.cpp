// SPDX-License-Identifier: Apache-2.0
#include "test/tools/small_image.hpp"
#include "tools/machine/report.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace redoubt;
using machine::Style;
using trial::Setting;
using trial::Trial;

namespace {

void run(Trial& trial) {
    trial.start();
    trial.run([] {});
}

// With an image of a few bytes of code.
std::string first_problem(std::vector<uint8_t> const& code, Setting const& setting = {.processors = 2}) {
    Trial trial(setting);
    auto const findings = trial.load(test::small_image(code), Style::Edk2);
    REQUIRE_FALSE(refused(findings));
    run(trial);
    CHECK_FALSE(trial.good());
    REQUIRE_FALSE(trial.problems().empty());
    CHECK(trial.problems().front().text.find('\n') == std::string::npos);
    return trial.problems().front().text;
}

// The commands by which a processor's script raises SMIs.
std::vector<uint64_t> commands(trial::Manners const& manners) {
    using machine::guest::OsAction;
    std::vector<uint64_t> all;
    for (auto const& operation : trial::workload(0, 2, trial::Monitored::Yes, manners).round)
        if (operation.action == OsAction::SoftwareSmi || operation.action == OsAction::StringSmi)
            all.push_back(operation.value);
    return all;
}

} // namespace

TEST_CASE("trial: only a careless SMI handler is told to change what the default treatment does not give back") {
    constexpr uint64_t plain = 4; // HandlerAction::WriteCr and WriteDr are behind them
    auto const behind = [](uint64_t command) { return command > plain; };
    CHECK(std::ranges::any_of(commands({}), behind));
    CHECK(std::ranges::none_of(commands({.handler = trial::Handler::Careful}), behind));
}

TEST_CASE("trial: without a monitor, SMIs from everywhere are served by the default treatment, and nothing is lost") {
    for (unsigned const processors : {1u, 3u, 16u}) {
        CAPTURE(processors);
        Trial trial({.processors = processors, .smis = 200});
        run(trial);
        for (auto const& problem : trial.problems())
            MESSAGE(problem.text);
        CHECK(trial.good());
        CHECK(trial.smis() >= 200);
        CHECK(trial.contexts_compared() == trial.smis());
        auto& counters = trial.machine().counters();
        CHECK(counters.tally(machine::Context::OsGuest).instructions > 0);
        CHECK(counters.tally(machine::Context::Monitor).instructions == 0);
        for (unsigned number = 0; number < processors; ++number) {
            auto const os = read_os(trial.machine(), number);
            CHECK(os.smis > 0);
            CHECK(os.exits > 0);
            CHECK(os.round == read_os(trial.machine(), 0).round);
            CHECK(read_handler(trial.machine(), number).smis > 0);
            CHECK(trial.machine().processor(number).vmx().operation() == machine::VmxOperation::Off);
        }
        // What the handler did by the command that it read.
        uint64_t orders = 0;
        for (unsigned number = 0; number < processors; ++number)
            for (auto const& order : read_handler(trial.machine(), number).orders)
                orders += order.runs;
        CHECK(orders > 0);
    }
}

TEST_CASE("trial: the same seed gives the same events and counts, and another one others") {
    auto const events_of = [](uint64_t seed) {
        std::ostringstream events;
        Trial trial({.processors = 2, .smis = 30, .seed = seed, .events = &events});
        run(trial);
        auto counts = nlohmann::json::parse(as_json(trial));
        counts.erase("seconds");
        counts.erase("mips");
        return events.str() + counts.dump();
    };
    CHECK(events_of(3) == events_of(3));
    CHECK(events_of(3) != events_of(4));
}

TEST_CASE("trial: a report for machines says what one for people says") {
    Trial trial({.processors = 2, .smis = 30});
    run(trial);
    auto const json = nlohmann::json::parse(as_json(trial));
    CHECK(json["good"] == true);
    CHECK(json["monitored"] == false);
    CHECK(json["problems"].empty());
    CHECK(json["smis"] == trial.smis());
    CHECK(json["guests"].size() == 2);
    CHECK(json["counters"]["processors"].size() == 2);
    CHECK(json["counters"]["round_trips"]["smis"] == trial.smis());
    auto const text = as_text(trial);
    for (auto const* const part : {"SMIs served", "an SMI costs a processor", "VM exits", "VMWRITE", "MIPS"}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
}

TEST_CASE("trial: an image that a rule refuses is not loaded, and the rule is named") {
    Trial trial({});
    auto image = test::small_image({0xf4});
    image.resize(16);
    auto const findings = trial.load(image, Style::Edk2);
    CHECK(refused(findings));
    CHECK(facts(findings.front().rule).name == "HeaderComplete");
    CHECK_FALSE(findings.front().text.empty());
}

TEST_CASE("trial: a monitor that halts is told of, with the processor and its context") {
    CHECK(first_problem({0xf4}).starts_with("processor 0: waits for ever in context monitor at RIP 0x7fc02001"));
}

TEST_CASE("trial: a monitor that never comes back is no progress, and it is said where all processors are") {
    Trial trial({.processors = 2, .patience = 1'000'000});
    REQUIRE_FALSE(refused(trial.load(test::small_image({0xeb, 0xfe}), Style::Edk2))); // JMP to itself
    run(trial);
    REQUIRE(trial.problems().size() == 3);
    CHECK(trial.problems()[0].text.starts_with("no progress in 1,000,000 instructions: 0 of 1,000 SMIs were served"));
    CHECK(trial.problems()[1].text.starts_with("processor 0: is in context monitor at RIP 0x7fc02000"));
    CHECK(trial.problems()[2].text.starts_with("processor 1: is in context OS at RIP "));
}

TEST_CASE("trial: a monitor that faults without handlers shuts its processor down, and that ends the trial") {
    CHECK(first_problem({0x0f, 0x0b}) == "processor 0: shutdown"); // UD2
}

TEST_CASE("trial: a monitor that resets the machine ends the trial") {
    // MOV DX, 0CF9H; MOV AL, 6; OUT DX, AL
    CHECK(first_problem({0x66, 0xba, 0xf9, 0x0c, 0xb0, 0x06, 0xee}) == "processor 0: resets the machine");
}

TEST_CASE("trial: a monitor that turns a call away is told of, with the call and the status") {
    // MOV EAX, GuestRip; VMREAD RBX, RAX; ADD RBX, 3; VMWRITE RAX, RBX; MOV EAX, 80010007H; VMLAUNCH
    std::vector<uint8_t> const code{0xb8, 0x1e, 0x68, 0x00, 0x00, 0x0f, 0x78, 0xc3, 0x48, 0x83, 0xc3, 0x03,
                                    0x0f, 0x79, 0xc3, 0xb8, 0x07, 0x00, 0x01, 0x80, 0x0f, 0x01, 0xc2};
    CHECK(first_problem(code) == "processor 0: InitializeProtection answers UnprotectableResource (0x80010007), CF 0");
}

TEST_CASE("trial: what the guests report of one processor ends the trial, and names it") {
    auto const problem_after = [](auto const& happens) {
        Trial trial({.processors = 2});
        trial.start();
        REQUIRE(trial.run_some());
        happens(trial.machine());
        CHECK_FALSE(trial.run_some());
        REQUIRE(trial.problems().size() == 1);
        CHECK(trial.problems().front().processor == 1);
        CHECK_FALSE(trial.goes_on());
        CHECK(trial.problems().size() == 1); // and is not told of twice
        return trial.problems().front().text;
    };
    CHECK(problem_after([](machine::Machine& machine) {
              auto handler = read_handler(machine, 1);
              handler.fault = {.count = 1, .vector = 14, .error_code = 2, .rip = 0x10, .cr2 = 0x20};
              write_handler(machine, 1, handler);
          }) == "processor 1: the SMI handler has exception 14, error code 0x2, at RIP 0x10, CR2 0x20");
    CHECK(problem_after([](machine::Machine& machine) {
              auto handler = read_handler(machine, 1);
              handler.exceptions = 3;
              write_handler(machine, 1, handler);
          }) == "processor 1: the monitor reports 3 protection exceptions to the SMI handler");
    CHECK(problem_after([](machine::Machine& machine) {
              auto os = read_os(machine, 1);
              os.state = machine::guest::OsState::Failed;
              os.failure.failure = machine::guest::OsFailure::Vmxoff;
              write_os(machine, 1, os);
          }).ends_with("VMXOFF fails (VMfailInvalid)"));
}

TEST_CASE("trial: a register that is lost over an SMI ends the trial, and the first error says which") {
    Trial trial({.processors = 2});
    trial.start();
    auto& machine = trial.machine();
    REQUIRE(machine.run(1'000'000, [&](unsigned processor, uint64_t) {
        return machine.processor(processor).state().in_smm;
    }) == machine::MachineEnd::Stopped);
    machine.processor(machine.current()).state().dr[1] ^= 0x40;
    trial.run([] {});
    REQUIRE_FALSE(trial.problems().empty());
    CHECK(trial.problems().front().text.find("DR1 changes over an SMI: ") != std::string::npos);
    CHECK(evidence(trial).starts_with("the first error:\n"));
}

TEST_CASE("trial: with a monitor, SMIs by the default treatment are a problem, and none at all, too") {
    for (bool const with_smis : {true, false}) {
        CAPTURE(with_smis);
        Trial trial({.processors = 1, .smis = 10});
        REQUIRE_FALSE(refused(trial.load(test::small_image({0xf4}), Style::Edk2)));
        trial.start();
        auto os = read_os(trial.machine(), 0);
        trial.machine().processor(0).state().interruptibility = 0; // although the launch was measured
        if (with_smis)                                             // but the monitor is never called
            write_script(os, trial::workload(0, 1, trial::Monitored::No), 0);
        else
            write_script(os, {}, 0, 1);
        write_os(trial.machine(), 0, os);
        trial.run([] {});
        CHECK(trial.finished());
        CHECK_FALSE(trial.good());
        REQUIRE(trial.problems().size() == 1);
        CHECK(trial.problems().front().text == (with_smis
                                                    ? "SMIs were served by the default treatment, without the monitor"
                                                    : "processor 0: no SMI came to it"));
    }
}

TEST_CASE("trial: evidence is the last events, and registers and code of the processor that the problem is about") {
    Trial trial({.processors = 2});
    REQUIRE_FALSE(refused(trial.load(test::small_image({0x90, 0xf4}), Style::Edk2)));
    run(trial);
    auto const text = evidence(trial);
    CHECK(text.starts_with("the last events:\n"));
    CHECK(text.find("processor 0, monitor:\n") != std::string::npos);
    CHECK(text.find("processor 1, ") == std::string::npos);
    CHECK(text.find("RIP 000000007fc02002") != std::string::npos);
    CHECK(text.find("hlt") != std::string::npos);
}
