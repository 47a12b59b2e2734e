// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/fuzz/report.hpp"
#include "tools/support/lock.hpp"
#include "tools/support/parallel.hpp"
#include "tools/support/places.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/core.h>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

namespace redoubt::tools {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

struct Options {
    std::vector<std::string> names;
    std::uint64_t minutes = 0;
    std::uint64_t seconds = 60;
    std::uint64_t runs = 0;
    std::uint32_t seed = 0; // none was given
    bool resume = false;
    bool json = false;
};

constexpr std::uint64_t seconds_a_minute = 60;

// The time is for all targets together, of which as many run at a time as there are processors.
fuzz::Budget budget(Options const& options, std::size_t targets, std::size_t workers) {
    if (options.runs != 0) return options.runs;
    auto const whole = options.minutes != 0 ? options.minutes * seconds_a_minute : options.seconds;
    return seconds(std::max<std::uint64_t>(1, whole * workers / targets));
}

// A line now and then, from several threads.
class Shown {
public:
    void operator()(fuzz::Verdict const& verdict, Clock::time_point& next) {
        if (Clock::now() < next) return;
        next = Clock::now() + interval;
        line(verdict);
    }
    void line(fuzz::Verdict const& verdict) {
        std::lock_guard const alone(mutex_);
        fmt::print(stderr, "{}", fuzz::as_line(verdict));
    }

private:
    static constexpr auto interval = std::chrono::seconds(10);
    std::mutex mutex_;
};

std::vector<fuzz::Verdict> run_all(std::vector<fuzz::Target> const& targets, fuzz::Setting const& setting,
                                   std::size_t workers) {
    std::vector<fuzz::Verdict> verdicts(targets.size());
    Shown shown;
    support::for_each_index(targets.size(), workers, [&](std::size_t i) {
        auto next = Clock::now() + seconds(1);
        verdicts[i] = fuzz::run(targets[i], setting, [&](fuzz::Verdict const& so_far) { shown(so_far, next); });
        shown.line(verdicts[i]);
    });
    return verdicts;
}

void run_fuzz(Options options) {
    auto const all = fuzz::targets(support::source_root(), support::build_dir());
    auto const targets = fuzz::chosen(all, options.names);
    if (targets.empty()) throw std::runtime_error("there are no fuzzers");
    support::Lock const alone(support::build_dir() / "fuzz");
    while (options.seed == 0)
        options.seed = std::random_device{}();
    auto const workers = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), targets.size());
    fmt::print(stderr, "seed {}\n", options.seed);
    auto const verdicts = run_all(
        targets, {.budget = budget(options, targets.size(), workers), .seed = options.seed, .resume = options.resume},
        workers);
    fmt::print("{}", options.json ? fuzz::as_json(verdicts, options.seed) : fuzz::as_text(verdicts, options.seed));
    if (!fuzz::good(verdicts)) throw CLI::RuntimeError(1);
}

} // namespace

void add_fuzz(CLI::App& app) {
    auto* const command = app.add_subcommand("fuzz");
    auto const options = std::make_shared<Options>();
    command->add_option("target", options->names, "only these fuzzers (default: all)");
    auto const most = std::uint64_t{1} << 40;
    auto* const minutes = command->add_option("--minutes", options->minutes, "for all fuzzers together");
    auto* const in_seconds = command->add_option("--seconds", options->seconds, "the same, in seconds");
    auto* const runs =
        command->add_option("--runs", options->runs, "so many inputs for each fuzzer: a run that can be repeated");
    for (auto* const limit : {minutes, in_seconds, runs})
        limit->check(CLI::Range(std::uint64_t{1}, most))->default_str("");
    in_seconds->default_str("60");
    minutes->excludes(in_seconds)->excludes(runs);
    runs->excludes(in_seconds);
    command->add_option("--seed", options->seed, "of the choices (default: any, and it is shown)")
        ->check(CLI::Range(1u, 0xffffffffu))
        ->default_str("");
    command->add_flag("--resume", options->resume, "begin with what earlier runs found, beside the seeds");
    command->add_flag("--json", options->json, "print JSON");
    command->callback([options] { run_fuzz(*options); });
}

} // namespace redoubt::tools
