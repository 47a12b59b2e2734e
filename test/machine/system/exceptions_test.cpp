// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/msr.h"
#include "spec/abi/protection_exception.h"
#include "spec/abi/txt.h"
#include "test/machine/system/attack.hpp"
#include "test/machine/system/calls.hpp"

#include <cstring>
#include <doctest/doctest.h>

// What the SMI handler is told of a violation, and what becomes of the machine if nobody listens.
using namespace redoubt::machine;
using namespace redoubt::test;
using stm::abi::Crash;
using stm::abi::Function;
using stm::abi::Msr;
using stm::abi::Status;

namespace {

constexpr auto star = static_cast<uint64_t>(Msr::Star);

// The OS protects, and one SMI follows, in which the handler does this.
struct Violating : Loaded {
    Violating(ResourceList const& protects, guest::HandlerOrder const& wanted, bool skips, uint32_t answer = 0,
              Style style = Style::Edk2, bool nested = false)
        : Loaded(1, style) {
        REQUIRE(machine.put(parameters, protects.finished()));
        auto handler = read_handler(machine, 0);
        handler.order = 0;
        handler.orders[0] = wanted;
        handler.skip = skips ? 1 : 0;
        handler.answer = answer;
        handler.nested = nested ? 1 : 0;
        write_handler(machine, 0, handler);
        write_after_start({guest::call(Function::ProtectResource, parameters), guest::raise_smi(1)});
        end = run_to_an_end(*this);
    }
    guest::HandlerMailbox mailbox() { return read_handler(machine, 0); }
    uint32_t crash_code() {
        return static_cast<uint32_t>(machine.memory().read(
            stm::abi::txt::kPrivateSpace + stm::abi::txt::kErrorCode, 4, Origin::Processor));
    }
    MachineEnd end;
};

ResourceList msr_list() {
    ResourceList list;
    list.msr(Msr::Star, ~uint64_t{0}, ~uint64_t{0});
    return list;
}

ResourceList memory_list() {
    return ResourceList().memory(secret, all_rights);
}

} // namespace

TEST_CASE("image: REQ-EXC-01, REQ-EXC-09: a violation of an MSR comes to the exception handler, after which the handler goes on") {
    Violating run(msr_list(), ordered(guest::HandlerAction::ReadMsr, star), true);
    CHECK(run.end < MachineEnd::Reset);
    auto const mailbox = run.mailbox();
    CHECK(mailbox.exceptions == 1);
    CHECK(mailbox.answer_status == 0);
    CHECK(mailbox.frame.error_code == static_cast<uint64_t>(stm::abi::Violation::Msr));
    CHECK(mailbox.frame.rcx == star);
    CHECK(mailbox.frame.vmcs_exit_instruction_length == 2);
    CHECK(mailbox.smis == 1);
    CHECK(mailbox.orders[0].runs == 1);
}

TEST_CASE("image: REQ-EXC-09: a violation of a page shows its address in CR2, and what was wanted of it") {
    Violating run(memory_list(), ordered(guest::HandlerAction::WriteMemory, secret.base + 0x1238, 0x11, 8), true);
    auto const mailbox = run.mailbox();
    CHECK(mailbox.exceptions >= 1);
    CHECK(mailbox.frame.error_code == static_cast<uint64_t>(stm::abi::Violation::Page));
    CHECK(mailbox.frame.cr2 == secret.base + 0x1238);
    CHECK(mailbox.frame.vmcs_exit_qualification % 8 == 2);
    CHECK(run.machine.memory().word(secret.base + 0x1238, 8) == 0);
}

TEST_CASE("image: REQ-EXC-02, REQ-EXC-03: the 101st exception of an SMI ends it, with its crash code") {
    Violating run(msr_list(), ordered(guest::HandlerAction::ReadMsr, star), false);
    CHECK(run.end == MachineEnd::Reset);
    CHECK(run.mailbox().exceptions == stm::abi::kMaxExceptionsPerSmi);
    CHECK(run.crash_code() == static_cast<uint32_t>(Crash::ProtectionExceptionFailure));
}

TEST_CASE("image: REQ-EXC-02: a violation in the exception handler resets the machine") {
    Violating run(msr_list(), ordered(guest::HandlerAction::ReadMsr, star), true, 0, Style::Edk2, true);
    CHECK(run.end == MachineEnd::Reset);
    CHECK(run.mailbox().exceptions == 1);
    CHECK(run.mailbox().orders[0].runs == 0);
    CHECK(run.crash_code() == static_cast<uint32_t>(Crash::ProtectionExceptionFailure));
}

TEST_CASE("image: REQ-EXC-03: an exception handler that gives up resets the machine with its own code") {
    Violating run(msr_list(), ordered(guest::HandlerAction::ReadMsr, star), false, 7);
    CHECK(run.end == MachineEnd::Reset);
    CHECK(run.mailbox().exceptions == 1);
    CHECK(run.crash_code() == (static_cast<uint32_t>(Crash::BiosPanic) | 7));
}

TEST_CASE("image: REQ-EXC-10: ReturnFromProtectionException is refused where no exception is handled") {
    Loaded loaded(1);
    auto const done = loaded.one_smi(ordered(guest::HandlerAction::Vmcall, 0,
                                             static_cast<uint64_t>(Function::ReturnFromProtectionException)));
    CHECK(static_cast<uint32_t>(done.result) == static_cast<uint32_t>(Status::InvalidApi));
    CHECK(done.result_high == 1);
}

TEST_CASE("image: REQ-EXC-01: where the BIOS has no exception handler, a violation resets the machine, with its code") {
    Violating run(memory_list(), ordered(guest::HandlerAction::ReadMemory, secret.base), true, 0, Style::Coreboot);
    CHECK(run.end == MachineEnd::Reset);
    CHECK(run.mailbox().exceptions == 0);
    CHECK(run.crash_code() == static_cast<uint32_t>(Crash::ProtectionException));
}

TEST_CASE("image: REQ-EXC-02: each SMI has its own hundred exceptions") {
    Loaded loaded(1);
    REQUIRE(loaded.machine.put(parameters, msr_list().finished()));
    auto handler = read_handler(loaded.machine, 0);
    handler.order = 0;
    handler.orders[0] = ordered(guest::HandlerAction::ReadMsr, star);
    handler.skip = 1;
    write_handler(loaded.machine, 0, handler);
    constexpr unsigned smis = stm::abi::kMaxExceptionsPerSmi + 5;
    loaded.write_after_start({guest::call(Function::ProtectResource, parameters), guest::raise_smi(1)}, smis);
    loaded.run();
    loaded.check_good();
    CHECK(read_handler(loaded.machine, 0).smis == smis);
    CHECK(read_handler(loaded.machine, 0).exceptions == smis);
}

TEST_CASE("image: REQ-EXC-04: the OS reads in its log of an exception that was handled, and of what") {
    Loaded loaded(1);
    auto script = start_log(loaded);
    put_parameter(loaded, 3, msr_list());
    script.push_back(guest::call(Function::ProtectResource, parameter(3)));
    script.push_back(guest::raise_smi(1));
    auto handler = read_handler(loaded.machine, 0);
    handler.order = 0;
    handler.orders[0] = ordered(guest::HandlerAction::ReadMsr, star);
    handler.skip = 1;
    write_handler(loaded.machine, 0, handler);
    loaded.write_after_start(script);
    loaded.run();
    loaded.check_good();
    auto const entry = log_entry(loaded, 2);
    CHECK(entry.header.type == stm::abi::EventType::HandledProtectionException);
    stm::abi::RscMsr msr;
    std::memcpy(&msr, entry.data, sizeof msr);
    CHECK(msr.header.rsc_type == stm::abi::RscType::MachineSpecificReg);
    CHECK(msr.msr_index == star);
    CHECK(msr.read_mask == ~uint64_t{0});
    CHECK(msr.write_mask == 0);
}
