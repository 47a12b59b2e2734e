// SPDX-License-Identifier: Apache-2.0
#include "monitor/arch/vm_entry.h"
#include "monitor/boot/layout.h"
#include "monitor/smi/common.h"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"

#include <doctest/doctest.h>
#include <map>
#include <regex>
#include <string>

TEST_CASE("boot: the assembler's layout is the one of the C++ headers, with all its names") {
    auto const text = redoubt::support::read_file(redoubt::support::source_root() / "monitor/boot/layout.inc");
    std::map<std::string, std::uint64_t> values;
    std::regex const set(R"(\.set (\w+), (\w+))");
    for (std::sregex_iterator it(text.begin(), text.end(), set), end; it != end; ++it)
        values[(*it)[1]] = std::stoull((*it)[2], nullptr, 0);
    using namespace stm::boot;
    CHECK(values == std::map<std::string, std::uint64_t>{
                        {"PAGE_SIZE", kPageSize},
                        {"PROCESSORS", kProcessors},
                        {"AREA_STACK", kPageSize * area::kStack},
                        {"AREA_PROCESSOR", kPageSize * area::kProcessor},
                        {"AREA_FAULT_STACK", kPageSize * area::kFaultStack},
                        {"AREA_TABLES", kPageSize * area::kTables},
                        {"AREA_WINDOW", kPageSize * area::kWindow},
                        {"AREA_STATE", kPageSize * area::kState},
                        {"AREA_SIZE", kAreaSize},
                        {"REGISTERS_SIZE", sizeof(stm::arch::Registers)},
                        {"COMMON_SIZE", kPageSize * kCommon},
                        {"SERVICES_SIZE", kPageSize * kServices},
                        {"SHARED_SIZE", sizeof(stm::smi::Shared)},
                        {"NEXT_RESUME", static_cast<std::uint64_t>(stm::arch::Next::Resume)},
                        {"NEXT_SERVE", static_cast<std::uint64_t>(stm::arch::Next::Serve)},
                        {"NEXT_RAISE", static_cast<std::uint64_t>(stm::arch::Next::Raise)},
                    });
}
