// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/context.hpp"
#include "machine/trace/distribution.hpp"
#include "spec/abi/vmx_exit.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace redoubt::machine {

enum class VmxInstruction : uint8_t {
    Vmread,
    Vmwrite,
    Vmptrld,
    Vmptrst,
    Vmclear,
    Vmlaunch,
    Vmresume,
    Vmcall,
    Vmxon,
    Vmxoff,
    Invept,
    Invvpid
};

inline constexpr std::array kAllVmxInstructions{
    VmxInstruction::Vmread,  VmxInstruction::Vmwrite,  VmxInstruction::Vmptrld,  VmxInstruction::Vmptrst,
    VmxInstruction::Vmclear, VmxInstruction::Vmlaunch, VmxInstruction::Vmresume, VmxInstruction::Vmcall,
    VmxInstruction::Vmxon,   VmxInstruction::Vmxoff,   VmxInstruction::Invept,   VmxInstruction::Invvpid};

[[nodiscard]] std::string_view name_of(VmxInstruction instruction);

// Of one processor in one context, or of more of them together.
struct Tally {
    uint64_t instructions = 0;
    std::map<stm::abi::ExitReason, uint64_t> exits = {};
    std::array<uint64_t, kAllVmxInstructions.size()> vmx = {}; // by VmxInstruction

    [[nodiscard]] uint64_t all_exits() const;
    void add(Tally const& other);
    bool operator==(Tally const&) const = default;
};

// What SMIs cost a processor, from the SMI until what it interrupted goes on.
struct RoundTrips {
    Distribution monitor; // instructions, on the way to the handler, between, and back
    Distribution handler; // instructions
    Distribution exits;   // SMM VM exits too
    std::array<Distribution, kAllVmxInstructions.size()> vmx; // the monitor's

    [[nodiscard]] uint64_t count() const { return monitor.count(); }
    void add(RoundTrips const& other);
};

// Counts of all processors; a processor's number is less than theirs.
class Counters {
public:
    explicit Counters(unsigned processors) : processors_(processors) {}

    // In the context that the processor is in; of a VM exit: was in.
    void count(unsigned processor, Context context, uint64_t instructions);
    void count(unsigned processor, Context context, VmxInstruction instruction);
    void count(unsigned processor, Context context, stm::abi::ExitReason reason);

    // An SMI begins before its exit is counted, and ends when SMM is left. One that has not ended is given up when the
    // next begins; an end without a beginning is no SMI's (a VMCALL's, activation's).
    void smi_begins(unsigned processor);
    void smi_ends(unsigned processor);

    [[nodiscard]] unsigned processors() const { return static_cast<unsigned>(processors_.size()); }
    [[nodiscard]] Tally const& tally(unsigned processor, Context context) const;
    [[nodiscard]] Tally tally(Context context) const; // of all processors
    [[nodiscard]] RoundTrips const& round_trips(unsigned processor) const {
        return processors_.at(processor).round_trips;
    }
    [[nodiscard]] RoundTrips round_trips() const; // of all processors

private:
    using Tallies = std::array<Tally, kAllContexts.size()>; // by Context

    struct Processor {
        Tallies tallies = {};
        RoundTrips round_trips = {};
        std::optional<Tallies> before_smi = std::nullopt; // in an SMI: the tallies when it began
    };

    [[nodiscard]] Tally& at(unsigned processor, Context context) {
        return processors_.at(processor).tallies.at(static_cast<std::size_t>(context));
    }

    std::vector<Processor> processors_;
};

[[nodiscard]] std::string as_json(Counters const& counters);

} // namespace redoubt::machine
