// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/counters.hpp"

namespace redoubt::machine {

std::string_view name_of(VmxInstruction instruction) {
    switch (instruction) {
    case VmxInstruction::Vmread: return "VMREAD";
    case VmxInstruction::Vmwrite: return "VMWRITE";
    case VmxInstruction::Vmptrld: return "VMPTRLD";
    case VmxInstruction::Vmptrst: return "VMPTRST";
    case VmxInstruction::Vmclear: return "VMCLEAR";
    case VmxInstruction::Vmlaunch: return "VMLAUNCH";
    case VmxInstruction::Vmresume: return "VMRESUME";
    case VmxInstruction::Vmcall: return "VMCALL";
    case VmxInstruction::Vmxon: return "VMXON";
    case VmxInstruction::Vmxoff: return "VMXOFF";
    case VmxInstruction::Invept: return "INVEPT";
    case VmxInstruction::Invvpid: return "INVVPID";
    }
    return "";
}

uint64_t Tally::all_exits() const {
    uint64_t all = 0;
    for (auto const& [reason, times] : exits)
        all += times;
    return all;
}

void Tally::add(Tally const& other) {
    instructions += other.instructions;
    for (auto const& [reason, times] : other.exits)
        exits[reason] += times;
    for (std::size_t i = 0; i < vmx.size(); ++i)
        vmx[i] += other.vmx[i];
}

void RoundTrips::add(RoundTrips const& other) {
    monitor.add(other.monitor);
    handler.add(other.handler);
    exits.add(other.exits);
    for (std::size_t i = 0; i < vmx.size(); ++i)
        vmx[i].add(other.vmx[i]);
}

void Counters::count(unsigned processor, Context context, uint64_t instructions) {
    at(processor, context).instructions += instructions;
}

void Counters::count(unsigned processor, Context context, VmxInstruction instruction) {
    ++at(processor, context).vmx.at(static_cast<std::size_t>(instruction));
}

void Counters::count(unsigned processor, Context context, stm::abi::ExitReason reason) {
    ++at(processor, context).exits[reason];
}

void Counters::smi_begins(unsigned processor) {
    auto& each = processors_.at(processor);
    each.before_smi = each.tallies;
}

void Counters::smi_ends(unsigned processor) {
    auto& each = processors_.at(processor);
    if (!each.before_smi) return;
    auto const now = [&](Context context) -> Tally const& { return each.tallies[static_cast<std::size_t>(context)]; };
    auto const then = [&](Context context) -> Tally const& {
        return (*each.before_smi)[static_cast<std::size_t>(context)];
    };
    auto const instructions = [&](Context context) { return now(context).instructions - then(context).instructions; };

    each.round_trips.monitor.add(instructions(Context::Monitor));
    each.round_trips.handler.add(instructions(Context::SmiHandler) + instructions(Context::SmmDefault));
    uint64_t exits = 0;
    for (auto const context : kAllContexts)
        exits += now(context).all_exits() - then(context).all_exits();
    each.round_trips.exits.add(exits);
    for (std::size_t i = 0; i < kAllVmxInstructions.size(); ++i)
        each.round_trips.vmx[i].add(now(Context::Monitor).vmx[i] - then(Context::Monitor).vmx[i]);
    each.before_smi.reset();
}

Tally const& Counters::tally(unsigned processor, Context context) const {
    return processors_.at(processor).tallies.at(static_cast<std::size_t>(context));
}

Tally Counters::tally(Context context) const {
    Tally all;
    for (unsigned processor = 0; processor < processors(); ++processor)
        all.add(tally(processor, context));
    return all;
}

RoundTrips Counters::round_trips() const {
    RoundTrips all;
    for (auto const& each : processors_)
        all.add(each.round_trips);
    return all;
}

} // namespace redoubt::machine
