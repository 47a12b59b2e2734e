// SPDX-License-Identifier: Apache-2.0
#include "machine/board/resource_list.hpp"
#include "machine/board/usual_resources.hpp"
#include "spec/abi/event_log.h"
#include "spec/abi/msr.h"
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmcs_database.h"
#include "test/machine/system/calls.hpp"

#include <cstring>
#include <doctest/doctest.h>

// The OS's calls about what all processors share, from VMCALL to what they leave in the OS's memory.
using namespace redoubt::machine;
using namespace redoubt::test;
using stm::abi::EventType;
using stm::abi::Function;
using stm::abi::LogEntryHeader;
using stm::abi::LogRequest;
using stm::abi::Msr;
using stm::abi::RscHeader;
using stm::abi::RscMem;
using stm::abi::RscType;
using stm::abi::Status;

namespace {

using Answers = std::vector<Loaded::Answer>;

std::vector<std::byte> bytes_at(Loaded& loaded, uint64_t address) {
    auto const* const bytes = loaded.machine.memory().ram(address);
    return {bytes, bytes + page_size};
}

// Bit ReturnStatus of descriptor `i` in a list of descriptors of one size.
template <typename Descriptor>
bool answered(Loaded& loaded, unsigned parameter_page, unsigned i) {
    auto const bytes = bytes_at(loaded, parameter(parameter_page));
    RscHeader header;
    std::memcpy(&header, bytes.data() + i * sizeof(Descriptor), sizeof header);
    return (header.flags & RscHeader::kReturnStatus) != 0;
}

// What the script's calls behind the start are answered with.
Answers serve(Loaded& loaded, guest::Script const& script) {
    loaded.write_after_start(script);
    loaded.run();
    loaded.check_good();
    auto const answers = loaded.answers(0);
    return {answers.begin() + 2, answers.end()};
}

} // namespace

TEST_CASE("image: REQ-POL-03, REQ-RSC-02: what is protected is so marked in the list, and nothing else changes there") {
    Loaded loaded(1);
    put_parameter(loaded, 0, ResourceList().memory(secret, all_rights).memory({0x3100000, page_size}, RscMem::kWrite));
    auto const before = bytes_at(loaded, parameter(0));
    CHECK(serve(loaded, {guest::call(Function::ProtectResource, parameter(0))}) == Answers{Loaded::good()});
    auto after = bytes_at(loaded, parameter(0));
    for (unsigned i = 0; i < 2; ++i) {
        CHECK(answered<RscMem>(loaded, 0, i));
        after[i * sizeof(RscMem) + offsetof(RscHeader, flags)] &= ~std::byte{RscHeader::kReturnStatus};
    }
    CHECK(after == before);
}

TEST_CASE("image: REQ-POL-03: the handler is stopped at an MSR that the OS protects, and not at one given up again") {
    constexpr auto star = static_cast<uint64_t>(Msr::Star);
    auto const run = [&](guest::Script script) {
        Loaded loaded(1);
        loaded.machine.processor(0).state().msrs.star = 0x55;
        loaded.order(0, ordered(guest::HandlerAction::ReadMsr, star));
        ResourceList list;
        list.msr(Msr::Star, ~uint64_t{0}, ~uint64_t{0});
        put_parameter(loaded, 0, list);
        put_parameter(loaded, 1, list);
        script.push_back(guest::raise_smi(1));
        loaded.write_after_start(script);
        auto end = MachineEnd::Budget;
        for (unsigned i = 0; i < 100 && end == MachineEnd::Budget && !loaded.finished(); ++i)
            end = loaded.machine.run(100'000);
        return std::pair(end, read_handler(loaded.machine, 0).orders[0]);
    };
    auto const protects = guest::call(Function::ProtectResource, parameter(0));
    auto const gives_up = guest::call(Function::UnprotectResource, parameter(1));

    auto const [stopped, refused] = run({protects});
    CHECK(stopped == MachineEnd::Reset);
    CHECK(refused.runs == 0);

    auto const [ran, read] = run({protects, gives_up});
    CHECK(ran < MachineEnd::Reset);
    CHECK(read.runs == 1);
    CHECK(read.result == 0); // nobody claimed it
}

TEST_CASE("image: REQ-POL-04, REQ-POL-05: a list that meets what the BIOS claims protects nothing of what it names") {
    constexpr auto star = Msr::Star;
    Loaded loaded(1);
    loaded.order(0, ordered(guest::HandlerAction::ReadMsr, static_cast<uint64_t>(star)));
    auto const& layout = loaded.machine.layout();
    ResourceList list;
    list.msr(star, ~uint64_t{0}, 0).io(layout.apm_command, 1); // the handler learns from there why it was called
    put_parameter(loaded, 0, list);
    CHECK(serve(loaded, {guest::call(Function::ProtectResource, parameter(0)), guest::raise_smi(1)}) ==
          Answers{Loaded::error(Status::UnprotectableResource)});
    CHECK(read_handler(loaded.machine, 0).orders[0].runs == 1);
}

TEST_CASE("image: REQ-LIFE-07: before Start the OS may protect, and may not give up") {
    Loaded loaded(1);
    put_parameter(loaded, 0, ResourceList().memory(secret, all_rights));
    put_parameter(loaded, 1, ResourceList().memory(secret, all_rights));
    loaded.write_script(
        0, {guest::enter_vmx(), guest::call(Function::InitializeProtection),
            guest::call(Function::ProtectResource, parameter(0)), guest::call(Function::UnprotectResource, parameter(1)),
            guest::call(Function::Start), guest::call(Function::UnprotectResource, parameter(1))});
    loaded.run();
    loaded.check_good();
    CHECK(loaded.answers(0) == Answers{Loaded::good(), Loaded::good(), Loaded::error(Status::Unspecified),
                                       Loaded::good(), Loaded::good()});
}

TEST_CASE("image: REQ-RSC-05: the OS gets the BIOS's list, page by page") {
    Loaded loaded(1);
    auto const list = usual_resources(loaded.machine.layout(), Style::Edk2);
    REQUIRE(list.size() < page_size);
    auto script = guest::Script{guest::call(Function::GetBiosResources, parameter(0)),
                                guest::call(Function::GetBiosResources, parameter(1), 1)};
    CHECK(serve(loaded, script) == Answers{Loaded::good(), Loaded::error(Status::PageNotFound)});
    auto expected = list;
    expected.resize(page_size); // zeros behind its end
    CHECK(bytes_at(loaded, parameter(0)) == expected);
    CHECK(bytes_at(loaded, parameter(1)) == std::vector<std::byte>(page_size));
    auto const os = read_os(loaded.machine, 0);
    std::vector<uint32_t> edx;
    for (uint32_t i = 0; i < os.length; ++i)
        if (os.script[i].action == guest::OsAction::Call) edx.push_back(os.script[i].edx);
    CHECK(edx[edx.size() - 2] == 0); // the last page
    CHECK(edx.back() == 1);          // as it was
}

TEST_CASE("image: REQ-DOM-02: a VMCS is in the database once, until it is taken out") {
    Loaded loaded(1);
    auto request = stm::abi::VmcsDatabaseRequest{
        .vmcs_phys_pointer = 0x3200000,
        .domain = static_cast<uint32_t>(stm::abi::DomainType::FullyProt),
        .add_or_remove = stm::abi::AddOrRemove::Add,
    };
    put(loaded, parameter(0), request);
    request.add_or_remove = stm::abi::AddOrRemove::Remove;
    put(loaded, parameter(1), request);
    auto const add = guest::call(Function::ManageVmcsDatabase, parameter(0));
    auto const remove = guest::call(Function::ManageVmcsDatabase, parameter(1));
    CHECK(serve(loaded, {remove, add, add, remove, remove, add}) ==
          Answers{Loaded::error(Status::InvalidVmcsDatabase), Loaded::good(),
                  Loaded::error(Status::InvalidVmcsDatabase), Loaded::good(),
                  Loaded::error(Status::InvalidVmcsDatabase), Loaded::good()});
}

TEST_CASE("image: REQ-CALL-07, REQ-EXC-04: what the OS's calls bring is in its log, in order") {
    Loaded loaded(1);
    auto script = start_log(loaded);
    put_parameter(loaded, 3, ResourceList().memory(secret, all_rights));
    put_parameter(loaded, 4, ResourceList().memory(secret, RscMem::kRead));
    put_log_request(loaded, 5, LogRequest::Stop);
    put_log_request(loaded, 6, LogRequest::Delete);
    put_parameter(loaded, 7, ResourceList().memory(secret, all_rights)); // for a call that is not logged
    for (auto const& call :
         {guest::call(Function::ProtectResource, parameter(3)), guest::call(Function::UnprotectResource, parameter(4)),
          guest::call(Function::ProtectResource, loaded.machine.layout().mseg.base),
          guest::call(Function::ManageEventLog, parameter(5)), guest::call(Function::ProtectResource, parameter(7)),
          guest::call(Function::ManageEventLog, parameter(6))})
        script.push_back(call);
    auto const answers = serve(loaded, script);
    CHECK(answers == Answers{Loaded::good(), Loaded::good(), Loaded::good(), Loaded::good(), Loaded::good(),
                             Loaded::error(Status::SecurityViolation), Loaded::good(), Loaded::good(), Loaded::good()});
    std::vector<EventType> types;
    for (unsigned slot = 0; slot < stm::abi::kLogEntriesPerPage; ++slot) {
        auto const found = log_entry(loaded, slot);
        if ((found.header.flags & LogEntryHeader::kValid) == 0) break;
        types.push_back(found.header.type);
    }
    CHECK(types == std::vector{EventType::LogStarted, EventType::MleResourceProtectionGranted,
                               EventType::MleResourceUnprotect, EventType::LogInvalidParameterDetected,
                               EventType::LogStopped});
    RscMem logged;
    std::memcpy(&logged, log_entry(loaded, 1).data, sizeof logged);
    CHECK(logged.header.rsc_type == RscType::MemRange);
    CHECK(logged.base == secret.base);
    CHECK(logged.length == secret.size);
    uint32_t function = 0;
    std::memcpy(&function, log_entry(loaded, 3).data, sizeof function);
    CHECK(function == static_cast<uint32_t>(Function::ProtectResource));
}

TEST_CASE("image: REQ-LIFE-09: a second start finds neither the first one's log nor its VMCS database") {
    Loaded loaded(1);
    put_log_request(loaded, 0, LogRequest::New, 1, log_page);
    put(loaded, parameter(1),
        stm::abi::VmcsDatabaseRequest{.vmcs_phys_pointer = 0x3200000,
                                      .domain = 0,
                                      .add_or_remove = stm::abi::AddOrRemove::Add});
    auto const new_log = guest::call(Function::ManageEventLog, parameter(0));
    auto const add = guest::call(Function::ManageVmcsDatabase, parameter(1));
    guest::Script script{guest::enter_vmx()};
    for (unsigned start = 0; start < 2; ++start)
        for (auto const& operation : {guest::call(Function::InitializeProtection), guest::call(Function::Start), new_log,
                                      new_log, add, add, guest::call(Function::Stop)})
            script.push_back(operation);
    loaded.write_script(0, script);
    loaded.run();
    loaded.check_good();
    Answers const once{Loaded::good(), Loaded::good(),
                       Loaded::good(), Loaded::error(Status::LogAllocated),
                       Loaded::good(), Loaded::error(Status::InvalidVmcsDatabase),
                       Loaded::good()};
    auto twice = once;
    twice.insert(twice.end(), once.begin(), once.end());
    CHECK(loaded.answers(0) == twice);
}

TEST_CASE("image: REQ-ROB-03: processors that call at once are served one after the other, and none is lost") {
    constexpr unsigned processors = 4;
    constexpr uint64_t rounds = 10;
    for (uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        Loaded loaded(processors, Style::Edk2, seed);
        for (unsigned number = 0; number < processors; ++number) {
            ResourceList list;
            list.memory({secret.base + number * page_size, page_size}, all_rights);
            put_parameter(loaded, 2 * number, list);
            put_parameter(loaded, 2 * number + 1, list);
            auto script = guest::start_monitor(number, processors, patience);
            script.push_back(guest::meet(processors, patience));
            auto const repeat_from = static_cast<uint32_t>(script.size());
            for (unsigned const i : {2 * number, 2 * number + 1}) // not answered yet, in each round
                script.push_back(guest::write_memory(parameter(i) + offsetof(RscHeader, flags), 2, 0));
            script.push_back(guest::call(Function::ProtectResource, parameter(2 * number)));
            script.push_back(guest::raise_smi(1));
            script.push_back(guest::call(Function::UnprotectResource, parameter(2 * number + 1)));
            loaded.write_script(number, script, repeat_from, rounds);
        }
        loaded.run();
        loaded.check_good();
        for (unsigned number = 0; number < processors; ++number) {
            auto const answers = loaded.answers(number);
            CHECK(answers[answers.size() - 2] == Loaded::good());
            CHECK(answers.back() == Loaded::good());
            CHECK(answered<RscMem>(loaded, 2 * number, 0));
        }
    }
}

TEST_CASE("image: REQ-CALL-06: SMRAM and devices are no page for parameters, and no device sees the call") {
    Loaded loaded(1);
    auto const& layout = loaded.machine.layout();
    guest::Script script;
    for (auto const address :
         {layout.tseg.base, layout.mseg.base, layout.tseg.base + layout.tseg.size - page_size, uint64_t{0xa0000},
          layout.ecam.base, layout.flash.base, layout.txt.base, layout.local_apic.base, uint64_t{0xfffff000}})
        for (auto const function : {Function::ProtectResource, Function::GetBiosResources, Function::ManageEventLog})
            script.push_back(guest::call(function, address));
    auto const answers = serve(loaded, script);
    CHECK(answers == Answers(script.size(), Loaded::error(Status::SecurityViolation)));
}

TEST_CASE("image: REQ-CALL-06: while a processor's APIC hides memory of the OS's, its calls are refused") {
    constexpr uint64_t elsewhere = 0x2900000;
    for (uint64_t const place : {elsewhere, parameter(0)}) {
        CAPTURE(place);
        Loaded loaded(1);
        put_parameter(loaded, 0, ResourceList().memory(secret, all_rights));
        auto const usual = loaded.machine.processor(0).state().msrs.apic_base;
        auto const moved = (usual & ~stm::abi::apic_base::kBase) | place;
        constexpr auto index = static_cast<uint32_t>(Msr::ApicBase);
        auto const protects = guest::call(Function::ProtectResource, parameter(0));
        CHECK(serve(loaded, {guest::write_msr(index, moved), protects, guest::write_msr(index, usual), protects}) ==
              Answers{Loaded::error(Status::SecurityViolation), Loaded::good()});
    }
}
