// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/pdr.hpp"

#include "test/models/lock.hpp"
#include "test/models/tanks.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::tsl;
using namespace redoubt::tsl::test;

namespace {

Checked checked(Model const& model, std::size_t instance, bool auxiliary = false) {
    Interpreter const interpreter(model, model.instances()[instance]);
    return Pdr(interpreter).check(auxiliary);
}

// The report of a run that proves a circuit of 2 inputs and 1 latch.
std::string proof() {
    return "ABC command line: \"read_aiger circuit.aig\".\n\n"
           "\x1b[1;37mcircuit                       :\x1b[0m i/o =    2/    1  lat =    1  and =      1  lev =  1\n"
           "Invariant F[1] : 1 clauses with 1 flops (out of 1) (cex = 0, ave = 1.00)\n"
           "Verification of invariant with 1 clauses was successful.  Time =     0.00 sec\n"
           "Property proved.  Time =     0.01 sec\n"
           "Status = 1  Frames = 1   Cex is not defined.\n"
           "Counter-example is not available.\n";
}

std::string break_in_frame_1() {
    return "\x1b[1;37mcircuit                       :\x1b[0m i/o =    2/    1  lat =    1  and =      1  lev =  1\n"
           "Output 0 of miter \"circuit\" was asserted in frame 1.  Time =     0.01 sec\n"
           "Status = 0  Frames = 0   CEX: Po =   0  Frame =   1  FF = 1  PI = 2  Bit =       5  1s =       1 (20.00 "
           "%)\n";
}

Graph small() {
    Graph graph;
    (void)graph.input();
    (void)graph.input();
    (void)graph.latch();
    return graph;
}

std::string without(std::string report, std::string const& line) {
    auto const from = report.find(line);
    REQUIRE(from != std::string::npos);
    return report.erase(from, report.find('\n', from) + 1 - from);
}

} // namespace

TEST_CASE("ABC proves a model without a flaw, auxiliary properties and all") {
    for (std::size_t instance = 0; instance < 2; ++instance) {
        CHECK(checked(Lock(), instance, true).answer == Answer::Proven);
        CHECK(checked(Tanks(), instance, true).answer == Answer::Proven);
    }
}

TEST_CASE("ABC breaks a safety property, and the interpreter confirms the run") {
    Lock const lock(Flaw::NoLock);
    auto const result = checked(lock, 1);
    REQUIRE(result.answer == Answer::Refuted);
    CHECK(result.breach.value().property == &lock.property("one_inside"));
    CHECK(result.breach.value().trace.labels.size() == 4); // two ask, and two enter
}

TEST_CASE("ABC breaks a step property, and the interpreter confirms the run") {
    Lock const lock(Flaw::LosesCount);
    auto const result = checked(lock, 1);
    REQUIRE(result.answer == Answer::Refuted);
    CHECK(result.breach.value().property == &lock.property("counted"));
    CHECK(result.breach.value().trace.labels.back().action->name() == "enter");
}

TEST_CASE("ABC checks one property and leaves the others") {
    Lock const lock(Flaw::NoLock);
    Interpreter const interpreter(lock, lock.instances().front());
    Pdr pdr(interpreter);
    CHECK(pdr.check(lock.property("counted")).answer == Answer::Proven);
    CHECK(pdr.check(lock.property("taken_by_somebody")).breach.value().property == &lock.property("taken_by_somebody"));
    CHECK(pdr.check(lock.property("one_inside")).breach.value().property == &lock.property("one_inside"));
}

TEST_CASE("ABC checks auxiliary properties when they are asked") {
    Tanks const tanks(Leak::SeesNothing);
    CHECK(checked(tanks, 1).answer == Answer::Proven);
    CHECK(checked(tanks, 1, true).breach.value().property == &tanks.property("sees_the_bottom"));
}

TEST_CASE("ABC finds the runs to covers, and that there is none") {
    Lock const lock;
    Interpreter const interpreter(lock, lock.instances().back());
    Pdr pdr(interpreter);
    for (auto const& cover : lock.covers()) {
        auto const result = pdr.reaches(cover);
        CHECK(result.cover == Reachability::Found);
        CHECK(interpreter.holds(cover.formula, result.trace.value().states.back()));
    }
    Tanks const tanks;
    Interpreter const with_tanks(tanks, tanks.instances().back());
    CHECK(Pdr(with_tanks).reaches(tanks.covers()[0]).cover == Reachability::Found);
    CHECK(Pdr(with_tanks).reaches(tanks.covers()[1]).cover == Reachability::Never);
}

TEST_CASE("ABC finds that a number leaves its sort, above and below, whatever else is asked") {
    for (auto const leak : {Leak::AboveLast, Leak::BelowZero}) {
        Tanks const tanks(leak);
        Interpreter const interpreter(tanks, tanks.instances().back());
        Pdr pdr(interpreter);
        for (auto const* name : {"level_in_range", "only_seen_more"}) {
            auto const result = pdr.check(tanks.property(name));
            REQUIRE(result.answer == Answer::Refuted);
            CHECK(result.breach.value().property == &tanks.property("level_in_range"));
            auto const [least, most] = std::ranges::minmax(result.breach.value().trace.states.back());
            CHECK((leak == Leak::BelowZero ? least < 0 : most > 4));
        }
    }
    Tanks const from_the_start(Leak::StartsTooFull);
    CHECK(checked(from_the_start, 0, true).breach.value().trace.labels.empty());
    Tanks const in_sort(Leak::AboveLimit);
    CHECK(checked(in_sort, 1).breach.value().property == &in_sort.property("under_limit"));
}

TEST_CASE("ABC's proof without the verification of its invariant is none") {
    CHECK(read_abc(small(), proof(), {}).output == Reachability::Never);
    for (auto const* line : {"Verification", "Invariant", "Property proved", "Status", "Counter-example"})
        CHECK_THROWS_AS((void)read_abc(small(), without(proof(), line), {}), std::runtime_error);
    auto other_status = proof();
    other_status[other_status.find("Status = 1") + 9] = '0';
    CHECK_THROWS_AS((void)read_abc(small(), other_status, {}), std::runtime_error);
    CHECK_THROWS_AS((void)read_abc(small(), proof() + "Warning: something\n", {}), std::runtime_error);
    CHECK_THROWS_AS((void)read_abc(small(), proof() + proof(), {}), std::runtime_error);
    CHECK_THROWS_AS((void)read_abc(small(), "", {}), std::runtime_error);
}

TEST_CASE("ABC's proof of another circuit, or beside a witness, is none") {
    CHECK_THROWS_AS((void)read_abc(Graph(), proof(), {}), std::runtime_error);
    CHECK_THROWS_AS((void)read_abc(small(), proof(), "0\n00\n01# DONE\n"), std::runtime_error);
}

TEST_CASE("ABC's witness is read as it is, or not at all") {
    auto const answer = read_abc(small(), break_in_frame_1(), "0\n00\n01# DONE\n");
    CHECK(answer.output == Reachability::Found);
    CHECK(answer.frames == std::vector<Frame>{{false, false}, {false, true}});
    for (auto const* witness : {"", "0\n00\n01", "1\n00\n01# DONE\n", "0\n01# DONE\n", "0\n00\n0# DONE\n",
                                "0\n00\n0x# DONE\n", "0\n00\n01# DONE\n0"})
        CHECK_THROWS_AS((void)read_abc(small(), break_in_frame_1(), witness), std::runtime_error);
    CHECK_THROWS_AS((void)read_abc(small(), break_in_frame_1(), {}), std::runtime_error);
}

TEST_CASE("ABC counts to the end of a counter without inputs, or is undecided") {
    auto const counted = [](int bits, std::chrono::seconds limit) {
        Graph graph;
        auto full = kTrue;
        for (auto i = 0; i < bits; ++i) {
            auto const bit = graph.latch();
            graph.set_next(bit, !graph.same(bit, full));
            full = graph.both(bit, full);
        }
        return abc_pdr(graph, full, {.limit = limit});
    };
    auto const short_one = counted(3, std::chrono::seconds(60));
    CHECK(short_one.output == Reachability::Found);
    CHECK(short_one.frames.size() == 8);
    auto const long_one = counted(40, std::chrono::seconds(1));
    CHECK(long_one.output == Reachability::Undecided);
    CHECK(long_one.reason.starts_with("Reached timeout"));
}

TEST_CASE("a missing ABC is said to be missing") {
    CHECK_THROWS_WITH_AS((void)abc_pdr(small(), kFalse, {.program = "no-such-abc"}),
                         "no-such-abc cannot be started; the Debian package berkeley-abc has it", std::runtime_error);
    CHECK_THROWS_AS((void)abc_pdr(small(), kFalse, {.program = "true"}), std::runtime_error); // says nothing
}
