// SPDX-License-Identifier: Apache-2.0
#include "tools/machine/workload.hpp"

#include <algorithm>
#include <array>

namespace redoubt::trial {
namespace {

using machine::Machine;
using machine::guest::HandlerAction;
using machine::guest::HandlerMailbox;
using machine::guest::HandlerOrder;
using machine::guest::OsVmcs;
using machine::guest::Script;
using stm::abi::Function;

// Who waits for ever is seen by the trial, which says more than a meeting that was missed.
constexpr uint64_t patience = uint64_t{1} << 40;

constexpr uint8_t plain_commands = 4; // that the handler knows, from 1 on
constexpr uint8_t commands = 6;       // with those by which it changes what only a monitor gives back

// Other commands on each processor, and at each place of a script.
uint8_t command(unsigned processor, unsigned place, Handler handler) {
    return static_cast<uint8_t>(1 + (processor + place) % (handler == Handler::Careless ? commands : plain_commands));
}

HandlerOrder order(HandlerAction action, uint32_t size, uint64_t address, uint64_t value) {
    HandlerOrder made{};
    made.action = action;
    made.size = size;
    made.address = address;
    made.value = value;
    return made;
}

void set_orders(HandlerMailbox& handler, machine::PlatformLayout const& layout, unsigned processor) {
    constexpr uint64_t smi_entry = 0x8000; // from SMBASE
    std::array<HandlerOrder, commands> const orders{
        order(HandlerAction::Spin, 0, 0, 30),
        order(HandlerAction::Cpuid, 0, 1, 0),
        order(HandlerAction::ReadMemory, 8, layout.smbase(processor) + smi_entry, 0),
        order(HandlerAction::ReadPort, 2, layout.pm_block, 0),
        order(HandlerAction::WriteCr, 0, 2, 0x5a5a5a5a5a5a5a5a),
        order(HandlerAction::WriteDr, 0, processor % 4, 0x5a5a5a5a5a5a),
    };
    std::ranges::copy(orders, handler.orders + 1);
    handler.order = HandlerMailbox::kFromPort;
}

} // namespace

machine::guest::ScriptParts workload(unsigned processor, unsigned processors, Monitored monitored,
                                     Manners const& manners) {
    using namespace machine::guest;
    auto const all = meet(processors, patience);
    bool const with_monitor = monitored == Monitored::Yes;
    auto const conduct = with_monitor ? manners.handler : Handler::Careful;
    auto const chosen = [&](unsigned place) { return command(processor, place, conduct); };
    ScriptParts parts{.begin = {compute(10)}, // with registers that are no longer 0
                      .round = {compute(40 + 10 * processor), raise_smi(chosen(0)), load_vmcs(OsVmcs::First),
                                run_guest(3, false, chosen(1)), raise_string_smi(chosen(2), 3, false), compute(25),
                                load_vmcs(OsVmcs::Second), run_guest(2, true, chosen(3)), run_guest(2, true),
                                raise_string_smi(chosen(4), 2, true), load_vmcs(OsVmcs::First, true),
                                run_guest(1, false), raise_smi(chosen(5)), all},
                      .end = {}};
    auto const start =
        with_monitor ? start_monitor(processor, processors, patience, manners.start) : Script{enter_vmx()};
    parts.begin.insert(parts.begin.end(), start.begin(), start.end());
    parts.begin.push_back(all);
    parts.end.push_back(all);
    if (with_monitor) {
        parts.end.push_back(call(Function::Stop));
        parts.end.push_back(all);
    }
    parts.end.push_back(leave_vmx());
    return parts;
}

void set_up_workload(Machine& machine, Monitored monitored, machine::Style style, Manners const& manners) {
    for (unsigned number = 0; number < machine.processors(); ++number) {
        auto os = read_os(machine, number);
        machine::guest::write_script(os, workload(number, machine.processors(), monitored, manners), 0);
        write_os(machine, number, os);
        if (style != machine::Style::Edk2) continue;
        auto handler = read_handler(machine, number);
        set_orders(handler, machine.layout(), number);
        write_handler(machine, number, handler);
    }
}

// One may just begin a round that its mailbox does not tell of yet: as many rounds have to be right for it, too.
void end_rounds(Machine& machine) {
    uint64_t latest = 0;
    for (unsigned number = 0; number < machine.processors(); ++number)
        latest = std::max(latest, read_os(machine, number).round);
    for (unsigned number = 0; number < machine.processors(); ++number) {
        auto os = read_os(machine, number);
        os.rounds = latest + 2;
        write_os(machine, number, os);
    }
}

} // namespace redoubt::trial
