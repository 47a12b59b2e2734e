// SPDX-License-Identifier: Apache-2.0
#include "machine/system/bios.hpp"
#include "test/machine/system/image.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace redoubt::machine;
using redoubt::test::the_image;

TEST_CASE("machine: the image is loaded by each firmware's loader, without a rule that refuses it") {
    for (auto const style : {Style::Edk2, Style::Coreboot}) {
        Machine machine({.layout = {.processors = 4}});
        boot_firmware(machine);
        auto const result = load_monitor(machine, the_image(), style);
        REQUIRE(result.loaded());
        for (unsigned number = 0; number < 4; ++number)
            CHECK(machine.processor(number).state().msrs.smm_monitor_ctl ==
                  (machine.layout().mseg.base | stm::abi::smm_monitor_ctl::kValid));
    }
}

TEST_CASE("machine: an image that is cut short is refused by the rule's name, and no processor can activate it") {
    Machine machine({});
    boot_firmware(machine);
    auto bytes = the_image();
    bytes.resize(100);
    auto const result = load_monitor(machine, bytes, Style::Edk2);
    CHECK_FALSE(result.loaded());
    CHECK(std::ranges::any_of(result.findings,
                              [](LoaderFinding const& finding) { return finding.rule == LoaderRule::HeaderComplete; }));
    CHECK(machine.processor(0).state().msrs.smm_monitor_ctl == 0);
}
