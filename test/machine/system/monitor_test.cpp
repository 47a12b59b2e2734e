// SPDX-License-Identifier: Apache-2.0
#include "machine/system/bios.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

using namespace redoubt::machine;

namespace {

std::vector<std::byte> image() {
    std::ifstream file(REDOUBT_IMAGE, std::ios::binary);
    std::vector<char> const bytes{std::istreambuf_iterator<char>{file}, {}};
    REQUIRE_FALSE(bytes.empty());
    auto const all = std::as_bytes(std::span{bytes});
    return {all.begin(), all.end()};
}

std::vector<TraceEvent> events_of(Machine const& machine, EventKind kind) {
    std::vector<TraceEvent> found;
    std::ranges::copy_if(machine.recorder().events(), std::back_inserter(found),
                         [&](TraceEvent const& event) { return event.kind == kind; });
    return found;
}

} // namespace

TEST_CASE("machine: the image is loaded by each firmware's loader, without a rule that refuses it") {
    for (auto const style : {Style::Edk2, Style::Coreboot}) {
        Machine machine({.layout = {.processors = 4}});
        boot_firmware(machine);
        auto const result = load_monitor(machine, image(), style);
        REQUIRE(result.loaded());
        for (unsigned number = 0; number < 4; ++number)
            CHECK(machine.processor(number).state().msrs.smm_monitor_ctl ==
                  (machine.layout().mseg.base | stm::abi::smm_monitor_ctl::kValid));
    }
}

TEST_CASE("machine: an image that is cut short is refused by the rule's name, and no processor can activate it") {
    Machine machine({});
    boot_firmware(machine);
    auto bytes = image();
    bytes.resize(100);
    auto const result = load_monitor(machine, bytes, Style::Edk2);
    CHECK_FALSE(result.loaded());
    CHECK(std::ranges::any_of(result.findings,
                              [](LoaderFinding const& finding) { return finding.rule == LoaderRule::HeaderComplete; }));
    CHECK(machine.processor(0).state().msrs.smm_monitor_ctl == 0);
}

TEST_CASE("machine: InitializeProtection enters the image, which reports itself on pages of its own") {
    Machine machine({});
    boot_firmware(machine);
    REQUIRE(load_monitor(machine, image(), Style::Edk2).loaded());
    start_os(machine);
    auto os = read_os(machine, 0);
    guest::write_script(os, {guest::enter_vmx(), guest::call(stm::abi::Function::InitializeProtection)}, 0, 1);
    write_os(machine, 0, os);
    CHECK(machine.run(1'000'000) == MachineEnd::Idle);
    CHECK(events_of(machine, EventKind::Activation).size() == 1);
    auto const lines = events_of(machine, EventKind::SerialLine);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().text.starts_with("Redoubt"));
    CHECK(lines.front().context == Context::Monitor);
    auto const& state = machine.processor(0).state();
    CHECK(state.in_smm);
    CHECK(state.activity == stm::abi::ActivityState::Hlt);
    CHECK(machine.layout().mseg.contains(state.cr3)); // not the loader's tables any more
    CHECK((state.cr0 & cr0::wp) != 0);
    CHECK(machine.reports().reports().empty());
}
