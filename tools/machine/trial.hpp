// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/system/machine.hpp"
#include "tools/machine/workload.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

// A machine that serves SMIs, with a monitor or by the default treatment, and whether that went well.
namespace redoubt::trial {

struct Setting {
    unsigned processors = 4; // 1 to PlatformLayout::max_processors
    uint64_t smis = 1000;    // to be served at least, the runs of the SMI handler on all processors together
    uint64_t seed = 1;
    Manners manners = {};
    std::ostream* events = nullptr; // a line of JSON each

    // Without an SMI served, or a step of the start or the end taken, the machine has stopped making progress.
    uint64_t patience = 200'000'000; // ticks
};

struct Problem {
    std::optional<unsigned> processor; // whose registers tell more
    std::string text;                  // one line, which names the processor if there is one
};

class Trial {
public:
    explicit Trial(Setting const& setting); // the firmware has run

    // Once, before start(), or not at all: the monitor. Nothing else may be done when a rule refuses it.
    [[nodiscard]] machine::LoaderFindings load(std::span<std::byte const> image, machine::Style style);

    void start();

    // A part of it, or what is left; true: there is more to do.
    [[nodiscard]] bool run_some();
    void run(std::function<void()> const& between_parts);

    // Of who runs the machine himself, such as a debugger: to be asked now and then; false: it is to stop.
    [[nodiscard]] bool goes_on();

    [[nodiscard]] machine::Machine& machine() { return machine_; }
    [[nodiscard]] Setting const& setting() const { return setting_; }
    [[nodiscard]] Monitored monitored() const { return monitored_; }
    [[nodiscard]] uint64_t smis();                    // served so far
    [[nodiscard]] uint64_t contexts_compared() const; // that an SMI interrupted
    [[nodiscard]] double seconds() const { return seconds_; }

    [[nodiscard]] bool finished() const { return finished_; }                  // all scripts came to their end
    [[nodiscard]] bool good() const { return finished_ && problems_.empty(); } // and nothing was wrong
    [[nodiscard]] std::vector<Problem> const& problems() const { return problems_; }

private:
    // What the machine does not reach again when it is lost.
    struct Progress {
        uint64_t smis = 0;
        uint64_t steps = 0; // of scripts, but for those of the rounds
        bool operator==(Progress const&) const = default;
    };

    void add(std::optional<unsigned> processor, std::string text);
    void look_at(machine::MachineEnd end);
    void look_at_scripts();
    void look_at_record();
    void look_for_stuck_processors();
    void look_for_progress();
    void look_back();
    [[nodiscard]] Progress progress();

    Setting setting_;
    machine::Machine machine_;
    Monitored monitored_ = Monitored::No;
    machine::Style style_ = machine::Style::Edk2;
    bool ending_ = false; // enough SMIs were served: the scripts come to their ends
    bool finished_ = false;
    double seconds_ = 0;
    Progress last_ = {};
    uint64_t last_progress_ = 0;         // ticks
    std::vector<uint64_t> last_retired_; // by processor
    std::vector<Problem> problems_ = {};
};

} // namespace redoubt::trial
