// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/hostile/report.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"

#include "machine/trace/grouped.hpp"

#include <chrono>
#include <cstdio>
#include <fmt/core.h>
#include <memory>
#include <optional>
#include <unistd.h>

namespace redoubt::tools {
namespace {

using hostile::Campaign;

struct Options {
    std::string stm;
    std::string style = "edk2";
    unsigned processors = 4;
    uint64_t steps = 10'000;
    uint64_t seed = 1;
    uint64_t seeds = 1;
    std::optional<uint64_t> replay;
    bool json = false;
};

// On a terminal, one line that is written over and over.
class Progress {
public:
    explicit Progress(Options const& options) : whole_(options.steps * options.seeds) {}
    ~Progress() {
        if (shown_) fmt::print(stderr, "\r\033[K");
    }
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    void tell(uint64_t seed, uint64_t done) const {
        if (shown_)
            fmt::print(stderr, "\rseed {}: {} of {} steps ", seed, machine::grouped(done), machine::grouped(whole_));
    }

private:
    uint64_t whole_;
    bool shown_ = ::isatty(STDERR_FILENO) != 0;
};

hostile::Setting setting(Options const& options, std::string const& image, uint64_t seed) {
    return {.image = std::as_bytes(std::span{image}),
            .style = options.style == "edk2" ? machine::Style::Edk2 : machine::Style::Coreboot,
            .processors = options.processors,
            .seed = seed};
}

hostile::Result run_all(Options const& options, std::string const& image) {
    hostile::Result result{.seeds = {}, .processors = options.processors, .totals = {}, .violation = {}, .seconds = 0};
    auto const begin = std::chrono::steady_clock::now();
    Progress const progress(options);
    for (uint64_t i = 0; i < options.seeds && !result.violation; ++i) {
        auto const seed = options.seed + i;
        Campaign campaign(setting(options, image, seed));
        campaign.run(0, options.steps, [&](uint64_t done) { progress.tell(seed, i * options.steps + done); });
        result.seeds.push_back(seed);
        result.totals.add(campaign.totals());
        result.violation = campaign.violation();
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
}

// One step, after those of its episode that come before it.
void replay(Options const& options, std::string const& image) {
    Campaign campaign(setting(options, image, options.seed));
    campaign.run(hostile::first_of_episode(*options.replay), *options.replay + 1);
    if (campaign.violation()) {
        fmt::print(stderr, "{}", as_text(*campaign.violation()));
        throw CLI::RuntimeError(1);
    }
    for (auto const& step : campaign.last_steps())
        fmt::print("{}\n", step);
    fmt::print("seed {}, step {}: no promise is broken\n", options.seed, *options.replay);
}

void run_hostile(Options options) {
    if (options.stm.empty()) options.stm = support::build_dir() / "image" / "redoubt.stm";
    auto const image = support::read_file(options.stm);
    if (options.replay) return replay(options, image);
    auto const result = run_all(options, image);
    fmt::print("{}", options.json ? as_json(result) : as_text(result));
    if (!result.violation) return;
    std::fflush(stdout);
    fmt::print(stderr, "{}", as_text(*result.violation));
    throw CLI::RuntimeError(1);
}

} // namespace

void add_hostile(CLI::App& app) {
    auto* const command = app.add_subcommand("hostile");
    auto const options = std::make_shared<Options>();
    constexpr uint64_t most = uint64_t{1} << 40;
    command->add_option("--stm", options->stm, "the image to attack (default: build/image/redoubt.stm)")
        ->default_str("");
    command->add_option("--style", options->style, "whose firmware loads it")
        ->check(CLI::IsMember({"edk2", "coreboot"}));
    command->add_option("--processors", options->processors, "how many there are")
        ->check(CLI::Range(1u, machine::PlatformLayout::max_processors));
    auto* const steps =
        command->add_option("--steps", options->steps, "how many for each seed")->check(CLI::Range(uint64_t{1}, most));
    command->add_option("--seed", options->seed, "decides all that happens");
    auto* const seeds = command->add_option("--seeds", options->seeds, "so many seeds, each the next one")
                            ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000}));
    auto* const json = command->add_flag("--json", options->json, "print JSON instead of the tables");
    auto* const replay =
        command->add_option("--replay", options->replay, "only this step of the seed, as it was in the whole run")
            ->check(CLI::Range(uint64_t{0}, most));
    for (auto* const whole_run : {steps, seeds, json})
        replay->excludes(whole_run);
    command->callback([options] { run_hostile(*options); });
}

} // namespace redoubt::tools
