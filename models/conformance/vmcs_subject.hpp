// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/conformance/processors.hpp"
#include "models/conformance/subject.hpp"
#include "models/vmcs_switching.hpp"
#include "monitor/vmcs/switch.h"

#include <array>
#include <functional>
#include <memory>

namespace redoubt::conformance {

// One processor's switch. A seeded fault is a class that overrides some of its calls.
class SwitchCalls {
public:
    SwitchCalls() = default;
    SwitchCalls(SwitchCalls const&) = delete;
    SwitchCalls& operator=(SwitchCalls const&) = delete;
    virtual ~SwitchCalls() = default;

    // Regions, by their numbers.
    [[nodiscard]] virtual bool create(Processors&, std::size_t os, std::size_t handler) {
        return switch_.create(Processors::address_of(os), Processors::address_of(handler));
    }
    [[nodiscard]] virtual bool os_runs() const { return switch_.os_runs(); }
    [[nodiscard]] virtual stm::arch::Next entry() const { return switch_.entry(); }
    virtual void exited() { switch_.exited(); }
    [[nodiscard]] virtual bool interrupt(stm::arch::Registers& registers) { return switch_.interrupt(registers); }
    [[nodiscard]] virtual bool resume(stm::arch::Registers& registers) { return switch_.resume(registers); }

protected:
    stm::vmcs::Switch switch_ = {};
};

// The hosted switch, one on each processor, against M2. The processors are the machine's VMX model; guests do what the
// model has them do. Which region is whose, and when an exit has been noted, is its callers'. There are no modules yet.
class VmcsSubject : public Subject {
public:
    using MakeCalls = std::function<std::unique_ptr<SwitchCalls>()>;
    explicit VmcsSubject(std::string name = "vmcs", MakeCalls make = [] { return std::make_unique<SwitchCalls>(); });

    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] tsl::Model const& model() const override { return model_; }
    [[nodiscard]] tsl::Sizes sizes() const override;
    [[nodiscard]] Share share() const override;
    tsl::State reset(tsl::Interpreter const& interpreter, Random& random) override;
    std::optional<std::string> perform(tsl::Label const& label) override;
    void abstract(tsl::Interpreter const& interpreter, tsl::State& state) const override;

private:
    static constexpr std::size_t cpus = 3;
    static constexpr std::size_t regions = 6;
    static constexpr std::size_t fields = 2;
    static constexpr std::size_t groups = 3; // of general registers: what M2 calls a register
    static constexpr std::size_t words = 3;
    static constexpr std::size_t general = sizeof(stm::arch::Registers) / sizeof(std::uint64_t);

    struct Cpu {
        std::unique_ptr<SwitchCalls> calls;
        stm::arch::Registers registers = {}; // those of the guest that runs, or ran last
        bool created = false;
        std::size_t os = 0; // regions
        std::size_t handler = 0;
    };
    using Perform = std::optional<std::string> (VmcsSubject::*)(std::size_t cpu, tsl::Label const& label);

    std::optional<std::string> assign(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> create(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> stop(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> enter(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> exit(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> note_exit(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> guest_runs(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> guest_computes(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> answer(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> answer_by_register(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> set_up_handler(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> interrupt(std::size_t cpu, tsl::Label const& label);
    std::optional<std::string> resume(std::size_t cpu, tsl::Label const& label);

    [[nodiscard]] bool runs(std::size_t cpu, bool os) const;
    [[nodiscard]] bool turn_of(std::size_t cpu, std::size_t region) const;
    [[nodiscard]] bool is_current(std::size_t cpu, std::size_t region) const;
    void write(tsl::Value field, tsl::Value word);
    void set_registers(std::size_t cpu, std::size_t group, std::size_t word);
    [[nodiscard]] tsl::Value register_word(std::size_t cpu, std::size_t group) const;
    [[nodiscard]] tsl::Value field_word(std::size_t region, std::size_t field, std::uint64_t value) const;
    [[nodiscard]] tsl::Value running(std::size_t cpu) const;
    void abstract_region(tsl::Interpreter const& interpreter, std::size_t region, tsl::State& state) const;

    std::string name_;
    MakeCalls make_;
    models::VmcsSwitching model_;
    std::unique_ptr<Processors> hardware_;
    std::array<Cpu, cpus> cpus_ = {};
    bool failed_ = false;
    // What abstract values stand for.
    std::vector<Processors::Field> fields_;
    std::array<std::size_t, general> group_of_ = {};
    std::array<std::array<std::uint64_t, words>, fields> field_values_ = {};
    std::array<std::array<std::uint64_t, words>, general> register_values_ = {};
};

} // namespace redoubt::conformance
