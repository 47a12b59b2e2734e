// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/run.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "tools/support/parallel.hpp"

namespace redoubt::mutants {
namespace {

// A workshop for each worker: no two of them change the same tree.
class Crew {
public:
    void hire(std::unique_ptr<Workshop> workshop) {
        free_.push_back(workshop.get());
        workshops_.push_back(std::move(workshop));
    }
    [[nodiscard]] Workshop const& any() const { return *workshops_.front(); }

    void work(std::size_t count, std::function<void(Workshop const&, std::size_t)> const& step) {
        support::for_each_index(count, workshops_.size(), [&](std::size_t at) {
            auto const* const workshop = take();
            try {
                step(*workshop, at);
            } catch (...) {
                give_back(workshop);
                throw;
            }
            give_back(workshop);
        });
    }

private:
    Workshop const* take() { // there are as many as workers
        std::scoped_lock const lock(mutex_);
        auto const* const workshop = free_.back();
        free_.pop_back();
        return workshop;
    }
    void give_back(Workshop const* workshop) {
        std::scoped_lock const lock(mutex_);
        free_.push_back(workshop);
    }

    std::vector<std::unique_ptr<Workshop>> workshops_;
    std::vector<Workshop const*> free_;
    std::mutex mutex_;
};

class Run {
public:
    Run(support::Module const& module, Tools const& tools, Prove const& prove, std::filesystem::path const& directory,
        Options const& options, Progress const& progress)
        : module_(module), prove_(prove), options_(options), progress_(progress) {
        for (unsigned worker = 0; worker < std::max(1U, options.jobs); ++worker)
            crew_.hire(std::make_unique<Workshop>(module, tools, directory / fmt::format("worker-{}", worker)));
    }

    [[nodiscard]] std::vector<Mutant> list() const {
        std::vector<Mutant> all;
        for (auto const& source : module_.sources)
            std::ranges::move(crew_.any().list(source), std::back_inserter(all));
        return all;
    }

    void study_originals(std::vector<Mutant> const& chosen) {
        std::set<std::pair<std::string, std::string>> needed;
        for (auto const& mutant : chosen)
            needed.emplace(mutant.file, mutant.function);
        for (auto const& [file, function] : needed) {
            if (!originals_.contains(file)) originals_[file].code = crew_.any().code(file);
            originals_[file].functions[function]; // made now, so that the workers only write into what is there
        }
        std::vector const list(needed.begin(), needed.end());
        crew_.work(list.size(), [&](Workshop const& workshop, std::size_t at) {
            auto const& [file, function] = list[at];
            auto const baseline = judge_unmutated(workshop, file, function, prove_, options_.limit);
            originals_.at(file).functions.at(function) = baseline;
            say(list.size(),
                fmt::format("{} {}{}", baseline.proven ? "proven  " : "UNPROVEN", function,
                            baseline.proven ? fmt::format(" (limit for its mutants {} s)", baseline.limit.count())
                                            : ": " + baseline.why));
        });
        done_ = 0;
    }

    [[nodiscard]] std::vector<Verdict> judge_all(std::vector<Mutant> const& chosen) {
        std::vector<Verdict> verdicts(chosen.size());
        crew_.work(chosen.size(), [&](Workshop const& workshop, std::size_t at) {
            auto const& mutant = chosen[at];
            verdicts[at] = judge(workshop, mutant, originals_.at(mutant.file), prove_);
            auto const& [same, fate, why, seconds] = verdicts[at];
            say(chosen.size(), fmt::format("{:10} {}:{} {}{}{} ({:.1f} s)", word(fate), mutant.file, mutant.line,
                                           mutant.change(), why.empty() ? "" : ": ", why, seconds));
        });
        return verdicts;
    }

private:
    void say(std::size_t of, std::string const& line) {
        std::scoped_lock const lock(talk_);
        progress_(fmt::format("[{}/{}] {}", ++done_, of, line));
    }

    support::Module const& module_;
    Prove const& prove_;
    Options const& options_;
    Progress const& progress_;
    Crew crew_;
    std::map<std::string, Original> originals_; // by file
    std::mutex talk_;
    std::size_t done_ = 0;
};

} // namespace

std::size_t Report::count(Fate fate) const {
    return static_cast<std::size_t>(std::ranges::count(verdicts, fate, &Verdict::fate));
}

double Report::score() const {
    auto const wrong = count(Fate::Killed) + count(Fate::Survived);
    return wrong == 0 ? 1.0 : static_cast<double>(count(Fate::Killed)) / static_cast<double>(wrong);
}

bool Report::failed() const {
    return !reckoning.fresh.empty() || count(Fate::Unjudged) != 0 || count(Fate::Killed) + count(Fate::Survived) == 0;
}

Report run(support::Module const& module, Tools const& tools, Prove const& prove, std::vector<Survivor> const& listed,
           std::filesystem::path const& directory, Options const& options, Progress const& progress) {
    auto const start = std::chrono::steady_clock::now();
    Run work(module, tools, prove, directory, options, progress);
    auto const all = work.list();
    auto const chosen = options.sample ? sample(all, *options.sample, options.seed) : all;
    work.study_originals(chosen);
    Report report{
        .module = module.name, .options = options, .possible = all.size(), .verdicts = work.judge_all(chosen)};
    report.reckoning = reckon(report.verdicts, listed, all, module.sources);
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace redoubt::mutants
