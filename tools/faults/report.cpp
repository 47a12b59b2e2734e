// SPDX-License-Identifier: Apache-2.0
#include "tools/faults/report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::faults {
namespace {

char const* word(Answer answer) {
    switch (answer) {
    case Answer::NotAsked: return "-";
    case Answer::Unnoticed: return "no";
    case Answer::Noticed: return "NOTICED";
    case Answer::None: return "no answer";
    }
    return "?";
}

nlohmann::json json_of(Finding const& finding) {
    if (finding.answer == Answer::NotAsked) return nullptr;
    return {{"answer", word(finding.answer)}, {"text", finding.text}};
}

std::string row(Verdict const& verdict) {
    auto text = fmt::format("{:64} {:>9} {:>9}\n", verdict.fault.what, word(verdict.proof.answer),
                            word(verdict.machine.answer));
    if (verdict.proof.answer == Answer::Noticed) text += fmt::format("    proof: {}\n", verdict.proof.text);
    if (verdict.machine.answer == Answer::Noticed) text += fmt::format("    machine: {}\n", verdict.machine.text);
    for (auto const& complaint : verdict.complaints())
        text += fmt::format("    WRONG: {}\n", complaint);
    return text;
}

} // namespace

bool good(std::vector<Verdict> const& verdicts) {
    return !verdicts.empty() &&
           std::ranges::all_of(verdicts, [](auto const& verdict) { return verdict.complaints().empty(); });
}

std::string as_text(std::vector<Verdict> const& verdicts) {
    auto text = fmt::format("{:64} {:>9} {:>9}\n", "fault", "proof", "machine");
    for (auto const& verdict : verdicts)
        text += row(verdict);
    auto const noticed = [&](Finding Verdict::* side) {
        return std::ranges::count_if(verdicts,
                                     [&](auto const& each) { return (each.*side).answer == Answer::Noticed; });
    };
    return text + fmt::format("{} faults: {} noticed by the proof, {} by the machine; {}\n", verdicts.size(),
                              noticed(&Verdict::proof), noticed(&Verdict::machine),
                              good(verdicts) ? "as the list says" : "NOT as the list says");
}

std::string as_json(std::vector<Verdict> const& verdicts) {
    auto list = nlohmann::json::array();
    for (auto const& verdict : verdicts)
        list.push_back({{"id", verdict.fault.id},
                        {"what", verdict.fault.what},
                        {"file", verdict.fault.file},
                        {"proof", json_of(verdict.proof)},
                        {"machine", json_of(verdict.machine)},
                        {"complaints", verdict.complaints()}});
    return nlohmann::json{{"version", 1}, {"good", good(verdicts)}, {"faults", std::move(list)}}.dump(1) + "\n";
}

} // namespace redoubt::faults
