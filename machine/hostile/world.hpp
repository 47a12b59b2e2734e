// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/accesses.hpp"
#include "machine/hostile/exits.hpp"
#include "machine/hostile/plan.hpp"
#include "machine/hostile/record.hpp"
#include "machine/hostile/standing.hpp"

#include <deque>
#include <span>
#include <stdexcept>
#include <utility>

namespace redoubt::hostile {

struct WorldSetting {
    std::span<std::byte const> image;
    machine::Style style = machine::Style::Edk2;
    unsigned processors = 4;
    uint64_t seed = 1; // of what the platform leaves open: the layout of VMCSs, what the BIOS's descriptors say
};

// What came of a step.
struct StepResult {
    Findings findings;
    bool goes_on;     // else the machine has ended, or a processor will not come back
    bool stopped;     // by the monitor
    bool overwritten; // Ledger::overwritten
};

// A promise is broken before anybody attacks: while the monitor starts and serves a first SMI on each processor.
class BrokenAtStart : public std::runtime_error {
public:
    explicit BrokenAtStart(Findings findings)
        : std::runtime_error("a promise is broken at the start"), findings_(std::move(findings)) {}
    [[nodiscard]] Findings const& findings() const { return findings_; }

private:
    Findings findings_;
};

// A machine with hostile software on it, and the monitor started on every processor: from power-up to its end.
class World {
public:
    // Throws BrokenAtStart, and another std::runtime_error for an image that cannot be loaded: nothing is known of it then.
    explicit World(WorldSetting const& setting);

    // The machine as a whole is judged by this: nothing but what the plan says may come of it.
    [[nodiscard]] StepResult carry_out(Plan const& plan, Random& random);

    [[nodiscard]] std::vector<bool> monitored();
    [[nodiscard]] machine::Machine& machine() { return machine_; }
    [[nodiscard]] machine::Style style() const { return setting_.style; }
    [[nodiscard]] Counts const& counts() const { return ledger_.counts; }

private:
    void load();
    void start();
    void call_on(unsigned processor, stm::abi::Function function, Random& random);
    void need_good(Plan const& plan, Random& random);
    void fill_spare_pages(Random& random);
    [[nodiscard]] machine::Range image_in_memory() const;
    [[nodiscard]] machine::Range spare_memory() const;
    void set_stage(Plan const& plan, Random& random);
    void load_pdptes();
    void take_back(Plan const& plan, StepResult& result);
    void judge(Outcome const& outcome, Plan const& plan, StepResult& result);
    void judge_stuck(unsigned processor, Plan const& plan, StepResult& result);
    void judge_end(Outcome const& outcome, Plan const& plan, StepResult& result);

    WorldSetting setting_;
    machine::Machine machine_;
    Ledger ledger_ = {};
    uint64_t smis_before_ = 0; // before this step
    Standing standing_;
    Accesses accesses_;
    Record record_;
    std::deque<Exits> exits_ = {};
    std::vector<uint64_t> spare_pages_ = {};
};

} // namespace redoubt::hostile
