// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/psd.h"
#include "test/machine/system/loaded.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::test::events_of;
using redoubt::test::Loaded;
using redoubt::test::patience;
using stm::abi::Function;
using stm::abi::Status;

namespace {

constexpr unsigned processors = 4;
constexpr uint64_t rounds = 25;

// In each round all processors call at once, or each a little after the one before: the first one what it is told, the
// others Start. Then whoever is active stops.
void call_at_once(Loaded& loaded, Function by_the_first, uint64_t lag = 0, uint64_t times = rounds) {
    for (unsigned number = 0; number < processors; ++number) {
        auto const all = guest::meet(processors, patience);
        loaded.write_script(number,
                            {guest::enter_vmx(), all, guest::compute(1 + number * lag),
                             guest::call(number == 0 ? by_the_first : Function::Start), all,
                             guest::call(Function::Stop)},
                            1, times);
    }
    loaded.run();
    loaded.check_good();
}

// By it no handler can be set up.
void spoil_descriptor(Loaded& loaded, unsigned number) {
    auto const psd = loaded.machine.layout().smbase(number) + stm::abi::smbase::kPsd;
    *loaded.machine.memory().ram(psd) = std::byte{1}; // of the signature
}

// Each call of each round began the monitor on its processor and ended it at once.
void check_that_nobody_began(Loaded& loaded) {
    auto const calls = 2 * processors * rounds;
    CHECK(events_of(loaded.machine, EventKind::Activation).size() == calls);
    CHECK(events_of(loaded.machine, EventKind::Deactivation).size() == calls);
    for (unsigned number = 0; number < processors; ++number) {
        CAPTURE(number);
        CHECK(loaded.answers(number) ==
              std::vector{Loaded::error(Status::Unspecified), Loaded::error(Status::Stopped)});
        CHECK(read_handler(loaded.machine, number).setups == 0);
    }
}

} // namespace

TEST_CASE("image: REQ-LIFE-07: nobody starts before somebody has initialized, however many try at once") {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        Loaded loaded(processors, Style::Edk2, seed);
        call_at_once(loaded, Function::Start);
        check_that_nobody_began(loaded);
    }
}

TEST_CASE("image: REQ-LIFE-02: whoever initializes is not kept from it by others that want to start too early") {
    constexpr uint64_t few = 5; // to find out what the handler may reach takes 2.7 million instructions
    uint64_t started = 0;       // of the others
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        Loaded loaded(processors, Style::Edk2, seed);
        call_at_once(loaded, Function::InitializeProtection, 4'000 * seed, few);
        CHECK(read_handler(loaded.machine, 0).setups == few);
        for (unsigned number = 1; number < processors; ++number)
            started += read_handler(loaded.machine, number).setups;
    }
    CHECK(started > 0); // both happen
    CHECK(started < 10 * few * (processors - 1));
}

TEST_CASE("image: REQ-LIFE-07: nobody starts while another one fails to initialize") {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        Loaded loaded(processors, Style::Edk2, seed);
        spoil_descriptor(loaded, 0);
        call_at_once(loaded, Function::InitializeProtection);
        check_that_nobody_began(loaded);
    }
}

TEST_CASE("image: REQ-LIFE-07: whoever fails to initialize or to start leaves nothing behind for the others") {
    Loaded loaded(2);
    spoil_descriptor(loaded, 0);
    auto const both = guest::meet(2, patience);
    loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection), both, both,
                            guest::call(Function::Start), both});
    loaded.write_script(1, {guest::enter_vmx(), both, guest::call(Function::InitializeProtection), both, both,
                            guest::call(Function::Stop), guest::call(Function::Start)});
    loaded.run();
    loaded.check_good();
    auto const refused = Loaded::error(Status::Unspecified);
    CHECK(loaded.answers(0) == std::vector{refused, refused});
    CHECK(loaded.answers(1) == std::vector{Loaded::good(), Loaded::good(), refused}); // nobody is active after Stop
}

TEST_CASE("image: REQ-LIFE-02, REQ-LIFE-06: whoever starts is counted, whatever others do at the same moment") {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        Loaded loaded(processors, Style::Edk2, seed);
        // Those that start and stop without end all begin between the first one's start and its stop, or fail.
        for (unsigned number = 0; number < processors; ++number) {
            auto const all = guest::meet(processors, patience);
            guest::Script script{guest::enter_vmx()};
            if (number == 0) script.push_back(guest::call(Function::InitializeProtection));
            script.push_back(all);
            for (unsigned i = 0; i < 10; ++i) {
                if (number != 0) script.push_back(guest::call(Function::Start));
                if (number != 0) script.push_back(guest::call(Function::Stop));
            }
            script.push_back(all);
            if (number == 0) script.push_back(guest::call(Function::Stop));
            script.push_back(all);
            script.push_back(guest::call(Function::Start));
            loaded.write_script(number, script);
        }
        loaded.run();
        loaded.check_good();
        for (unsigned number = 0; number < processors; ++number) {
            auto answers = loaded.answers(number);
            CHECK(answers.back() == Loaded::error(Status::Unspecified)); // off again
            answers.pop_back();
            CHECK(answers == std::vector(number == 0 ? 2 : 20, Loaded::good()));
        }
    }
}

TEST_CASE("image: REQ-VMCS-03: a second start in another order of processors finds each with its own VMCSs") {
    Loaded loaded(processors);
    auto const all = guest::meet(processors, patience);
    auto const start = [&](unsigned turn) { // the processors one after the other
        guest::Script script{guest::enter_vmx()};
        for (unsigned i = 0; i < processors; ++i) {
            if (i == turn) script.push_back(guest::call(i == 0 ? Function::InitializeProtection : Function::Start));
            script.push_back(all);
        }
        if (turn == 0) script.push_back(guest::call(Function::Start));
        for (auto const& operation : {guest::raise_smi(1), all, guest::call(Function::Stop), guest::leave_vmx(), all})
            script.push_back(operation);
        return script;
    };
    for (unsigned number = 0; number < processors; ++number) {
        auto script = start(number);
        auto const again = start(processors - 1 - number);
        script.insert(script.end(), again.begin(), again.end());
        loaded.write_script(number, script);
    }
    loaded.run();
    loaded.check_good(); // the machine reports a VMCS that is active on another processor
    for (unsigned number = 0; number < processors; ++number)
        CHECK(read_handler(loaded.machine, number).setups == 2);
    CHECK(events_of(loaded.machine, EventKind::Deactivation).size() == 2 * processors);
}
