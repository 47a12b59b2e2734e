// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/survey.hpp"

#include "tools/support/module.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/MD5.h>
#include <set>

namespace redoubt::prove {
namespace {

namespace fs = std::filesystem;

// As WP 25 does it: the digest of the file that it would give to the prover.
std::string task_digest(fs::path const& file) {
    auto const text = support::read_file(file);
    llvm::MD5 md5;
    md5.update(llvm::StringRef(text));
    llvm::MD5::MD5Result result;
    md5.final(result);
    return result.digest().str().str();
}

// The files of one stage, named <goal>_Why3_<prover>_<version>.why.
std::vector<ProverTask> tasks_in(fs::path const& folder, bool race, std::string const& only) {
    constexpr std::string_view mark = "_Why3_";
    std::map<std::string, ProverTask> tasks;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
        auto const name = entry.path().stem().string();
        auto const at = name.find(mark);
        if (entry.path().extension() != ".why" || at == name.npos) continue;
        auto const prover = name.substr(at + mark.size(), name.find('_', at + mark.size()) - at - mark.size());
        if (!race && prover != only) continue; // of an earlier stage
        auto& task = tasks.try_emplace(name.substr(0, at), name.substr(0, at)).first->second;
        task.race = race;
        task.digests.emplace(prover, task_digest(entry.path()));
    }
    std::vector<ProverTask> sorted;
    for (auto& [goal, task] : tasks)
        sorted.push_back(std::move(task));
    return sorted;
}

} // namespace

std::vector<ProverTask> survey(Toolchain const& toolchain, FramaCRequest const& request) {
    auto const folder = request.work_dir / "tasks";
    fs::remove_all(folder); // of a run that was broken off
    auto const stages = stages_of(toolchain, request);
    std::vector<ProverTask> tasks;
    for (std::size_t stage = 1; stage <= stages; ++stage) {
        bool const race = stage == stages;
        auto const place = folder / fmt::format("{}", stage);
        list_tasks(toolchain, request, stage, place);
        std::ranges::move(tasks_in(place, race, race ? std::string() : toolchain.provers[stage - 1].name),
                          std::back_inserter(tasks));
        fs::remove_all(place); // hundreds of megabytes, over all modules
    }
    return tasks;
}

std::vector<ProverTask> survey_of_slow(Toolchain const& toolchain, FramaCRequest request,
                                       std::vector<Goal> const& goals) {
    std::set<std::string> slow;
    for (auto const& goal : goals)
        if (!goal.smoke && goal.seconds > long_time) slow.insert(goal.function);
    bool const lemmas = slow.erase(std::string()) > 0;
    std::vector<ProverTask> tasks;
    for (auto const& names : {fmt::format("{}", fmt::join(slow, ",")), std::string()}) {
        if (names.empty() ? !lemmas : slow.empty()) continue;
        request.function = names;
        std::ranges::move(survey(toolchain, request), std::back_inserter(tasks));
    }
    return tasks;
}

} // namespace redoubt::prove
