// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/msr.h"
#include "spec/abi/vmx_error.h"
#include "test/machine/system/loaded.hpp"

#include <algorithm>
#include <doctest/doctest.h>

// What the OS has to keep when it calls, who notices when it does not, and what is left of an earlier run.
using namespace redoubt::machine;
using redoubt::test::events_of;
using redoubt::test::Loaded;
using redoubt::test::ordered;
using stm::abi::Function;
using stm::abi::Msr;
using stm::abi::VmxError;

TEST_CASE(
    "image: REQ-MLE-01: with a current VMCS that is not clear the processor refuses the first call, and a clear one "
    "is enough") {
    Loaded loaded(1);
    loaded.write_script(
        0, {guest::enter_vmx(), guest::load_vmcs(guest::OsVmcs::First), guest::run_guest(1, true),
            guest::call(Function::InitializeProtection), guest::load_vmcs(guest::OsVmcs::Transfer, true),
            guest::call(Function::InitializeProtection), guest::call(Function::Start), guest::raise_smi(1)});
    loaded.run();
    auto const os = read_os(loaded.machine, 0);
    CHECK(os.failure.failure == guest::OsFailure::None);
    CHECK(os.script[3].vmx_error == static_cast<uint32_t>(VmxError::VmcallNonClearVmcs));
    for (auto const call : {5, 6}) {
        CHECK(os.script[call].vmx_error == 0);
        CHECK(os.script[call].carry == 0);
    }
    CHECK(events_of(loaded.machine, EventKind::VmInstructionError).size() == 1);
    CHECK(events_of(loaded.machine, EventKind::Activation).size() == 1);
    CHECK(read_handler(loaded.machine, 0).smis == 1);
}

TEST_CASE("image: REQ-CALL-04: VMCALL of a guest is its hypervisor's, and no call") {
    constexpr uint64_t exits = 20;
    Loaded loaded(1);
    loaded.write_after_start({guest::load_vmcs(guest::OsVmcs::First), guest::run_guest(exits, true),
                              guest::load_vmcs(guest::OsVmcs::Second), guest::run_guest(exits, false)});
    loaded.run();
    loaded.check_good();
    auto const is_call = [](TraceEvent const& event) {
        return event.reason.value_or(0) % 0x10000 == static_cast<uint32_t>(stm::abi::ExitReason::Vmcall);
    };
    CHECK(std::ranges::count_if(events_of(loaded.machine, EventKind::VmExit), is_call) == 2 * exits);
    CHECK(std::ranges::count_if(events_of(loaded.machine, EventKind::SmmVmExit), is_call) == 1); // Start
}

TEST_CASE("image: REQ-LIFE-03: what was protected in an earlier run is not in the next one") {
    constexpr uint64_t parameter = 0x2000000;
    constexpr uint64_t all_bits = ~uint64_t{0};
    Loaded loaded(1);
    REQUIRE(loaded.machine.put(parameter, ResourceList().msr(Msr::Star, all_bits, all_bits).finished()));
    loaded.machine.processor(0).state().msrs.star = 0x55;
    loaded.order(0, ordered(guest::HandlerAction::ReadMsr, static_cast<uint64_t>(Msr::Star)));
    loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection),
                            guest::call(Function::Start), guest::call(Function::ProtectResource, parameter),
                            guest::call(Function::Stop), guest::call(Function::InitializeProtection),
                            guest::call(Function::Start), guest::raise_smi(1)});
    loaded.run(); // a touch of what is protected would end it
    loaded.check_good();
    CHECK(loaded.answers(0) == std::vector(6, Loaded::good()));
    CHECK(read_handler(loaded.machine, 0).orders[0].runs == 1);
    CHECK(read_handler(loaded.machine, 0).orders[0].result == 0); // nobody claimed it
}
