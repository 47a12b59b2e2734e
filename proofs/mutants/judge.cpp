// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/judge.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace redoubt::mutants {
namespace {

constexpr unsigned kDoublings = 3;

Verdict decide(Workshop const& workshop, Mutant const& mutant, Original const& original, Prove const& prove) {
    auto const& baseline = original.functions.at(mutant.function);
    if (!baseline.proven) return {mutant, Fate::Unjudged, fmt::format("unmutated, it is not proven: {}", baseline.why)};
    workshop.make(mutant);
    auto const lowered = workshop.lower(mutant.file);
    if (!lowered.accepted) return {mutant, Fate::Invalid, lowered.refusal};
    if (same_code(original.code, workshop.code(mutant.file))) return {mutant, Fate::Equivalent, "same code"};
    auto const result = prove({.c = lowered.c,
                               .function = lowered.c_name(mutant.function),
                               .directory = workshop.directory() / "proof",
                               .limit = baseline.limit,
                               .final = true});
    switch (result.answer) {
    case Answer::Proven: return {mutant, Fate::Survived, ""};
    case Answer::Failed: return {mutant, Fate::Killed, result.why};
    case Answer::Refused: return {mutant, Fate::Invalid, result.why};
    case Answer::Broken: return {mutant, Fate::Unjudged, result.why};
    }
    return {mutant, Fate::Unjudged, "?"};
}

} // namespace

char const* word(Fate fate) {
    switch (fate) {
    case Fate::Killed: return "killed";
    case Fate::Survived: return "survived";
    case Fate::Equivalent: return "equivalent";
    case Fate::Invalid: return "invalid";
    case Fate::Unjudged: return "unjudged";
    }
    return "?";
}

Baseline judge_unmutated(Workshop const& workshop, std::string const& file, std::string const& function,
                         Prove const& prove, std::chrono::seconds limit) {
    workshop.restore(file);
    auto const lowered = workshop.lower(file);
    if (!lowered.accepted) throw std::runtime_error(fmt::format("{} is not accepted: {}", file, lowered.refusal));
    Baseline baseline;
    for (unsigned tries = 0; tries <= kDoublings && !baseline.proven; ++tries, limit *= 2) {
        auto const half = std::max(limit / 2, std::chrono::seconds(1));
        auto const result = prove({.c = lowered.c,
                                   .function = lowered.c_name(function),
                                   .directory = workshop.directory() / "proof",
                                   .limit = half});
        baseline = {result.answer == Answer::Proven, limit, result.why};
        if (result.answer == Answer::Broken || result.answer == Answer::Refused) break;
    }
    return baseline;
}

Verdict judge(Workshop const& workshop, Mutant const& mutant, Original const& original, Prove const& prove) {
    auto const start = std::chrono::steady_clock::now();
    Verdict verdict;
    try {
        verdict = decide(workshop, mutant, original, prove);
    } catch (std::exception const& problem) {
        verdict = {mutant, Fate::Unjudged, problem.what()};
    }
    workshop.restore(mutant.file);
    verdict.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return verdict;
}

} // namespace redoubt::mutants
