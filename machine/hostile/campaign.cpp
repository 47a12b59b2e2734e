// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/campaign.hpp"

#include <fmt/format.h>
#include <set>

namespace redoubt::hostile {

void Totals::add(Totals const& other) {
    steps += other.steps;
    worlds += other.worlds;
    stopped += other.stopped;
    overwritten += other.overwritten;
    lost += other.lost;
    instructions += other.instructions;
    for (std::size_t i = 0; i < kinds.size(); ++i)
        kinds.at(i) += other.kinds.at(i);
    for (std::size_t i = 0; i < attacks.size(); ++i)
        attacks.at(i) += other.attacks.at(i);
    counts.add(other.counts);
}

// Its seed follows from the step that it begins with.
void Campaign::begin_world(uint64_t step) {
    Random random(setting_.seed, 2 * step + 1);
    ++totals_.worlds;
    try {
        world_ = std::make_unique<World>(WorldSetting{.image = setting_.image,
                                                      .style = setting_.style,
                                                      .processors = setting_.processors,
                                                      .seed = random.next()});
    } catch (BrokenAtStart const& broken) {
        last_.push_back(fmt::format("before step {}: the monitor starts and serves an SMI on each processor", step));
        violation_ = Violation{setting_.seed, step, broken.findings().all(), last_, {}};
    }
}

void Campaign::end_world() {
    if (world_ == nullptr) return;
    totals_.instructions += world_->machine().now();
    totals_.counts.add(world_->counts());
    world_.reset();
}

void Campaign::run(uint64_t first, uint64_t end, std::function<void(uint64_t)> const& progress) {
    for (auto number = first; number < end && !violation_; ++number) {
        if (number == first_of_episode(number)) end_world();
        if (world_ == nullptr) begin_world(number);
        if (violation_) break;
        step(number);
        if (progress && number % kEpisode == kEpisode - 1) progress(number - first + 1);
    }
    end_world();
}

void Campaign::step(uint64_t number) {
    Random random(setting_.seed, 2 * number);
    auto const plan = make_plan(world_->machine().layout(), setting_.style, world_->monitored(), random);
    last_.push_back(fmt::format("step {}: {}", number, text_of(plan)));
    if (last_.size() > kShown) last_.erase(last_.begin());
    ++totals_.steps;
    ++totals_.kinds.at(static_cast<std::size_t>(plan.kind));
    for (auto const attack : plan.attacks)
        ++totals_.attacks.at(static_cast<std::size_t>(attack));
    if (setting_.tamper) setting_.tamper(*world_, number);
    look(number, world_->carry_out(plan, random));
}

void Campaign::look(uint64_t number, StepResult const& result) {
    if (!result.findings.empty()) {
        std::set<unsigned> processors;
        for (auto const& finding : result.findings.all())
            if (finding.processor) processors.insert(*finding.processor);
        std::string evidence;
        for (auto const each : processors)
            evidence += fmt::format("processor {}, {}:\n{}", each, name_of(world_->machine().context(each)),
                                    world_->machine().details(each));
        violation_ = Violation{setting_.seed, number, result.findings.all(), last_, evidence};
    }
    if (result.stopped) ++totals_.stopped;
    if (result.overwritten) ++totals_.overwritten;
    if (!result.goes_on && !result.stopped) ++totals_.lost;
    if (!result.goes_on) end_world();
}

} // namespace redoubt::hostile
