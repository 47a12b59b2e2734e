// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/rules.h"
#include "test/domains/oracle.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <vector>

using namespace redoubt::test;
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

DomainType type_of(unsigned type) {
    return static_cast<DomainType>(type);
}

} // namespace

TEST_CASE("REQ-DOM-03: what is populated is what the interface's table says, for every type and event") {
    for (auto const& row : kDomainTable)
        for (auto const event : all_events()) {
            auto const expected = expected_populated(row, event);
            auto const got = populated(type_of(row.type), event);
            CAPTURE(row.type);
            CHECK(got.all == expected.all);
            CHECK(got.io == expected.io);
            CHECK(got.dx == expected.dx);
            CHECK(got.data == expected.data);
        }
}

TEST_CASE("REQ-DOM-03: what is propagated is what the interface's table says, for every type and event") {
    for (auto const& row : kDomainTable)
        for (auto const event : all_events()) {
            auto const expected = expected_propagated(row, event);
            auto const got = propagated(type_of(row.type), event, true);
            CAPTURE(row.type);
            CHECK(got.all == expected.all);
            CHECK(got.data == expected.data);
        }
}

TEST_CASE("REQ-DOM-06: nothing is propagated unless SmramToVmcsRestoreRequired is set") {
    for (auto const& row : kDomainTable)
        for (auto const event : all_events()) {
            auto const got = propagated(type_of(row.type), event, false);
            CHECK_FALSE(got.all);
            CHECK_FALSE(got.data);
        }
}

TEST_CASE("REQ-DOM-04: a domain changes only by a trapped port that it disallows, or by a call of the BIOS") {
    for (auto const& row : kDomainTable)
        for (auto const event : all_events()) {
            auto const got =
                degrade({.type = type_of(row.type), .xstate = XStatePolicy::Scrub, .degradation = 0}, event);
            auto const expected = expected_type(row, event);
            CHECK(static_cast<unsigned>(got.type) == expected);
            CHECK(got.outcome == (expected == row.type ? Outcome::Kept : Outcome::Degraded));
        }
}

TEST_CASE("REQ-DOM-04: protection that the policy names stays, or the change is precluded") {
    for (auto const& row : kDomainTable)
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
