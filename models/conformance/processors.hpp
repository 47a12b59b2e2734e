// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hosted/arch.hpp"
#include "machine/vmx/vmx.hpp"

#include <memory>
#include <vector>

// Processors of the machine's VMX model with memory in common, and nothing that executes instructions: M2's hardware,
// and what software does around the monitor's part of it.
namespace redoubt::conformance {

enum class Mode : std::uint8_t { Off, Monitor, Guest }; // as M2 has them

class Processors {
public:
    using Field = stm::abi::VmcsField;

    // Each region holds a VMCS, as an earlier monitor left it: whether launched, the caller says. `seed`: how they lie
    // in memory.
    Processors(std::size_t count, std::vector<bool> const& were_launched, std::uint64_t seed);

    [[nodiscard]] std::size_t count() const { return all_.size(); }
    [[nodiscard]] std::size_t regions() const { return regions_; }
    [[nodiscard]] static std::uint64_t address_of(std::size_t region);

    // State of a processor.
    [[nodiscard]] Mode mode(std::size_t cpu) const;
    // Outside SMM that is the SMM-transfer VMCS (SDM vol. 3C 34.15.2): the one that an exit to the monitor will use.
    [[nodiscard]] std::uint64_t current(std::size_t cpu) const;
    [[nodiscard]] machine::Bound bind(std::size_t cpu) { return {all_[cpu]->vmx, all_[cpu]->state}; }

    // State of a region.
    struct Data {
        bool launched;
        std::vector<std::uint64_t> fields;
    };
    [[nodiscard]] Data data(std::size_t region, std::vector<Field> const& fields);
    [[nodiscard]] std::optional<std::size_t> active_on(std::size_t region) const;

    // Fields of the guest that runs, which are in the processor and not in its VMCS; those that guest_fields() has.
    [[nodiscard]] static std::vector<Field> guest_fields();
    [[nodiscard]] std::uint64_t guest_field(std::size_t cpu, Field field) const;
    void set_guest_field(std::size_t cpu, Field field, std::uint64_t value);

    // False: the processor refused.
    bool activate(std::size_t cpu);                // VMCALL; SMIs and SMM are under the dual-monitor treatment then
    bool enter(std::size_t cpu, bool launch);      // what is current
    bool deactivate(std::size_t cpu, bool launch); // the entry to the OS that ends it
    void exit(std::size_t cpu);                    // from the guest that runs, of alternating reasons
    void prepare_os(std::size_t cpu, std::size_t region); // what the monitor writes there
    void prepare_handler(std::size_t region);
    void set_launched(std::size_t region); // as no software could: for seeded faults

    [[nodiscard]] bool reported() const { return reports_.any; } // something that a real processor would not tell

private:
    class Reports : public machine::Reporter {
    public:
        void report(std::string_view, std::string) override { any = true; }
        bool any = false;
    };
    class NoMsrs : public machine::MsrFile {
    public:
        std::optional<uint64_t> read_msr(uint32_t) override { return std::nullopt; }
        bool write_msr(uint32_t, uint64_t) override { return false; }
    };
    struct Processor {
        Processor(Processors& board, unsigned number);
        machine::State state = {};
        machine::Mmu mmu;
        NoMsrs msrs;
        machine::Vmx vmx;
    };

    [[nodiscard]] bool succeeded(Processor const& processor) const;
    void place(std::uint64_t address, machine::Vmcs const& vmcs);
    [[nodiscard]] machine::Vmcs load(std::uint64_t address);
    template <class Change>
    void change(std::uint64_t address, Change change);

    Reports reports_;
    machine::PhysicalMemory memory_{reports_};
    machine::Capabilities capabilities_;
    machine::Layout layout_;
    machine::VmcsPool pool_;
    std::size_t regions_;
    std::vector<std::unique_ptr<Processor>> all_;
    unsigned exits_ = 0;
};

} // namespace redoubt::conformance
