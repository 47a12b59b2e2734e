// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/mtrr_msrs.hpp"
#include "machine/system/bios.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;

TEST_CASE("machine: the save state of each processor holds its SMBASE before the first SMI, as relocation left it") {
    Machine machine({.layout = {.processors = 4}});
    boot_firmware(machine);
    for (unsigned number = 0; number < 4; ++number) {
        auto const smbase = machine.layout().smbase(number);
        CHECK(machine.processor(number).state().msrs.smbase == smbase);
        CHECK(machine.memory().word(smbase + 0xfef8, 4) == smbase);
    }
}

TEST_CASE("machine: firmware sets the same memory types on each processor, memory written back") {
    Machine machine({.layout = {.processors = 2}});
    boot_firmware(machine);
    auto const& mtrrs = machine.processor(0).state().msrs.mtrrs;
    auto const& ram = machine.layout().ram;
    CHECK(mtrrs.def_type == 0xc00);
    CHECK(read_mtrr(mtrrs, 0x200) == (ram.base | 6));
    CHECK((read_mtrr(mtrrs, 0x201).value_or(0) & (2 * ram.size - 1)) == (ram.size | 0x800));
    CHECK(read_mtrr(mtrrs, 0x259) == 0); // A0000H
    CHECK(read_mtrr(mtrrs, 0x26f) == 0x0606060606060606);
    CHECK(machine.processor(1).state().msrs.mtrrs == mtrrs);
}
