// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os_registers.hpp"
#include "machine/guests/scripts.hpp"
#include "tools/machine/call_names.hpp"
#include "tools/machine/os_words.hpp"

#include <doctest/doctest.h>
#include <set>

using namespace redoubt::trial;
using namespace redoubt::machine::guest;
using stm::abi::Function;
using stm::abi::Status;

namespace {

std::string words_of(OsFailureReport const& failure, FaultReport const& fault = {}) {
    OsMailbox os{};
    write_script(os, {enter_vmx(), raise_smi(1)}, 0, 1);
    os.failure = failure;
    os.failure.operation = 1;
    os.failure.round = 7;
    os.fault = fault;
    auto const words = failure_in_words(os);
    constexpr std::string_view begin = "the OS gives up at an SMI by OUT (operation 1, round 7): ";
    REQUIRE(words.starts_with(begin));
    return words.substr(begin.size());
}

OsFailureReport report(OsFailure failure, uint64_t where = 0, uint64_t expected = 0, uint64_t found = 0,
                       uint32_t error = 0) {
    OsFailureReport made{};
    made.failure = failure;
    made.where = where;
    made.expected = expected;
    made.found = found;
    made.vmx_error = error;
    return made;
}

} // namespace

TEST_CASE("trial: the OS says which register it lost, with both values") {
    auto const lost = [](RegisterIndex index) {
        return words_of(report(OsFailure::RegisterLost, static_cast<uint64_t>(index), 0x12, 0x34));
    };
    CHECK(lost(RegisterIndex::Rbx) == "RBX was 0x12 and is 0x34");
    CHECK(lost(RegisterIndex::R8) == "R8 was 0x12 and is 0x34");
    CHECK(lost(RegisterIndex::Rflags) == "RFLAGS was 0x12 and is 0x34");
    CHECK(words_of(report(OsFailure::GuestRegisterLost, 0, 1, 2)) == "in its guest, RAX was 0x1 and is 0x2");
    auto const system = [](SystemRegister index) {
        return words_of(report(OsFailure::SystemRegisterLost, static_cast<uint64_t>(index), 1, 2));
    };
    CHECK(system(SystemRegister::Dr7) == "DR7 was 0x1 and is 0x2");
    CHECK(system(SystemRegister::Ldtr) == "LDTR was 0x1 and is 0x2");
    CHECK(system(SystemRegister::FsBase) == "IA32_FS_BASE was 0x1 and is 0x2");
    CHECK(system(SystemRegister::Debugctl) == "IA32_DEBUGCTL was 0x1 and is 0x2");
    CHECK(words_of(report(OsFailure::RegisterLost, 99, 1, 2)) == "a register was 0x1 and is 0x2");
}

TEST_CASE("trial: each of the OS's failures has words of its own") {
    std::set<std::string> all;
    constexpr auto last = static_cast<uint32_t>(OsFailure::NoGuestInTransferVmcs);
    for (uint32_t number = 1; number <= last; ++number)
        all.insert(words_of(report(static_cast<OsFailure>(number), 1, 2, 3)));
    CHECK(all.size() == last);
    CHECK(
        words_of(report(OsFailure::Fault), {.count = 1, .vector = 14, .error_code = 2, .rip = 0x1000, .cr2 = 0x2000}) ==
        "exception 14, error code 0x2, at RIP 0x1000, CR2 0x2000");
    CHECK(words_of(report(OsFailure::VmEntry, 1, 0, 0, 7)) == "VMLAUNCH fails: VM entry: control fields");
    CHECK(words_of(report(OsFailure::Vmptrld)) == "VMPTRLD fails (VMfailInvalid)");
    CHECK(words_of(report(OsFailure::UnexpectedExit, 48, 0, 0x181)) ==
          "its guest has an unexpected VM exit: EPT violation, qualification 0x181");
    CHECK(words_of(report(static_cast<OsFailure>(99))) == "failure 99");
}

TEST_CASE("trial: a call that was taken and succeeded needs no words, any other has some") {
    auto made = call(Function::Start);
    CHECK(call_in_words(made).empty());
    made.result = static_cast<uint32_t>(Status::AlreadyStarted);
    made.carry = 1;
    CHECK(call_in_words(made) == "Start answers AlreadyStarted (0x80010008), CF 1");
    made.result = 0;
    CHECK(call_in_words(made) == "Start answers Success (0x00000000), CF 1"); // they contradict each other
    made.vmx_error = 22;
    CHECK(call_in_words(made) == "Start does not reach the monitor: VMCALL: MSEG revision");
}

TEST_CASE("trial: calls and statuses are told by name, and by number if they have none") {
    CHECK(name_of(Function::InitializeProtection) == "InitializeProtection");
    CHECK(name_of(static_cast<Function>(0x10099)) == "call 0x10099");
    CHECK(name_of(Status::InvalidApi) == "InvalidApi");
    CHECK(name_of(static_cast<Status>(0x80019999)) == "status 0x80019999");
}
