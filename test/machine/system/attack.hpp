// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/code.hpp"
#include "machine/hostile/tables_walk.hpp"
#include "spec/abi/vmcs_field.h"
#include "test/machine/system/loaded.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>

// What an attack on the image comes to.
namespace redoubt::test {

// All scripts, or what the machine comes to before.
inline machine::MachineEnd run_to_an_end(Loaded& loaded) {
    auto end = machine::MachineEnd::Budget;
    for (unsigned i = 0; i < 100 && end == machine::MachineEnd::Budget && !loaded.finished(); ++i)
        end = loaded.machine.run(100'000);
    return end;
}

// From MSEG base to the top of TSEG.
inline machine::Range of_the_monitor(machine::PlatformLayout const& layout) {
    return {layout.mseg.base, layout.tseg.base + layout.tseg.size - layout.mseg.base};
}

// Any of it, by the EPT of the first processor's handler, whose VMCS is current.
inline bool handler_maps(Loaded& loaded, machine::Range const& range) {
    constexpr uint64_t any_right = 7;
    std::set<uint64_t> tables;
    bool found = false;
    hostile::walk_tables(
        loaded.machine.memory(), loaded.machine.processor(0).vmx().field(stm::abi::VmcsField::EptPointer), any_right,
        tables, [&](hostile::Leaf const& leaf) {
            found = found || (leaf.physical < range.base + range.size && range.base < leaf.physical + leaf.size);
        });
    return found;
}

// The monitor has stopped the machine where the handler touched what nobody granted, and neither that page nor one of
// the monitor's is in the handler's map.
inline void check_stopped(Loaded& loaded, machine::MachineEnd end, uint64_t touched) {
    CHECK(end == machine::MachineEnd::Reset);
    auto const lines = events_of(loaded.machine, machine::EventKind::SerialLine);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().text.starts_with(
        "Redoubt: processor 0000000000000000 stopped, exit reason 0000000000000030")); // EPT violation
    CHECK(handler_maps(loaded, loaded.machine.layout().smi_handler()));
    CHECK_FALSE(handler_maps(loaded, {touched / page_size * page_size, page_size}));
    CHECK_FALSE(handler_maps(loaded, of_the_monitor(loaded.machine.layout())));
}

// Memory over the boundaries of pages.
inline std::vector<std::byte> bytes_at(Loaded& loaded, uint64_t address, uint64_t size) {
    std::vector<std::byte> bytes;
    for (uint64_t i = 0; i < size; ++i)
        bytes.push_back(*loaded.machine.memory().ram(address + i));
    return bytes;
}
inline void put_bytes(Loaded& loaded, uint64_t address, std::span<std::byte const> bytes) {
    for (auto const& byte : bytes)
        REQUIRE(loaded.machine.put(address++, {&byte, 1}));
}

// A page in the BIOS's part of SMRAM where the handler has nothing else.
inline uint64_t spare_smram(machine::PlatformLayout const& layout) {
    return layout.resource_list.base - page_size;
}

// The handler of the first processor goes on with this code.
inline void order_code(Loaded& loaded, hostile::Code const& code) {
    auto const place = spare_smram(loaded.machine.layout());
    REQUIRE(loaded.machine.put(place, code.bytes()));
    loaded.order(0, ordered(machine::guest::HandlerAction::Jump, place));
}

} // namespace redoubt::test
