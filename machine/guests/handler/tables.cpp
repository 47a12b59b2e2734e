// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/handler/tables.hpp"

namespace redoubt::machine::guest {
namespace {

constexpr uint64_t place = kHandlerBase + kTables;
constexpr uint64_t gdt = place + __builtin_offsetof(HandlerTables, gdt);
constexpr uint64_t idt = place + __builtin_offsetof(HandlerTables, interrupts);

// Firmware has executed LTR in SMIs before, and a monitor takes the task register from here.
constexpr auto task = busy(tss_descriptor(place + __builtin_offsetof(HandlerTables, tss)));

} // namespace

[[gnu::section(".tables")]] constinit HandlerTables handler_tables{
    .map = identity_map(place, kPaging),
    .interrupts = interrupt_table(kHandlerBase, HandlerHeader::kCs),
    .gdt = {0, kCode32, 0, 0, kData, 0, 0, kCode64, task.low, task.high},
    .tss = tss(0, 0),
    .flat_gdt = {0, kCode32, kData, kCode64, task.low}}; // the low half is the whole one outside IA-32e mode

constinit TableRegister const handler_gdtr = table_register(gdt, sizeof(HandlerTables::gdt));
constinit TableRegister const handler_idtr = table_register(idt, sizeof(InterruptTable));

} // namespace redoubt::machine::guest
