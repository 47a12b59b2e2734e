// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/counters.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace redoubt::machine;
using stm::abi::ExitReason;

namespace {

// An SMI whose handler is entered once, as a machine counts it.
void round_trip(Counters& counters, unsigned processor, uint64_t there, uint64_t handler, uint64_t back) {
    counters.smi_begins(processor);
    counters.count(processor, Context::Os, ExitReason::OtherSmi);
    counters.count(processor, Context::Monitor, there);
    counters.count(processor, Context::Monitor, VmxInstruction::Vmread);
    counters.count(processor, Context::Monitor, VmxInstruction::Vmread);
    counters.count(processor, Context::Monitor, VmxInstruction::Vmresume);
    counters.count(processor, Context::SmiHandler, handler);
    counters.count(processor, Context::SmiHandler, ExitReason::Rsm);
    counters.count(processor, Context::Monitor, back);
    counters.count(processor, Context::Monitor, VmxInstruction::Vmresume);
    counters.smi_ends(processor);
}

struct Expected {
    uint64_t min;
    uint64_t median;
    uint64_t max;
};

void check(Distribution const& of, Expected const& expected) {
    CHECK(of.min() == expected.min);
    CHECK(of.median() == expected.median);
    CHECK(of.max() == expected.max);
}

Distribution distribution(std::initializer_list<uint64_t> values) {
    Distribution of;
    for (auto const value : values)
        of.add(value);
    return of;
}

} // namespace

TEST_CASE("machine: the mean is exact, and that of nothing is 0") {
    CHECK(distribution({}).mean() == 0);
    CHECK(distribution({1, 2, 2, 2}).mean() == 1.75);
}

TEST_CASE("machine: the median is the middle value, of an even number of values the lower of both in the middle") {
    check(distribution({}), {0, 0, 0});
    check(distribution({7}), {7, 7, 7});
    check(distribution({9, 1}), {1, 1, 9});
    check(distribution({9, 1, 5}), {1, 5, 9});
    check(distribution({4, 3, 2, 1}), {1, 2, 4});
    check(distribution({1, 1, 1, 100}), {1, 1, 100});
    check(distribution({1, 100, 100, 100, 1}), {1, 100, 100});
    auto sum = distribution({1, 2});
    sum.add(distribution({2, 10, 11}));
    check(sum, {1, 2, 11});
    CHECK(sum.count() == 5);
    CHECK(sum.total() == 26);
}

TEST_CASE("machine: counts are kept apart by processor and context, and add up over processors") {
    Counters counters(3);
    counters.count(0, Context::Os, 100);
    counters.count(0, Context::Os, 11);
    counters.count(2, Context::Os, 1000);
    counters.count(2, Context::Monitor, 5);
    counters.count(2, Context::OsGuest, ExitReason::Cpuid);
    counters.count(0, Context::OsGuest, ExitReason::Cpuid);
    counters.count(0, Context::OsGuest, ExitReason::Hlt);
    counters.count(1, Context::Monitor, VmxInstruction::Invept);
    counters.count(1, Context::Monitor, VmxInstruction::Invept);
    CHECK(counters.tally(0, Context::Os).instructions == 111);
    CHECK(counters.tally(1, Context::Os) == Tally{});
    CHECK(counters.tally(2, Context::Os).instructions == 1000);
    CHECK(counters.tally(Context::Os).instructions == 1111);
    CHECK(counters.tally(Context::Monitor).instructions == 5);
    CHECK(counters.tally(Context::OsGuest).exits ==
          std::map<ExitReason, uint64_t>{{ExitReason::Cpuid, 2}, {ExitReason::Hlt, 1}});
    CHECK(counters.tally(0, Context::OsGuest).all_exits() == 2);
    CHECK(counters.tally(1, Context::Monitor).vmx.at(static_cast<std::size_t>(VmxInstruction::Invept)) == 2);
    CHECK(counters.tally(1, Context::Monitor).vmx.at(static_cast<std::size_t>(VmxInstruction::Invvpid)) == 0);
    CHECK_THROWS(counters.count(3, Context::Os, 1));
}

TEST_CASE("machine: a round trip costs the monitor's instructions both ways, without the handler's and without those "
          "before") {
    Counters counters(2);
    counters.count(0, Context::Monitor, 1'000'000); // it started
    round_trip(counters, 0, 700, 50, 600);
    round_trip(counters, 0, 701, 60, 605);
    round_trip(counters, 0, 900, 70, 1000);
    round_trip(counters, 1, 10, 1, 10);
    auto const& first = counters.round_trips(0);
    CHECK(first.count() == 3);
    check(first.monitor, {1300, 1306, 1900});
    check(first.handler, {50, 60, 70});
    check(first.exits, {2, 2, 2});
    check(first.vmx.at(static_cast<std::size_t>(VmxInstruction::Vmread)), {2, 2, 2});
    check(first.vmx.at(static_cast<std::size_t>(VmxInstruction::Vmresume)), {2, 2, 2});
    check(first.vmx.at(static_cast<std::size_t>(VmxInstruction::Vmwrite)), {0, 0, 0});
    check(counters.round_trips().monitor, {20, 1300, 1900});
}

TEST_CASE("machine: SMIs of several processors at once do not mix") {
    Counters counters(2);
    counters.smi_begins(0);
    counters.count(0, Context::Monitor, 3);
    counters.smi_begins(1);
    counters.count(1, Context::Monitor, 40);
    counters.count(0, Context::Monitor, 4);
    counters.smi_ends(1);
    counters.count(1, Context::Monitor, 5000);
    counters.smi_ends(0);
    check(counters.round_trips(0).monitor, {7, 7, 7});
    check(counters.round_trips(1).monitor, {40, 40, 40});
}

TEST_CASE("machine: leaving SMM without an SMI is no round trip, and an SMI that never ended is given up") {
    Counters counters(1);
    counters.count(0, Context::Monitor, 100);
    counters.smi_ends(0);
    CHECK(counters.round_trips(0).count() == 0);
    counters.smi_begins(0);
    counters.count(0, Context::Monitor, 10);
    counters.smi_begins(0);
    counters.count(0, Context::Monitor, 1);
    counters.smi_ends(0);
    counters.smi_ends(0);
    CHECK(counters.round_trips(0).count() == 1);
    check(counters.round_trips(0).monitor, {1, 1, 1});
}

TEST_CASE("machine: under the default treatment the handler's instructions are SMM's, and the monitor has none") {
    Counters counters(1);
    counters.smi_begins(0);
    counters.count(0, Context::SmmDefault, 77);
    counters.smi_ends(0);
    check(counters.round_trips(0).handler, {77, 77, 77});
    check(counters.round_trips(0).monitor, {0, 0, 0});
}

TEST_CASE("machine: the counts as JSON have every number, and the same counts give the same bytes") {
    auto const make = [] {
        Counters counters(2);
        counters.count(1, Context::OsGuest, 12);
        counters.count(1, Context::OsGuest, ExitReason::EptViolation);
        round_trip(counters, 1, 6, 5, 4);
        return as_json(counters);
    };
    CHECK(make() == make());
    auto const read = nlohmann::json::parse(make());
    CHECK(read["processors"][0]["contexts"].empty());
    auto const& contexts = read["processors"][1]["contexts"];
    CHECK(contexts["os_guest"]["instructions"] == 12);
    CHECK(contexts["os_guest"]["vm_exits"]["EPT violation"] == 1);
    CHECK(contexts["monitor"]["vmx_instructions"]["VMREAD"] == 2);
    CHECK(contexts["smi_handler"]["vm_exits"]["RSM"] == 1);
    CHECK(read["processors"][0]["round_trips"]["smis"] == 0);
    for (auto const& trips : {read["processors"][1]["round_trips"], read["round_trips"]}) {
        CHECK(trips["smis"] == 1);
        CHECK(trips["monitor_instructions"] ==
              nlohmann::json{{"min", 10}, {"median", 10}, {"mean", 10.0}, {"max", 10}, {"total", 10}});
        CHECK(trips["handler_instructions"]["median"] == 5);
        CHECK(trips["vm_exits"]["max"] == 2);
        CHECK(trips["vmx_instructions"]["VMREAD"]["total"] == 2);
        CHECK_FALSE(trips["vmx_instructions"].contains("INVEPT"));
    }
}
