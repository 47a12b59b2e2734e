// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/psd.h"
#include "test/machine/system/loaded.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace redoubt::machine;
using redoubt::test::events_of;
using redoubt::test::Loaded;
using redoubt::test::ordered;
using redoubt::test::patience;
using redoubt::test::the_image;
using stm::abi::Function;
using stm::abi::Status;

TEST_CASE("image: REQ-LIFE-02: the first processor initializes, the others start, and each sets its handler up once") {
    for (auto const style : {Style::Edk2, Style::Coreboot}) {
        Loaded loaded(4, style);
        loaded.write_after_start({guest::compute(50)});
        loaded.run();
        loaded.check_good();
        CHECK(loaded.answers(0) == std::vector{Loaded::good(), Loaded::good()});
        for (unsigned number = 0; number < 4; ++number) {
            if (number > 0) CHECK(loaded.answers(number) == std::vector{Loaded::good()});
            CHECK(read_handler(loaded.machine, number).setups == (style == Style::Edk2 ? 1 : 0));
            CHECK(read_handler(loaded.machine, number).smis == 0);
        }
        CHECK(events_of(loaded.machine, EventKind::Activation).size() == 4);
        CHECK(events_of(loaded.machine, EventKind::SerialLine).empty());
    }
}

TEST_CASE(
    "image: REQ-VMCS-01, REQ-VMCS-02: SMIs of all kinds come to the handler on every processor, and nothing is lost") {
    for (auto const style : {Style::Edk2, Style::Coreboot}) {
        Loaded loaded(4, style, 7);
        constexpr uint64_t rounds = 10;
        loaded.write_after_start({guest::compute(50), guest::raise_smi(0x10), guest::raise_string_smi(0x11, 3, false),
                                  guest::raise_string_smi(0x12, 3, true), guest::load_vmcs(guest::OsVmcs::First),
                                  guest::run_guest(3, true, 0x13), guest::load_vmcs(guest::OsVmcs::Second),
                                  guest::run_guest(3, false, 0x13)},
                                 rounds);
        loaded.run();
        loaded.check_good();
        for (unsigned number = 0; number < 4; ++number) {
            CHECK(read_os(loaded.machine, number).smis > 3 * rounds - 1);
            CHECK(read_handler(loaded.machine, number).smis > 12 * rounds);
        }
        for (unsigned number = 0; number < 4; ++number)
            CHECK(loaded.machine.watch(number).smis() == read_handler(loaded.machine, number).smis);
        CHECK(loaded.machine.counters().tally(Context::SmmDefault).instructions == 0);
    }
}

TEST_CASE("image: REQ-VMCS-02: whatever the interleaving, what an SMI interrupts goes on as it was") {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Loaded loaded(4, seed % 2 == 0 ? Style::Coreboot : Style::Edk2, seed);
        loaded.write_after_start({guest::compute(30), guest::raise_smi(0x10), guest::load_vmcs(guest::OsVmcs::First),
                                  guest::run_guest(2, true, 0x13), guest::raise_string_smi(0x11, 2, false)},
                                 20);
        loaded.run();
        loaded.check_good();
        for (unsigned number = 0; number < 4; ++number)
            CHECK(loaded.machine.watch(number).smis() > 250);
    }
}

TEST_CASE(
    "image: REQ-LIFE-02, REQ-LIFE-05: what is active already is not started again, and the call changes nothing") {
    Loaded loaded(1);
    loaded.write_after_start(
        {guest::call(Function::InitializeProtection), guest::call(Function::Start), guest::raise_smi(1)});
    loaded.run();
    loaded.check_good();
    CHECK(loaded.answers(0) == std::vector{Loaded::good(), Loaded::good(), Loaded::error(Status::AlreadyStarted),
                                           Loaded::error(Status::AlreadyStarted)});
    CHECK(read_handler(loaded.machine, 0).setups == 1);
    CHECK(read_handler(loaded.machine, 0).smis == 1);
}

TEST_CASE("image: REQ-LIFE-10, REQ-LIFE-07: a call that cannot begin is refused, and leaves the processor as it was") {
    struct Case {
        uint32_t function;
        Status status;
    };
    for (auto const& [function, status] :
         {Case{static_cast<uint32_t>(Function::Start), Status::Unspecified},
          Case{static_cast<uint32_t>(Function::Stop), Status::Stopped},
          Case{static_cast<uint32_t>(Function::ProtectResource), Status::Stopped}, Case{0x10000, Status::InvalidApi},
          Case{0x1000e, Status::InvalidApi}, Case{1, Status::InvalidApi}, Case{0xffffffff, Status::InvalidApi}}) {
        CAPTURE(function);
        Loaded loaded(1);
        loaded.write_script(0, {guest::enter_vmx(), guest::call(static_cast<Function>(function)), guest::raise_smi(1),
                                guest::call(Function::InitializeProtection), guest::call(Function::Start),
                                guest::raise_smi(2)});
        loaded.run();
        loaded.check_good();
        CHECK(loaded.answers(0) == std::vector{Loaded::error(status), Loaded::good(), Loaded::good()});
        CHECK(events_of(loaded.machine, EventKind::Activation).size() == 2);
        CHECK(events_of(loaded.machine, EventKind::Deactivation).size() == 1);
        CHECK(read_handler(loaded.machine, 0).smis == 2); // the first one by the default treatment
    }
}

TEST_CASE("image: REQ-LIFE-05: Start's options are those that the processor has") {
    Loaded loaded(1);
    loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection),
                            guest::call(Function::Start, 0, 2), guest::call(Function::Start, 0, 1)});
    loaded.run();
    loaded.check_good();
    CHECK(loaded.answers(0) == std::vector{Loaded::good(), Loaded::error(Status::Unspecified), Loaded::good()});
    CHECK((loaded.machine.processor(0).state().msrs.smm_monitor_ctl &
           stm::abi::smm_monitor_ctl::kSmiUnblockingByVmxoff) != 0);
}

TEST_CASE("image: REQ-LIFE-01: before Start no SMI comes through") {
    Loaded loaded(1);
    loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection), guest::raise_smi(1),
                            guest::compute(50), guest::read_msr(static_cast<uint32_t>(stm::abi::Msr::VmxBasic)),
                            guest::call(Function::Start), guest::compute(50)});
    loaded.run();
    loaded.check_good();
    auto const exits = events_of(loaded.machine, EventKind::SmmVmExit);
    // RSM of the handler's setup is none of them: the call comes before the SMI that was pending
    REQUIRE(exits.size() == 2);
    CHECK(exits[0].reason.value_or(0) % 0x10000 == static_cast<uint32_t>(stm::abi::ExitReason::Vmcall));
    CHECK(exits[1].reason.value_or(0) % 0x10000 == static_cast<uint32_t>(stm::abi::ExitReason::OtherSmi));
    CHECK(read_handler(loaded.machine, 0).smis == 1);
}

TEST_CASE("image: REQ-LIFE-06: Stop ends the monitor processor by processor, and it can be started again") {
    Loaded loaded(2);
    loaded.write_after_start({guest::raise_smi(1), guest::meet(2, patience), guest::call(Function::Stop),
                              guest::leave_vmx(), guest::meet(2, patience), guest::raise_smi(2), guest::compute(20),
                              guest::meet(2, patience)});
    loaded.run();
    loaded.check_good();
    for (unsigned number = 0; number < 2; ++number) {
        CHECK(loaded.answers(number).back() == Loaded::good());
        auto const handler = read_handler(loaded.machine, number);
        CHECK(handler.teardowns == 1);
        CHECK(handler.smis >= 2);
        CHECK_FALSE(loaded.machine.processor(number).state().in_smm);
    }
    CHECK(events_of(loaded.machine, EventKind::Deactivation).size() == 2);
    CHECK(loaded.machine.counters().tally(Context::SmmDefault).instructions > 0);
}

TEST_CASE("image: REQ-LIFE-06, REQ-VMCS-03: start and stop, many times over on the same processors") {
    for (auto const style : {Style::Edk2, Style::Coreboot}) {
        Loaded loaded(2, style);
        constexpr uint64_t rounds = 20; // more than there are areas for processors
        for (unsigned number = 0; number < 2; ++number) {
            auto script = guest::start_monitor(number, 2, patience);
            for (auto const& operation : {guest::meet(2, patience), guest::raise_smi(1), guest::meet(2, patience),
                                          guest::call(Function::Stop), guest::meet(2, patience), guest::leave_vmx()})
                script.push_back(operation);
            loaded.write_script(number, script, 0, rounds);
        }
        loaded.run();
        loaded.check_good();
        CHECK(events_of(loaded.machine, EventKind::Activation).size() == 2 * rounds);
        CHECK(events_of(loaded.machine, EventKind::Deactivation).size() == 2 * rounds);
    }
}

TEST_CASE("image: REQ-CALL-03, REQ-CALL-05: calls that are not there, or not the OS's, are answered with an error") {
    Loaded loaded(1);
    loaded.write_after_start({guest::call(static_cast<Function>(0x1000e)), guest::call(Function::MapAddressRange),
                              guest::call(static_cast<Function>(0xffffffff)), guest::call(Function::RunPeVm),
                              guest::call(Function::AddTempPeVm), guest::raise_smi(1)});
    loaded.run();
    loaded.check_good();
    auto const answers = loaded.answers(0);
    CHECK(std::vector(answers.begin() + 2, answers.end()) ==
          std::vector{Loaded::error(Status::InvalidApi), Loaded::error(Status::InvalidApi),
                      Loaded::error(Status::InvalidApi), Loaded::error(Status::FunctionNotSupported),
                      Loaded::error(Status::FunctionNotSupported)});
}

TEST_CASE("image: REQ-CALL-03: a call of the handler is answered, from the wrong side with INVALID_API") {
    for (auto const& [function, status] : {std::pair{uint64_t{1}, Status::FunctionNotSupported},
                                           {uint64_t{0x10001}, Status::InvalidApi},
                                           {uint64_t{5}, Status::InvalidApi},
                                           {uint64_t{0}, Status::InvalidApi}}) {
        Loaded loaded(1);
        loaded.order(0, ordered(guest::HandlerAction::Vmcall, 0, function));
        loaded.write_after_start({guest::raise_smi(1)});
        loaded.run();
        loaded.check_good();
        auto const order = read_handler(loaded.machine, 0).orders[0];
        CHECK(order.runs == 1);
        CHECK(order.result == static_cast<uint64_t>(status));
        CHECK(order.result_high == 1);
    }
}

TEST_CASE("image: the handler's CPUID is the processor's, with its own OSXSAVE") {
    Loaded loaded(1);
    loaded.order(0, ordered(guest::HandlerAction::Cpuid, 1, 0));
    loaded.write_after_start({guest::raise_smi(1)});
    loaded.run();
    loaded.check_good();
    auto const order = read_handler(loaded.machine, 0).orders[0];
    CHECK(order.runs == 1);
    CHECK((order.result_high >> 26 & 3) == 1); // of ECX: XSAVE, and no OSXSAVE
    CHECK((order.result_high & 1u << 5) != 0); // VMX
}

TEST_CASE("image: the handler goes on behind WBINVD, and behind INVD, which exits") {
    for (auto const action : {guest::HandlerAction::Wbinvd, guest::HandlerAction::Invd}) {
        Loaded loaded(1);
        loaded.order(0, ordered(action));
        loaded.write_after_start({guest::raise_smi(1)});
        loaded.run();
        loaded.check_good();
        CHECK(read_handler(loaded.machine, 0).orders[0].runs == 1);
    }
}

TEST_CASE("image: VMX instructions are invalid for the handler") {
    constexpr uint64_t invalid_opcode = 6;
    for (unsigned which = 0; which < 11; ++which) {
        CAPTURE(which);
        Loaded loaded(1);
        loaded.order(0, ordered(guest::HandlerAction::VmxInstruction, 0x7f200000, which));
        loaded.write_after_start({guest::raise_smi(1)});
        loaded.run();
        loaded.check_good();
        CHECK(read_handler(loaded.machine, 0).fault.count == 1);
        CHECK(read_handler(loaded.machine, 0).fault.vector == invalid_opcode);
    }
}

TEST_CASE("image: REQ-POL-12: the MSRs that the monitor stands on keep what they hold, whatever the handler writes") {
    for (uint64_t const msr : {0x9bu, 0x1f2u, 0x1f3u}) {
        CAPTURE(msr);
        Loaded loaded(1);
        auto const& msrs = loaded.machine.processor(0).state().msrs;
        auto const before = std::tuple{msrs.smm_monitor_ctl, msrs.smrr_base, msrs.smrr_mask};
        loaded.order(0, ordered(guest::HandlerAction::WriteMsr, msr, 0));
        loaded.write_after_start({guest::raise_smi(1)});
        loaded.run();
        loaded.check_good();
        CHECK(read_handler(loaded.machine, 0).orders[0].runs == 1);
        CHECK(std::tuple{msrs.smm_monitor_ctl, msrs.smrr_base, msrs.smrr_mask} == before);
    }
}

TEST_CASE("image: REQ-MAP-07: a handler that reaches for the monitor's memory ends the machine, and has read nothing") {
    for (auto const action : {guest::HandlerAction::ReadMemory, guest::HandlerAction::WriteMemory}) {
        for (uint64_t const offset : {uint64_t{0}, uint64_t{0x12345}, uint64_t{0x3fffff}}) {
            CAPTURE(offset);
            Loaded loaded(1);
            auto const address = loaded.machine.layout().mseg.base + offset;
            auto const before = *loaded.machine.memory().ram(address);
            loaded.order(0, ordered(action, address, 0xff, 1));
            loaded.write_after_start({guest::raise_smi(1)});
            auto end = MachineEnd::Budget;
            for (unsigned i = 0; i < 100 && end == MachineEnd::Budget; ++i)
                end = loaded.machine.run(100'000);
            CHECK(end == MachineEnd::Reset);
            CHECK(*loaded.machine.memory().ram(address) == before);
            CHECK(read_handler(loaded.machine, 0).orders[0].runs == 0);
            auto const lines = events_of(loaded.machine, EventKind::SerialLine);
            REQUIRE(lines.size() == 1);
            CHECK(lines.front().text.starts_with(
                "Redoubt: processor 0000000000000000 stopped, exit reason 0000000000000030"));
        }
    }
}

TEST_CASE("image: REQ-BIOS-01: without a usable descriptor the monitor does not start, and SMIs go on without it") {
    for (uint64_t const offset :
         {offsetof(stm::abi::Psd, signature), offsetof(stm::abi::Psd, size), offsetof(stm::abi::Psd, smm_gdt_size)}) {
        CAPTURE(offset);
        Loaded loaded(1);
        auto const psd = loaded.machine.layout().smbase(0) + stm::abi::smbase::kPsd;
        *loaded.machine.memory().ram(psd + offset) = std::byte{1};
        loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection), guest::raise_smi(1)});
        loaded.run();
        loaded.check_good();
        CHECK(loaded.answers(0) == std::vector{Loaded::error(Status::Unspecified)});
        CHECK(events_of(loaded.machine, EventKind::Deactivation).size() == 1);
        CHECK(read_handler(loaded.machine, 0).smis == 1);
    }
}

TEST_CASE("image: REQ-LIFE-12: without SMRR over exactly TSEG the monitor does not start") {
    constexpr uint64_t gap = 1 << 21; // in the mask: it covers 14 MiB and more, in pieces
    for (uint64_t const wrong : {stm::abi::smrr::kValid, gap}) {
        CAPTURE(wrong);
        Loaded loaded(1);
        loaded.machine.processor(0).state().msrs.smrr_mask ^= wrong;
        loaded.write_script(0, {guest::enter_vmx(), guest::call(Function::InitializeProtection), guest::raise_smi(1)});
        loaded.run();
        loaded.check_good();
        CHECK(loaded.answers(0) == std::vector{Loaded::error(Status::Unspecified)});
    }
}

TEST_CASE("image: REQ-LIFE-11: sixteen processors start and serve SMIs") {
    Loaded loaded(16);
    loaded.write_after_start({guest::compute(20), guest::raise_smi(1)}, 2);
    loaded.run();
    loaded.check_good();
    for (unsigned number = 0; number < 16; ++number)
        CHECK(read_handler(loaded.machine, number).setups == 1);
}

TEST_CASE("image: a round trip of an SMI costs the monitor at most 1,650 instructions a processor") {
    auto const cost = [](uint64_t rounds) {
        Loaded loaded(1);
        loaded.write_after_start({guest::compute(20), guest::raise_smi(1)}, rounds);
        loaded.run();
        loaded.check_good();
        CHECK(read_handler(loaded.machine, 0).smis == rounds);
        return loaded.machine.counters().tally(Context::Monitor).instructions;
    };
    CHECK(cost(110) - cost(10) <= 100 * 1650);
}
