// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/layout.h"
#include "monitor/smi/state.h"
#include "spec/abi/api.h"
#include "spec/abi/status.h"
#include "test/boot/bare_machine.hpp"

#include <doctest/doctest.h>
#include <functional>

using redoubt::test::BareMachine;
using redoubt::test::the_image;
using stm::abi::Function;
using stm::abi::Status;
using stm::smi::kOff;
using stm::smi::kPreparing;

namespace {

constexpr unsigned rax = 0, rsi = 6;

struct Outcome {
    Status status;
    std::uint32_t word; // afterwards
    unsigned tries;
};

// What the others have made of the word, before each try of this processor to exchange what it expects.
using Others = std::function<std::uint32_t(unsigned tries, std::uint32_t expected)>;

Outcome admit(Function function, Others const& others) {
    BareMachine machine(the_image(), 0x7f800000);
    auto const word = machine.base() + 0x100000;
    auto const exchange = machine.address_of("_ZN3stm4arch16compare_exchangeERjjj");
    machine.write(word, kOff, 4);
    machine.begin_call("_ZN3stm3smi5admitERNS0_6SharedEj", {word, static_cast<std::uint32_t>(function)});
    unsigned tries = 0;
    while (!machine.returned()) {
        if (machine.processor().rip == exchange)
            machine.write(word, others(tries++, static_cast<std::uint32_t>(machine.general(rsi))), 4);
        REQUIRE(machine.step());
    }
    return {static_cast<Status>(machine.general(rax)), static_cast<std::uint32_t>(machine.read(word, 4)), tries};
}

Outcome admit(Function function, std::uint32_t always) {
    return admit(function, [always](unsigned, std::uint32_t) { return always; });
}

void check(Outcome const& outcome, Status status, std::uint32_t word, unsigned most_tries) {
    CHECK(outcome.status == status);
    CHECK(outcome.word == word);
    CHECK(outcome.tries <= most_tries);
}

} // namespace

TEST_CASE("REQ-LIFE-02, REQ-LIFE-07: a processor is admitted by what the word says, and noted in it") {
    check(admit(Function::InitializeProtection, kOff), Status::Success, kPreparing, 1);
    check(admit(Function::InitializeProtection, kPreparing), Status::Unspecified, kPreparing, 1);
    check(admit(Function::Start, kOff), Status::Unspecified, kOff, 2);
    check(admit(Function::Start, kPreparing), Status::Unspecified, kPreparing, 2);
    for (std::uint32_t active = 1; active <= stm::boot::kProcessors; ++active) {
        CAPTURE(active);
        check(admit(Function::InitializeProtection, active), Status::AlreadyStarted, active, 1);
        if (active < stm::boot::kProcessors) check(admit(Function::Start, active), Status::Success, active + 1, 2);
    }
    check(admit(Function::Start, stm::boot::kProcessors), Status::Unspecified, stm::boot::kProcessors, 2);
    check(admit(Function::Stop, 1), Status::Stopped, 0, 0);
}

TEST_CASE("REQ-LIFE-07: a Start that another processor comes before is decided by what that one has left") {
    for (auto const& [first, then, status, word] : {std::tuple{3u, 4u, Status::Success, 5u},
                                                    {3u, 1u, Status::Success, 2u},
                                                    {3u, kOff, Status::Unspecified, kOff},
                                                    {3u, kPreparing, Status::Unspecified, kPreparing},
                                                    {kOff, 1u, Status::Unspecified, kOff}}) {
        CAPTURE(first);
        CAPTURE(then);
        auto const outcome =
            admit(Function::Start, [&](unsigned tries, std::uint32_t) { return tries == 0 ? first : then; });
        check(outcome, status, word, 3);
    }
}

TEST_CASE(
    "REQ-LIFE-07, REQ-TIME-03: a Start that others always come before is refused in the end, and changes nothing") {
    auto const another = [](unsigned, std::uint32_t expected) { return expected == 7 ? 8u : 7u; };
    auto const outcome = admit(Function::Start, another);
    CHECK(outcome.status == Status::Unspecified);
    CHECK(outcome.tries == 64);
    CHECK((outcome.word == 7 || outcome.word == 8));
}
