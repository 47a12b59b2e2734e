// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/prover.hpp"

#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "proofs/prove/cache.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/function.hpp"

namespace redoubt::mutants {
namespace {

namespace fs = std::filesystem;

std::optional<ProofResult> known_answer(fs::path const& file) {
    std::ifstream in(file);
    auto const json = nlohmann::json::parse(in, nullptr, false);
    if (json.is_discarded() || !json.contains("proven") || !json.contains("why")) return std::nullopt;
    return ProofResult{json.at("proven") ? Answer::Proven : Answer::Failed, json.at("why")};
}

// A crash or a refusal is not kept, nor that a function is unproven before it is mutated: it is tried again.
void remember(fs::path const& file, ProofResult const& result) {
    fs::create_directories(file.parent_path());
    prove::write_file(file,
                      nlohmann::json{{"proven", result.answer == Answer::Proven}, {"why", result.why}}.dump() + "\n");
}

ProofResult translate(prove::FunctionAnswer const& answer) {
    switch (answer.answer) {
    case prove::Answer::Proven: return {Answer::Proven, answer.why};
    case prove::Answer::Failed: return {Answer::Failed, answer.why};
    case prove::Answer::TimedOut: return {Answer::Failed, "no proof within the time of a whole run"};
    case prove::Answer::Rejected: return {Answer::Refused, answer.why};
    case prove::Answer::Broken: return {Answer::Broken, answer.why};
    }
    return {Answer::Broken, "?"};
}

} // namespace

Prove make_prover(prove::Toolchain const& toolchain, fs::path const& answers, fs::path const& proofs) {
    return [=](ProofRequest const& request) {
        prove::Limits limits;
        limits.goal = request.limit;
        auto const key = prove::cache_key(toolchain, {.lowered_c = request.c,
                                                      .work_dir = {},
                                                      .function = request.function,
                                                      .smoke_tests = false,
                                                      .report = false,
                                                      .limits = limits});
        auto const file = answers / (key + ".json");
        if (auto const known = known_answer(file)) return *known;
        auto const result = translate(prove::prove_function(toolchain, {.lowered_c = request.c,
                                                                        .function = request.function,
                                                                        .work_dir = request.directory,
                                                                        .proof_cache = proofs,
                                                                        .limits = limits}));
        if (result.answer == Answer::Proven || (result.answer == Answer::Failed && request.final))
            remember(file, result);
        return result;
    };
}

} // namespace redoubt::mutants
