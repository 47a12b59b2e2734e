// SPDX-License-Identifier: Apache-2.0
#include "machine/board/usual_resources.hpp"
#include "spec/abi/msr.h"
#include "spec/abi/resource.h"
#include "test/machine/system/attack.hpp"

#include <cstring>
#include <doctest/doctest.h>

// Attacks that worked on earlier monitors, from the OS's side: by its calls, and by the lists and pages that they name.
using namespace redoubt::machine;
using namespace redoubt::test;
using stm::abi::Function;
using stm::abi::Msr;
using stm::abi::RscHeader;
using stm::abi::RscMem;
using stm::abi::Status;

namespace {

using Answers = std::vector<Loaded::Answer>;
using Bytes = std::vector<std::byte>;

constexpr uint64_t all_bits = ~uint64_t{0};

void put(Loaded& loaded, uint64_t address, Bytes const& bytes) {
    REQUIRE(loaded.machine.put(address, bytes));
}

// A call for each list, from a page of its own on.
guest::Script calls(Loaded& loaded, Function function, std::vector<Bytes> const& lists, uint64_t first = parameters) {
    guest::Script script;
    for (auto const& list : lists) {
        put(loaded, first, list);
        script.push_back(guest::call(function, first));
        first += page_size;
    }
    return script;
}

// To the script's calls behind the start, on the first processor.
Answers answers_behind_start(Loaded& loaded) {
    auto const answers = loaded.answers(0);
    return {answers.begin() + 2, answers.end()};
}

Answers serve(Loaded& loaded, guest::Script const& script) {
    loaded.write_after_start(script);
    loaded.run();
    loaded.check_good();
    return answers_behind_start(loaded);
}

Bytes with(Bytes bytes, std::size_t offset, uint16_t value) {
    std::memcpy(bytes.data() + offset, &value, sizeof value);
    return bytes;
}

Bytes everything() {
    RscHeader const all{.rsc_type = stm::abi::RscType::AllResources, .length = sizeof(RscHeader), .flags = 0};
    Bytes bytes(sizeof all);
    std::memcpy(bytes.data(), &all, sizeof all);
    auto const end = ResourceList().finished();
    bytes.insert(bytes.end(), end.begin(), end.end());
    return bytes;
}

// All that the handler has not, each in a list of its own.
std::vector<Bytes> what_nobody_has(PlatformLayout const& layout) {
    return {ResourceList().memory(layout.mseg, all_rights).finished(),
            ResourceList().memory(layout.tseg, all_rights).finished(),
            ResourceList().mmio({0, 0x100000000}, all_rights).finished(),
            ResourceList().memory(secret, all_rights).finished(),
            ResourceList().io(0, 0xffff).finished(),
            ResourceList().pci(lpc_bridge, stm::abi::RscPciCfg::kRead).finished(),
            ResourceList().msr(Msr::SmmMonitorCtl, all_bits, all_bits).finished(),
            everything()};
}

} // namespace

TEST_CASE(
    "image: REQ-POL-13, REQ-POL-02: to give up SMRAM or what was never protected opens nothing to the handler (W-32)") {
    PlatformLayout const layout;
    auto const count = what_nobody_has(layout).size();
    for (uint64_t const address : {layout.mseg.base, layout.tseg.base + layout.tseg.size - 8, secret.base}) {
        CAPTURE(address);
        Loaded loaded(1);
        auto& memory = loaded.machine.memory();
        auto const before = memory.word(address, 8);
        loaded.order(0, ordered(guest::HandlerAction::WriteMemory, address, ~before, 8));
        auto script = calls(loaded, Function::UnprotectResource, what_nobody_has(layout));
        script.push_back(guest::raise_smi(1));
        loaded.write_after_start(script);
        check_stopped(loaded, run_to_an_end(loaded), address);
        CHECK(answers_behind_start(loaded) == Answers(count, Loaded::good())); // D-07
        CHECK(memory.word(address, 8) == before);
        CHECK(read_handler(loaded.machine, 0).orders[0].runs == 0);
    }
    Loaded loaded(1);
    auto const before = loaded.machine.processor(0).state().msrs.smm_monitor_ctl;
    loaded.order(0, ordered(guest::HandlerAction::WriteMsr, static_cast<uint64_t>(Msr::SmmMonitorCtl), 0));
    auto script = calls(loaded, Function::UnprotectResource, what_nobody_has(layout));
    script.push_back(guest::raise_smi(1));
    CHECK(serve(loaded, script) == Answers(count, Loaded::good()));
    CHECK(read_handler(loaded.machine, 0).orders[0].runs == 1);
    CHECK(loaded.machine.processor(0).state().msrs.smm_monitor_ctl == before);
}

TEST_CASE("image: REQ-POL-02: SMRAM is not the OS's to protect, whatever part of it and by whatever name (W-32)") {
    Loaded loaded(1);
    auto const& layout = loaded.machine.layout();
    auto const end = layout.tseg.base + layout.tseg.size;
    auto const script =
        calls(loaded, Function::ProtectResource,
              {ResourceList().memory(layout.mseg, all_rights).finished(),
               ResourceList().memory({end - page_size, page_size}, RscMem::kRead).finished(),
               ResourceList().mmio(layout.tseg, RscMem::kWrite).finished(),
               ResourceList().memory(secret, all_rights).mmio({layout.mseg.base, page_size}, all_rights).finished()});
    CHECK(serve(loaded, script) == Answers(script.size(), Loaded::error(Status::UnprotectableResource)));
}

TEST_CASE("image: REQ-POL-13: to give up before anything was protected is answered on every processor (W-34)") {
    Loaded loaded(2);
    auto const lists = what_nobody_has(loaded.machine.layout());
    for (unsigned number = 0; number < 2; ++number) {
        auto script = guest::start_monitor(number, 2, patience);
        script.push_back(guest::meet(2, patience));
        auto const own = calls(loaded, Function::UnprotectResource, lists, parameters + number * 0x100000);
        script.insert(script.end(), own.begin(), own.end());
        script.push_back(guest::raise_smi(1));
        loaded.write_script(number, script);
    }
    loaded.run();
    loaded.check_good();
    for (unsigned number = 0; number < 2; ++number) {
        auto const answers = loaded.answers(number);
        CHECK(Answers(answers.end() - static_cast<std::ptrdiff_t>(lists.size()), answers.end()) ==
              Answers(lists.size(), Loaded::good()));
        CHECK(read_handler(loaded.machine, number).smis >= 1);
    }
}

TEST_CASE("image: REQ-RSC-08, REQ-POL-07, REQ-ROB-03: a range of length 0 is answered at once, and the next call is "
          "served (W-33)") {
    using stm::abi::RscPciCfg;
    constexpr auto header_length = offsetof(RscHeader, length);
    constexpr auto flags = offsetof(RscHeader, flags);
    auto const memory = ResourceList().memory({secret.base, 0}, all_rights).finished();
    auto const good = ResourceList().memory(secret, all_rights).finished();
    auto const pci = ResourceList().pci(lpc_bridge, RscPciCfg::kRead).finished();
    auto const malformed = Loaded::error(Status::MalformedResourceList);
    std::vector<std::pair<Bytes, Loaded::Answer>> const cases{
        {memory, malformed},
        {ResourceList().memory(secret, all_rights).memory({secret.base, 0}, all_rights).finished(), malformed},
        {ResourceList().mmio({secret.base, 0}, all_rights).finished(), malformed},
        {ResourceList().io(0x80, 0).finished(), malformed},
        {with(pci, offsetof(RscPciCfg, length), 0), malformed},
        {ResourceList().msr(Msr::Star, 0, 0).finished(), malformed},
        {with(memory, flags, RscHeader::kIgnoreResource), Loaded::good()}, // its fields may hold anything
        {with(good, header_length, 0), malformed},
        {with(with(good, header_length, 0), flags, RscHeader::kIgnoreResource), malformed}};
    std::vector<Bytes> lists;
    Answers expected;
    for (auto const& [list, answer] : cases) {
        lists.push_back(list);
        expected.push_back(answer);
    }
    // What the monitor executes in all, with these calls or without them.
    auto const cost = [&](bool attacks) {
        Loaded loaded(1);
        guest::Script script;
        if (attacks) {
            script = calls(loaded, Function::ProtectResource, lists);
            auto const more = calls(loaded, Function::UnprotectResource, lists, parameters + 0x100000);
            script.insert(script.end(), more.begin(), more.end());
        }
        constexpr uint64_t last_parameter = parameters + 0x200000;
        put(loaded, last_parameter, good);
        script.push_back(guest::call(Function::ProtectResource, last_parameter));
        auto const answers = serve(loaded, script);
        auto all = attacks ? expected : Answers{};
        if (attacks) all.insert(all.end(), expected.begin(), expected.end());
        all.push_back(Loaded::good());
        CHECK(answers == all);
        return loaded.machine.counters().tally(Context::Monitor).instructions;
    };
    constexpr uint64_t at_once = 20'000;
    CHECK(cost(true) - cost(false) <= 2 * cases.size() * at_once);
}

TEST_CASE("image: REQ-CALL-06, REQ-CALL-01: a parameter right below SMRAM is one page of the OS's, and none of it "
          "SMRAM (W-35)") {
    auto const descriptor_and_end = ResourceList().memory(secret, RscMem::kRead).finished();
    for (uint64_t const below : {uint64_t{1}, uint64_t{8}, uint64_t{sizeof(RscMem)}, page_size}) {
        CAPTURE(below);
        Loaded loaded(1);
        auto const tseg = loaded.machine.layout().tseg.base;
        auto const parameter = tseg - below;
        // Read from the very address, and on into SMRAM, it is a good list. The page that it lies in is none.
        put(loaded, tseg - page_size, Bytes(page_size, std::byte{0xa5}));
        for (auto at = parameter; at < tseg; at += sizeof(RscMem))
            put_bytes(loaded, at, descriptor_and_end);
        auto const smram = bytes_at(loaded, tseg, page_size);
        auto const answers = serve(loaded, {guest::call(Function::ProtectResource, parameter),
                                            guest::call(Function::UnprotectResource, parameter),
                                            guest::call(Function::GetBiosResources, parameter),
                                            guest::call(Function::GetBiosResources, tseg)});
        CHECK(answers == Answers{Loaded::error(Status::MalformedResourceList),
                                 Loaded::error(Status::MalformedResourceList), Loaded::good(),
                                 Loaded::error(Status::SecurityViolation)});
        CHECK(bytes_at(loaded, tseg, page_size) == smram);
        auto answer = usual_resources(loaded.machine.layout(), Style::Edk2);
        answer.resize(page_size);
        CHECK(bytes_at(loaded, tseg - page_size, page_size) == answer);
    }
}

TEST_CASE("image: REQ-POL-06, REQ-RSC-08: the OS names ports up to FFFF, and none beyond (W-36)") {
    auto const malformed = Loaded::error(Status::MalformedResourceList);
    for (auto const function : {Function::ProtectResource, Function::UnprotectResource}) {
        Loaded trial(1);
        auto const script =
            calls(trial, function,
                  {ResourceList().io(0xffff, 1).finished(), ResourceList().io(0xff00, 0x100).finished(),
                   ResourceList().io(0xffff, 2).finished(), ResourceList().io(0x8000, 0xffff).finished()});
        CHECK(serve(trial, script) == Answers{Loaded::good(), Loaded::good(), malformed, malformed});
    }
}

TEST_CASE("image: REQ-POL-14: what the BIOS claims is protected by no other name (W-38)") {
    Loaded loaded(1);
    constexpr Range claimed{0x1000000, 0x3000};
    loaded.put_list(ResourceList()
                        .memory(claimed, RscMem::kRead)
                        .mmio({claimed.base + claimed.size, page_size}, RscMem::kRead)
                        .io(0xb2, 2));
    auto const script =
        calls(loaded, Function::ProtectResource,
              {ResourceList().mmio({claimed.base, page_size}, RscMem::kRead).finished(),
               ResourceList().memory({claimed.base + claimed.size, page_size}, RscMem::kRead).finished(),
               ResourceList().memory({claimed.base + claimed.size + page_size, page_size}, RscMem::kRead).finished()});
    CHECK(serve(loaded, script) == Answers{Loaded::error(Status::UnprotectableResource),
                                           Loaded::error(Status::UnprotectableResource), Loaded::good()});
}

TEST_CASE("image: REQ-CALL-08, REQ-RSC-05: an index of any size is compared as it is, and writes nothing (W-42)") {
    Loaded loaded(1);
    put(loaded, parameters, Bytes(page_size, std::byte{0xa5}));
    guest::Script script;
    for (uint32_t const index : {1u, 0x7fffffffu, 0x000fffffu, 0x00100000u, 0xfffffffeu, 0xffffffffu})
        script.push_back(guest::call(Function::GetBiosResources, parameters, index));
    CHECK(serve(loaded, script) == Answers(script.size(), Loaded::error(Status::PageNotFound)));
    CHECK(bytes_at(loaded, parameters, page_size) == Bytes(page_size, std::byte{0xa5}));
}
