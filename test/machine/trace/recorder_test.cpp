// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/recorder.hpp"
#include "machine/trace/reporter.hpp"

#include <doctest/doctest.h>
#include <sstream>

using namespace redoubt::machine;

TEST_CASE("machine: the same events give the same lines, byte for byte, as soon as they happen") {
    std::ostringstream first;
    std::ostringstream second;
    for (auto* const lines : {&first, &second}) {
        Recorder recorder(lines);
        recorder.add(
            {.time = 5, .processor = 1, .context = Context::Os, .kind = EventKind::SmiRaised, .text = "port b2"});
        CHECK(lines->str() == R"({"time":5,"processor":1,"context":"os","kind":"smi_raised","text":"port b2"})"
                              "\n");
        recorder.add({.time = 9, .kind = EventKind::Rsm});
    }
    CHECK(first.str() == second.str());
    CHECK(first.str() == R"({"time":5,"processor":1,"context":"os","kind":"smi_raised","text":"port b2"})"
                         "\n"
                         R"({"time":9,"kind":"rsm"})"
                         "\n");
}

TEST_CASE("machine: a bounded record has the last events, knows how many it forgot, and still writes and counts all") {
    std::ostringstream lines;
    Recorder recorder(&lines, 3);
    for (uint64_t time = 0; time < 10; ++time)
        recorder.add({.time = time, .kind = time == 2 ? EventKind::Violation : EventKind::VmExit});
    REQUIRE(recorder.events().size() == 3);
    CHECK(recorder.events().front().time == 7);
    CHECK(recorder.events().back().time == 9);
    CHECK(recorder.forgotten_events() == 7);
    CHECK(recorder.errors() == 1);
    auto const text = lines.str();
    CHECK(std::count(text.begin(), text.end(), '\n') == 10);
}

TEST_CASE("machine: a record without bounds keeps everything") {
    Recorder recorder;
    for (uint64_t time = 0; time < 1000; ++time) {
        recorder.add({.time = time, .kind = EventKind::VmExit});
        recorder.enters(0, time % 2 == 0 ? Context::Os : Context::Monitor, time);
    }
    CHECK(recorder.events().size() == 1000);
    CHECK(recorder.forgotten_events() == 0);
    CHECK(recorder.stretches(1000).size() == 1000);
}

TEST_CASE("machine: stretches follow each other without gaps for a processor, and the last goes on until now") {
    Recorder recorder;
    recorder.enters(0, Context::Os, 0);
    recorder.enters(1, Context::Os, 10);
    recorder.enters(0, Context::Monitor, 100);
    recorder.enters(0, Context::Monitor, 110);    // it is there already
    recorder.enters(0, Context::SmiHandler, 120); // left at once
    recorder.enters(0, Context::Monitor, 120);
    recorder.enters(0, Context::Os, 150);
    std::vector<Stretch> const expected{{0, Context::Os, 0, 100},
                                        {0, Context::Monitor, 100, 120},
                                        {0, Context::Monitor, 120, 150},
                                        {0, Context::Os, 150, 200},
                                        {1, Context::Os, 10, 200}};
    CHECK(recorder.stretches(200) == expected);
    CHECK(recorder.stretches(150).size() == 4);
}

TEST_CASE("machine: a bounded record keeps the last stretches") {
    Recorder recorder(nullptr, 2);
    for (uint64_t time = 0; time < 10; ++time)
        recorder.enters(0, time % 2 == 0 ? Context::Os : Context::Monitor, time);
    std::vector<Stretch> const expected{
        {0, Context::Monitor, 7, 8}, {0, Context::Os, 8, 9}, {0, Context::Monitor, 9, 20}};
    CHECK(recorder.stretches(20) == expected);
}

TEST_CASE("machine: a report becomes a violation with who ran, where, and what the processor looked like") {
    Recorder recorder;
    RecordingReporter reporter(
        recorder, {.running = [] { return RecordingReporter::Running{40, 2, Context::Monitor, 0x7f001234}; },
                   .details = [] { return std::string("RAX 1\n"); }});
    Reporter& seen_by_the_machine = reporter;
    seen_by_the_machine.report("SDM vol. 3C 24.11.1", "active on two processors");
    REQUIRE(recorder.events().size() == 1);
    CHECK(recorder.events().front() == TraceEvent{.time = 40,
                                                  .processor = 2,
                                                  .context = Context::Monitor,
                                                  .kind = EventKind::Violation,
                                                  .rip = 0x7f001234,
                                                  .rule = "SDM vol. 3C 24.11.1",
                                                  .text = "active on two processors",
                                                  .details = "RAX 1\n"});
    CHECK(recorder.errors() == 1);
}

TEST_CASE("machine: a rule that is broken in a loop is recorded each time, with registers the first times only") {
    Recorder recorder;
    unsigned looked = 0;
    RecordingReporter reporter(recorder, {.running = [] { return RecordingReporter::Running{0, 0, Context::Os, 0}; },
                                          .details = [&] { return std::to_string(++looked); }});
    for (unsigned i = 0; i < 100; ++i)
        reporter.report("one", "text");
    reporter.report("two", "text");
    CHECK(recorder.events().size() == 101);
    CHECK(recorder.events().at(RecordingReporter::kDetailed - 1).details == "8");
    CHECK(recorder.events().at(RecordingReporter::kDetailed).details.empty());
    CHECK(recorder.events().back().details == "9");
    CHECK(reporter.reports().at("one") == 100);
    CHECK(reporter.reports().at("two") == 1);
}

TEST_CASE("machine: a report while no processor runs asks for no registers") {
    Recorder recorder;
    RecordingReporter reporter(recorder, {.running = [] { return RecordingReporter::Running{.time = 3}; },
                                          .details = []() -> std::string { throw std::logic_error("nothing runs"); }});
    reporter.report("rule", "DMA to closed SMRAM");
    CHECK(recorder.events().front() ==
          TraceEvent{.time = 3, .kind = EventKind::Violation, .rule = "rule", .text = "DMA to closed SMRAM"});
}
