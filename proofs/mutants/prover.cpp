// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/prover.hpp"

#include <fstream>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "proofs/prove/file.hpp"
#include "proofs/prove/function.hpp"

namespace redoubt::mutants {
namespace {

namespace fs = std::filesystem;

std::string key(prove::Toolchain const& toolchain, fs::path const& c, std::string const& function,
                std::chrono::seconds limit) {
    std::ostringstream text;
    text << toolchain.frama_c_version << '\n' << toolchain.why3_version << '\n';
    for (auto const& prover : toolchain.provers)
        text << prover.name << ' ' << prover.version << '\n';
    text << function << '\n' << limit.count() << '\n' << std::ifstream(c).rdbuf();
    return prove::digest(text.str());
}

std::optional<ProofResult> known_answer(fs::path const& file) {
    std::ifstream in(file);
    auto const json = nlohmann::json::parse(in, nullptr, false);
    if (json.is_discarded() || !json.contains("proven") || !json.contains("why")) return std::nullopt;
    return ProofResult{json.at("proven") ? Answer::Proven : Answer::Failed, json.at("why")};
}

// Only what depends on nothing but the key: a crash or a refusal is tried again.
void remember(fs::path const& file, ProofResult const& result) {
    if (result.answer != Answer::Proven && result.answer != Answer::Failed) return;
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
    return [=](fs::path const& c, std::string const& function, fs::path const& directory, std::chrono::seconds limit) {
        auto const file = answers / (key(toolchain, c, function, limit) + ".json");
        if (auto const known = known_answer(file)) return *known;
        prove::FunctionRequest request{
            .lowered_c = c, .function = function, .work_dir = directory, .proof_cache = proofs};
        request.limits.goal = limit;
        auto const result = translate(prove::prove_function(toolchain, request));
        remember(file, result);
        return result;
    };
}

} // namespace redoubt::mutants
