// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/survivors.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::mutants {
namespace {

Survivor parse(nlohmann::json const& entry) {
    Survivor survivor{entry.at("id"), entry.at("change"), entry.at("kind") == "equivalent", entry.at("reason")};
    if (entry.at("kind") != "equivalent" && entry.at("kind") != "survivor")
        throw std::runtime_error(survivor.id + ": kind is neither \"equivalent\" nor \"survivor\"");
    if (survivor.reason.empty()) throw std::runtime_error(survivor.id + ": no reason");
    return survivor;
}

Survivor const* find(std::vector<Survivor> const& listed, Mutant const& mutant) {
    auto const found = std::ranges::find_if(
        listed, [&](Survivor const& each) { return each.id == mutant.id && each.change == mutant.change(); });
    return found == listed.end() ? nullptr : &*found;
}

bool of_these_files(Survivor const& survivor, std::vector<std::string> const& files) {
    return std::ranges::any_of(files, [&](std::string const& file) { return survivor.id.starts_with(file + ":"); });
}

} // namespace

std::vector<Survivor> read_survivors(std::filesystem::path const& json) {
    std::ifstream in(json);
    if (!in) throw std::runtime_error(fmt::format("cannot read {}", json.string()));
    try {
        std::vector<Survivor> list;
        auto const text = nlohmann::json::parse(in);
        for (auto const& entry : text.at("survivors"))
            list.push_back(parse(entry));
        return list;
    } catch (std::exception const& problem) {
        throw std::runtime_error(fmt::format("{}: {}", json.string(), problem.what()));
    }
}

Reckoning reckon(std::vector<Verdict>& verdicts, std::vector<Survivor> const& listed, std::vector<Mutant> const& known,
                 std::vector<std::string> const& files) {
    Reckoning reckoning;
    for (auto& verdict : verdicts) {
        auto const* const entry = find(listed, verdict.mutant);
        if (entry && (verdict.fate == Fate::Killed || verdict.fate == Fate::Invalid))
            reckoning.stale.push_back(fmt::format("{} is {}", entry->id, word(verdict.fate)));
        if (verdict.fate != Fate::Survived) continue;
        if (!entry) {
            reckoning.fresh.push_back(verdict.mutant);
            continue;
        }
        verdict.why = entry->reason;
        if (entry->equivalent) verdict.fate = Fate::Equivalent;
    }
    for (auto const& entry : listed) {
        auto const same = [&](Mutant const& mutant) {
            return mutant.id == entry.id && mutant.change() == entry.change;
        };
        if (of_these_files(entry, files) && std::ranges::none_of(known, same))
            reckoning.stale.push_back(fmt::format("{} ({}) is no mutant any more", entry.id, entry.change));
    }
    return reckoning;
}

} // namespace redoubt::mutants
