// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/file.hpp"
#include "proofs/prove/futile.hpp"
#include "proofs/prove/result.hpp"
#include "proofs/prove/table.hpp"
#include "tools/commands.hpp"
#include "tools/support/lock.hpp"
#include "tools/support/places.hpp"

#include <cstdio>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <memory>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace redoubt::tools {
namespace {

struct Options {
    std::vector<std::string> modules;
    unsigned jobs = std::max(2U, std::thread::hardware_concurrency());
    bool no_cache = false;
    bool all_provers = false;
    unsigned slowest = 0;
    bool json = false;
    bool learn = false;
    std::string function;
};

// On a terminal one line that is written over; elsewhere only what begins and ends.
class Progress {
public:
    void operator()(std::string_view unit, std::string_view news) {
        std::lock_guard const lock(guard_);
        bool const counting = news.ends_with(" goals");
        if (terminal_)
            fmt::print(stderr, "\r\x1b[K{}: {}{}", unit, news, counting ? "" : "\n");
        else if (!counting)
            fmt::print(stderr, "{}: {}\n", unit, news);
        std::fflush(stderr);
    }

private:
    bool terminal_ = ::isatty(STDERR_FILENO) == 1;
    std::mutex guard_;
};

std::filesystem::path futile_list() {
    return support::source_root() / "proofs" / "futile.txt";
}

// Adds what has turned out here to what is known.
void learn(prove::Setting const& setting, std::vector<prove::ModuleResult> const& results) {
    auto attempts = prove::parse_futile(support::read_file(futile_list()));
    auto const known = attempts.size();
    for (auto const& result : results)
        for (auto const& unit : result.units)
            std::ranges::move(
                prove::futile_in(prove::goal_cache(setting), unit.tasks, prove::race_time(setting.limits)),
                std::back_inserter(attempts));
    auto const text = prove::to_text(attempts);
    prove::write_file(futile_list(), text);
    fmt::print(stderr, "proofs/futile.txt: {} attempts, {} before\n", prove::parse_futile(text).size(), known);
}

prove::Setting setting_of(Options const& options, Progress& progress) {
    auto const proofs = support::source_root() / "proofs";
    prove::Setting setting{.work_dir = support::proofs_dir(),
                           .ledger = proofs / "assumptions.md",
                           .baseline = proofs / "baseline.json",
                           .bit_facts = proofs / "bits" / "facts.txt",
                           .futile = futile_list(),
                           .jobs = options.jobs,
                           .use_cache = !options.no_cache,
                           .all_provers = options.all_provers,
                           .learn = options.learn,
                           .function = options.function,
                           .progress = std::ref(progress)};
    // Every prover that does not prove a goal runs to its limit there.
    if (options.all_provers) setting.limits.unit = std::chrono::hours(3);
    return setting;
}

void run(Options options) {
    if (options.modules.empty()) options.modules = support::module_names();
    if (options.modules.empty()) throw std::runtime_error("there is no module to prove");
    std::vector<support::Module> modules;
    for (auto const& name : options.modules)
        modules.push_back(support::read_module(name));
    support::Lock const alone(support::proofs_dir());
    // A result of an earlier run must not be taken for this one's, whatever happens.
    if (options.function.empty())
        for (auto const& module : modules)
            std::filesystem::remove(support::proofs_dir() / (module.name + ".json"));

    Progress progress;
    auto const setting = setting_of(options, progress);
    auto const prepared = prove::prepare(setting);
    bool proven = true;
    std::vector<std::string> documents; // printed as one, when all are there
    auto const results = prove::prove_modules(setting, prepared, modules);
    for (auto const& result : results) {
        auto const json = prove::to_json(result, prepared.toolchain, options.all_provers);
        if (options.function.empty()) prove::write_file(support::proofs_dir() / (result.name + ".json"), json);
        if (options.json)
            documents.push_back(json);
        else
            fmt::print("{}", prove::table(result, options.all_provers, options.slowest));
        std::fflush(stdout);
        proven = proven && result.proven();
    }
    if (options.learn) learn(setting, results);
    if (options.json) fmt::print("[{}]\n", fmt::join(documents, ","));
    if (!proven) throw CLI::RuntimeError(1);
}

} // namespace

void add_prove(CLI::App& app) {
    auto const options = std::make_shared<Options>();
    auto* const command = app.add_subcommand("prove");
    command->add_option("module", options->modules, "modules to prove (default: all)");
    command->add_option("-j,--jobs", options->jobs, "provers at a time");
    command->add_flag("--no-cache", options->no_cache, "prove everything anew");
    command->add_flag("--all-provers", options->all_provers,
                      "every prover on every goal, to count goals that two prove");
    command->add_option("--slowest", options->slowest, "list that many goals, longest first");
    command->add_flag("--json", options->json, "print the results as one JSON list");
    command->add_option("--function", options->function, "only this function (C or C++ name); leaves no result behind");
    command
        ->add_flag("--learn", options->learn,
                   "add to proofs/futile.txt which attempts of a prover end without an answer, or late")
        ->excludes("--no-cache");
    command->callback([options] { run(*options); });
}

} // namespace redoubt::tools
