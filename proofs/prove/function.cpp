// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/function.hpp"

#include "proofs/prove/record.hpp"

#include <algorithm>

namespace redoubt::prove {
namespace {

// Ends the run at the first goal that the last prover gave up.
struct FirstFailure {
    std::string name = {};
    unsigned goals = 0;

    bool operator()(std::string_view line) {
        auto const goal = parse_goal_line(line);
        if (!goal) return true;
        if (goal->final) ++goals;
        if (goal->valid || !goal->final) return true;
        name = goal->name;
        return false;
    }
};

FunctionAnswer answer_of(FramaCRun const& run, FirstFailure const& first) {
    FunctionAnswer answer{.why = {}, .goals = first.goals, .seconds = run.seconds};
    auto const log = parse_log(run.output);
    auto const first_error = log.errors.empty() ? std::string("Frama-C left no report") : log.errors.front();
    if (run.stopped) return {Answer::Failed, first.name, first.goals, run.seconds};
    if (run.timed_out) return {Answer::TimedOut, "time limit of the run", first.goals, run.seconds};
    if (run.status != 0 || run.goals_json.empty()) {
        bool const rejected = run.output.find("aborted: invalid user input") != std::string::npos;
        return {rejected ? Answer::Rejected : Answer::Broken, first_error, first.goals, run.seconds};
    }
    auto const goals = parse_goals(run.goals_json);
    auto const open = std::ranges::find_if(goals, [](auto const& goal) { return !goal.proven(); });
    answer.answer = open == goals.end() && !goals.empty() ? Answer::Proven : Answer::Failed;
    if (open != goals.end())
        answer.why = open->name;
    else if (goals.empty())
        answer.why = "no goals";
    return answer;
}

} // namespace

FunctionAnswer prove_function(Toolchain const& toolchain, FunctionRequest const& request) {
    FirstFailure first;
    auto const run = run_frama_c(toolchain, {.lowered_c = request.lowered_c,
                                             .work_dir = request.work_dir,
                                             .proof_cache = request.proof_cache,
                                             .function = request.function,
                                             .smoke_tests = request.smoke_tests,
                                             .report = false,
                                             .limits = request.limits,
                                             .watch = std::ref(first)});
    return answer_of(run, first);
}

} // namespace redoubt::prove
