// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/rules.h"

#include <array>
#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace stm::domains;
using stm::abi::DomainType;
using stm::abi::XStatePolicy;

namespace {

std::vector<Event> all_events() {
    std::vector<Event> events;
    for (unsigned bits = 0; bits < 32; ++bits)
        events.push_back({.io = (bits & 1) != 0,
                          .in = (bits & 2) != 0,
                          .string = (bits & 4) != 0,
                          .trapped = (bits & 8) != 0,
                          .api = (bits & 16) != 0});
    return events;
}

// The interface's table. Columns: what is populated for an SMI that is not about a trapped port, for a trapped IN, for
// a trapped OUT; what is propagated for each of these. "all"; "rev" only SM_REVID; "dx" also IO_MISC, IO_MEM_ADDR and
// DX; "eax" for populated also EAX, for propagated only EAX; "-" nothing.
struct Row {
    unsigned type;
    std::array<std::string, 3> populated;
    std::array<std::string, 3> propagated;
};

std::vector<Row> const kTable = {
    {0x0, {"all", "all", "all"}, {"all", "all", "all"}}, // UNPROTECTED
    {0x4, {"all", "all", "all"}, {"-", "eax", "-"}},     // INTEGRITY_PROT_OUT_IN
    {0x6, {"all", "all", "all"}, {"-", "-", "-"}},       // INTEGRITY_PROT_OUT
    {0xc, {"rev", "dx", "eax"}, {"-", "eax", "-"}},      // FULLY_PROT_OUT_IN
    {0xd, {"rev", "dx", "rev"}, {"-", "eax", "-"}},      // FULLY_PROT_IN
    {0xe, {"rev", "rev", "eax"}, {"-", "-", "-"}},       // FULLY_PROT_OUT
    {0xf, {"rev", "rev", "rev"}, {"-", "-", "-"}},       // FULLY_PROT
};

std::size_t column(Event event) {
    return !event.io || !event.trapped ? 0 : event.in ? 1 : 2;
}

DomainType type_of(unsigned type) {
    return static_cast<DomainType>(type);
}

} // namespace

TEST_CASE("REQ-DOM-03: what is populated is what the interface's table says, for every type and event") {
    for (auto const& row : kTable)
        for (auto const event : all_events()) {
            auto const& cell = row.populated[column(event)];
            auto const got = populated(type_of(row.type), event);
            CAPTURE(row.type);
            CAPTURE(cell);
            CHECK(got.all == (cell == "all"));
            CHECK(got.io == (cell == "dx" || cell == "eax"));
            CHECK(got.dx == (cell == "dx" || cell == "eax"));
            CHECK(got.data == (cell == "eax" && !event.string)); // OUTS has its data in memory
        }
}

TEST_CASE("REQ-DOM-03: what is propagated is what the interface's table says, for every type and event") {
    for (auto const& row : kTable)
        for (auto const event : all_events()) {
            auto const& cell = row.propagated[column(event)];
            auto const got = propagated(type_of(row.type), event, true);
            CAPTURE(row.type);
            CAPTURE(cell);
            CHECK(got.all == (cell == "all"));
            CHECK(got.data == (cell == "eax" && !event.string)); // INS has its data in memory
        }
}

TEST_CASE("REQ-DOM-06: nothing is propagated unless SmramToVmcsRestoreRequired is set") {
    for (auto const& row : kTable)
        for (auto const event : all_events()) {
            auto const got = propagated(type_of(row.type), event, false);
            CHECK_FALSE(got.all);
            CHECK_FALSE(got.data);
        }
}

TEST_CASE("REQ-DOM-04: a domain changes only by a trapped port that it disallows, or by a call of the BIOS") {
    // The type after a trapped IN, and after a trapped OUT.
    struct Change {
        unsigned type, in, out;
    };
    for (auto const& change : std::vector<Change>{{0x0, 0x0, 0x0},
                                                  {0x4, 0x4, 0x4},
                                                  {0x6, 0x4, 0x6},
                                                  {0xc, 0xc, 0xc},
                                                  {0xd, 0xd, 0xc},
                                                  {0xe, 0xc, 0xe},
                                                  {0xf, 0xd, 0xe}})
        for (auto const event : all_events()) {
            auto const got =
                degrade({.type = type_of(change.type), .xstate = XStatePolicy::Scrub, .degradation = 0}, event);
            unsigned const expected = !event.io        ? change.type
                                      : event.api      ? 0
                                      : !event.trapped ? change.type
                                      : event.in       ? change.in
                                                       : change.out;
            CHECK(static_cast<unsigned>(got.type) == expected);
            CHECK(got.outcome == (expected == change.type ? Outcome::Kept : Outcome::Degraded));
        }
}

TEST_CASE("REQ-DOM-04: protection that the policy names stays, or the change is precluded") {
    for (auto const& row : kTable)
        for (unsigned policy = 0; policy < 16; ++policy)
            for (auto const event : all_events()) {
                auto const free =
                    degrade({.type = type_of(row.type), .xstate = XStatePolicy::ReadWrite, .degradation = 0}, event);
                auto const got = degrade({.type = type_of(row.type),
                                          .xstate = XStatePolicy::ReadWrite,
                                          .degradation = static_cast<std::uint8_t>(policy)},
                                         event);
                bool const lost = (policy & ~static_cast<unsigned>(free.type)) != 0;
                CHECK(got.outcome == (free.outcome == Outcome::Degraded && lost ? Outcome::Precluded : free.outcome));
                if (got.outcome != Outcome::Precluded) CHECK(got.type == free.type);
                if (got.outcome == Outcome::Precluded) CHECK(got.type == type_of(row.type));
            }
}

TEST_CASE("REQ-DOM-04: by example: a fully protected domain and the policies that have names") {
    constexpr Event in{.io = true, .in = true, .string = false, .trapped = true, .api = false};
    constexpr Event call{.io = true, .in = false, .string = false, .trapped = true, .api = true};
    auto const outcome = [](std::uint8_t policy, Event event) {
        return degrade({.type = DomainType::FullyProt, .xstate = XStatePolicy::Scrub, .degradation = policy}, event)
            .outcome;
    };
    CHECK(outcome(0x0, in) == Outcome::Degraded);
    CHECK(outcome(0x4, in) == Outcome::Degraded);
    CHECK(outcome(0xc, in) == Outcome::Degraded);
    CHECK(outcome(0xf, in) == Outcome::Precluded);
    CHECK(outcome(0x0, call) == Outcome::Degraded);
    CHECK(outcome(0x4, call) == Outcome::Precluded);
    CHECK(outcome(0xc, call) == Outcome::Precluded);
    CHECK(outcome(0xf, call) == Outcome::Precluded);
}

TEST_CASE("REQ-DOM-04: the event names the VMCS, the type that was asked for and the one that is left") {
    auto const event = degraded_event(0x123456000, DomainType::FullyProt, DomainType::FullyProtIn);
    CHECK(event.vmcs_phys_pointer == 0x123456000);
    CHECK(event.expected_domain_type == 0xf);
    CHECK(event.degraded_domain_type == 0xd);
    for (auto const byte : event.beyond)
        CHECK(byte == 0);
}

TEST_CASE("REQ-DOM-05: extended state is shared, restored, or cleared and restored") {
    auto const shared = xstate(XStatePolicy::ReadWrite);
    CHECK_FALSE((shared.save || shared.clear || shared.restore));
    auto const read_only = xstate(XStatePolicy::ReadOnly);
    CHECK((read_only.save && !read_only.clear && read_only.restore));
    auto const scrubbed = xstate(XStatePolicy::Scrub);
    CHECK((scrubbed.save && scrubbed.clear && scrubbed.restore));
}
