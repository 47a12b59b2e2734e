// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/world.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>

// Hostile software on the machine, step after step, and what came of it.
namespace redoubt::hostile {

struct Setting {
    std::span<std::byte const> image;
    machine::Style style = machine::Style::Edk2;
    unsigned processors = 4;
    uint64_t seed = 1;

    // For tests: what goes wrong between the steps, from outside.
    std::function<void(World&, uint64_t step)> tamper = {};
};

// One step decides nothing of another one but by the world that it leaves behind; and a world lasts for an episode at most.
// So any step is reached from the beginning of its episode.
inline constexpr uint64_t kEpisode = 256;

[[nodiscard]] constexpr uint64_t first_of_episode(uint64_t step) {
    return step - step % kEpisode;
}

struct Violation {
    uint64_t seed;
    uint64_t step;
    std::vector<Finding> findings;
    std::vector<std::string> steps; // the last ones, the violation's at the end
    std::string evidence;           // registers and code of the processors, lines
};

struct Totals {
    uint64_t steps = 0;
    uint64_t worlds = 0;
    uint64_t stopped = 0;     // by the monitor, for what the handler did
    uint64_t overwritten = 0; // of these: because the OS cannot be returned to, its VMCS was written over
    uint64_t lost = 0;        // worlds that ended otherwise, as their attack has it
    uint64_t instructions = 0;
    std::array<uint64_t, kKinds> kinds = {};
    std::array<uint64_t, kHandlerAttacks> attacks = {};
    Counts counts = {};

    void add(Totals const& other);
};

class Campaign {
public:
    explicit Campaign(Setting setting) : setting_(std::move(setting)) {}

    // Steps [first, end), or until one breaks a promise. first is that of an episode. Throws std::runtime_error when the image
    // does not start.
    void run(uint64_t first, uint64_t end, std::function<void(uint64_t done)> const& progress = {});

    [[nodiscard]] std::optional<Violation> const& violation() const { return violation_; }
    [[nodiscard]] Totals const& totals() const { return totals_; }
    [[nodiscard]] std::vector<std::string> const& last_steps() const { return last_; }

private:
    static constexpr std::size_t kShown = 8; // steps

    void begin_world(uint64_t step);
    void end_world();
    void step(uint64_t number);
    void look(uint64_t number, StepResult const& result);

    Setting setting_;
    std::unique_ptr<World> world_ = nullptr;
    std::vector<std::string> last_ = {};
    Totals totals_ = {};
    std::optional<Violation> violation_ = std::nullopt;
};

} // namespace redoubt::hostile
