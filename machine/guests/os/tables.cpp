// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/tables.hpp"

#include "machine/guests/os/processor.hpp"

namespace redoubt::machine::guest {
namespace {

constexpr uint64_t place = kOsBase + kTables;
constexpr uint64_t first_tss = place + __builtin_offsetof(OsTables, tss);
constexpr unsigned nmi_ist = 1;
constexpr unsigned double_fault_ist = 2;

constexpr OsTables make_tables() {
    OsTables tables{};
    tables.map = identity_map(place + __builtin_offsetof(OsTables, map), kPaging);
    tables.ept = identity_map(place + __builtin_offsetof(OsTables, ept), kEpt);
    tables.interrupts = interrupt_table(kOsBase, OsHeader::kCs);
    tables.interrupts.gate[kNmi].low |= uint64_t{nmi_ist} << 32;
    tables.interrupts.gate[kDoubleFault].low |= uint64_t{double_fault_ist} << 32;
    tables.gdt[OsHeader::kCs / 8] = kCode64;
    tables.gdt[OsHeader::kDs / 8] = kData;
    for (unsigned i = 0; i < kMaxProcessors; ++i) {
        auto const processor = kOsBase + kProcessors + i * sizeof(OsProcessor);
        auto const task = tss_descriptor(first_tss + i * sizeof(Tss));
        tables.gdt[kFirstTss + 2 * i] = task.low;
        tables.gdt[kFirstTss + 2 * i + 1] = task.high;
        tables.tss[i] = tss(processor + __builtin_offsetof(OsProcessor, double_fault_stack),
                            processor + __builtin_offsetof(OsProcessor, stack));
    }
    return tables;
}

} // namespace

[[gnu::section(".tables")]] constinit OsTables os_tables = make_tables();

constinit TableRegister const os_gdtr =
    table_register(place + __builtin_offsetof(OsTables, gdt), sizeof(OsTables::gdt));
constinit TableRegister const os_idtr =
    table_register(place + __builtin_offsetof(OsTables, interrupts), sizeof(InterruptTable));

} // namespace redoubt::machine::guest
