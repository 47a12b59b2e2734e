// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/ledger.hpp"
#include "proofs/prove/lines.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <set>

namespace redoubt::prove {
namespace {

using Findings = std::vector<Finding>;

struct Definition {
    Unit const* unit;
    MappedFunction const* function;
};

// Functions with external linkage, by C name, and where they are defined.
std::multimap<std::string, Definition> definitions_in(std::vector<Unit> const& units) {
    std::multimap<std::string, Definition> definitions;
    for (auto const& unit : units)
        for (auto const& function : unit.map.functions)
            if (function.defined && !function.internal) definitions.emplace(function.c, Definition{&unit, &function});
    return definitions;
}

std::string listed_name(Assumption const& assumption) {
    return assumption.statement.empty() ? assumption.name : fmt::format("{}@{}", assumption.name, assumption.statement);
}

// The ledger speaks of these words at this place, and of nothing else that has the same name.
void judge_entry(Findings& findings, Assumption const& assumption, LedgerEntry const& entry) {
    if (entry.place == assumption.place && entry.statement == assumption.statement) return;
    findings.push_back({reason::ledger, entry.id,
                        fmt::format("it is not what is taken for true in {}: {} in {}", assumption.unit,
                                    listed_name(assumption), assumption.place)});
}

void judge_callee(Findings& findings, Assumption const& assumption, Unit const& user,
                  std::multimap<std::string, Definition> const& definitions) {
    auto const [first, last] = definitions.equal_range(assumption.name);
    auto const found = std::distance(first, last);
    if (found != 1) {
        auto const text = found == 0
                              ? fmt::format("its contract is used, but proven nowhere and not in the ledger as {}",
                                            listed_name(assumption))
                              : std::string("its contract is proven in more than one unit");
        findings.push_back({reason::callee, assumption.name, fmt::format("{} ({})", text, assumption.unit)});
        return;
    }
    auto const& proven = *first->second.function;
    auto const used = std::ranges::find(user.map.functions, assumption.name, &MappedFunction::c);
    if (used == user.map.functions.end() || used->cxx != proven.cxx || // a::b_c and a_b::c have one name in C
        with_single_blanks(used->contract_text) != with_single_blanks(proven.contract_text))
        findings.push_back(
            {reason::callee, assumption.name,
             fmt::format("{} uses another contract than {} proves", assumption.unit, first->second.unit->source)});
}

// A function that ends only if what it calls ends: the proof of each unit takes that for granted, so over all units
// there must be no circle.
struct Calls {
    std::map<std::string, std::set<std::string>> edges = {};
    std::map<std::string, int> state = {}; // 1: being visited, 2: done

    bool circular(std::string const& function) {
        auto& mine = state[function];
        if (mine != 0) return mine == 1;
        mine = 1;
        bool const found = std::ranges::any_of(edges[function], [&](auto const& callee) { return circular(callee); });
        state[function] = 2;
        return found;
    }
};

void judge_recursion(Findings& findings, std::vector<Unit> const& units) {
    Calls calls;
    for (auto const& unit : units)
        for (auto const& function : unit.map.functions)
            if (function.defined) calls.edges[function.cxx].insert(function.calls.begin(), function.calls.end());
    for (auto const& unit : units)
        for (auto const& function : unit.map.functions)
            if (function.defined && calls.circular(function.cxx)) {
                findings.push_back({reason::termination, function.c, "it calls itself, through other functions"});
                return; // one circle, one finding
            }
}

} // namespace

Findings judge_together(std::vector<Unit> const& units, std::vector<LedgerEntry> const& ledger,
                        std::vector<std::string> const& folders) {
    Findings findings;
    auto const definitions = definitions_in(units);
    std::map<std::pair<std::string, std::string>, LedgerEntry const*> admitted;
    for (auto const& entry : ledger)
        admitted.emplace(std::pair(entry.kind, entry.name), &entry);
    std::set<std::pair<std::string, std::string>> used;
    for (auto const& unit : units)
        for (auto const& assumption : assumptions_of(unit)) {
            bool const proven = assumption.kind == "contract" && definitions.contains(assumption.name);
            if (!proven) used.emplace(assumption.kind, assumption.name);
            auto const entry = admitted.find({assumption.kind, assumption.name});
            bool const listed = !proven && entry != admitted.end();
            if (listed)
                judge_entry(findings, assumption, *entry->second);
            else if (assumption.kind == "contract")
                judge_callee(findings, assumption, unit, definitions);
            else
                findings.push_back({assumption.kind == "axiom" ? reason::axiom : reason::admit, assumption.name,
                                    fmt::format("taken for true in {}, but not in the ledger as {}", assumption.unit,
                                                listed_name(assumption))});
        }
    for (auto const& entry : ledger) {
        if (entry.kind == "general" || used.contains({entry.kind, entry.name})) continue;
        bool const here =
            std::ranges::any_of(folders, [&](auto const& folder) { return entry.place.starts_with(folder + "/"); });
        if (here)
            findings.push_back(
                {reason::ledger, entry.id, fmt::format("nothing needs the {} {}", entry.kind, entry.name)});
    }
    judge_recursion(findings, units);
    return findings;
}

} // namespace redoubt::prove
