// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/counters.hpp"
#include "machine/trace/reason_name.hpp"

#include <nlohmann/json.hpp>

namespace redoubt::machine {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(Tally const& tally) {
    auto exits = Json::object();
    for (auto const& [reason, times] : tally.exits)
        exits[name_of(reason)] = times;
    auto vmx = Json::object();
    for (auto const instruction : kAllVmxInstructions)
        if (auto const times = tally.vmx.at(static_cast<std::size_t>(instruction)); times != 0)
            vmx[std::string(name_of(instruction))] = times;
    return {{"instructions", tally.instructions}, {"vm_exits", exits}, {"vmx_instructions", vmx}};
}

Json json_of(Distribution const& of) {
    return {{"min", of.min()}, {"median", of.median()}, {"mean", of.mean()}, {"max", of.max()}, {"total", of.total()}};
}

Json json_of(RoundTrips const& trips) {
    auto vmx = Json::object();
    for (auto const instruction : kAllVmxInstructions)
        if (auto const& times = trips.vmx.at(static_cast<std::size_t>(instruction)); times.max() != 0)
            vmx[std::string(name_of(instruction))] = json_of(times);
    return {{"smis", trips.count()},
            {"monitor_instructions", json_of(trips.monitor)},
            {"handler_instructions", json_of(trips.handler)},
            {"vm_exits", json_of(trips.exits)},
            {"vmx_instructions", vmx}};
}

} // namespace

std::string as_json(Counters const& counters) {
    auto processors = Json::array();
    for (unsigned processor = 0; processor < counters.processors(); ++processor) {
        auto contexts = Json::object();
        for (auto const context : kAllContexts)
            if (auto const& tally = counters.tally(processor, context); tally != Tally{})
                contexts[std::string(id_of(context))] = json_of(tally);
        processors.push_back({{"processor", processor},
                              {"contexts", contexts},
                              {"round_trips", json_of(counters.round_trips(processor))}});
    }
    return Json{{"version", 1}, {"processors", processors}, {"round_trips", json_of(counters.round_trips())}}.dump(2) +
           "\n";
}

} // namespace redoubt::machine
