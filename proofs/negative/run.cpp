// SPDX-License-Identifier: Apache-2.0
#include "proofs/negative/run.hpp"

#include "proofs/prove/baseline.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/lines.hpp"
#include "proofs/prove/prove.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace redoubt::negative {
namespace {

namespace fs = std::filesystem;
using prove::Finding;

// A lowered file without a source: the map is what its heading says.
prove::Lowered take_lowered(Case const& each, fs::path const& work_dir) {
    prove::Lowered lowered{each.file, work_dir / "map.json", {}};
    auto functions = nlohmann::json::array();
    auto annotations = nlohmann::json::array();
    for (auto const& function : each.functions) {
        functions.push_back({{"c", function.c},
                             {"cxx", function.cxx},
                             {"name", function.name},
                             {"file", "cases" / each.file.filename()},
                             {"line", 1},
                             {"defined", function.defined},
                             {"internal", false},
                             {"contract", function.contract},
                             {"loops", function.loops},
                             {"clauses", nlohmann::json::array()},
                             {"calls", function.calls}});
        annotations.push_back({{"kind", "contract"}, {"function", function.c}, {"text", function.contract_text}});
    }
    nlohmann::json const map{{"source", each.file.filename()}, {"functions", functions}, {"annotations", annotations}};
    prove::write_file(lowered.map, map.dump(1));
    return lowered;
}

// A mistake of the lowering, made by hand.
void inject(Case const& each, prove::Lowered const& lowered) {
    auto text = support::read_file(lowered.c);
    for (auto const& [wrong, right] : each.faults) {
        auto const at = text.find(right);
        if (at == text.npos) throw std::runtime_error(fmt::format("the lowered C has no '{}'", right));
        text.replace(at, right.size(), wrong);
    }
    if (!each.faults.empty()) prove::write_file(lowered.c, text);
}

prove::Unit run_file(Case const& each, support::Module const& module, prove::Setting const& setting,
                     prove::Toolchain const& toolchain) {
    auto const source = each.file.filename().string();
    auto const work_dir = setting.work_dir / each.file.stem();
    if (each.file.extension() == ".c")
        return prove::prove_lowered(setting, toolchain, module.name, take_lowered(each, work_dir), work_dir);
    auto const lowered = prove::lower(module, each.file, work_dir);
    if (!lowered.findings.empty()) return {.module = module.name, .source = source, .findings = lowered.findings};
    inject(each, lowered);
    if (!each.faults.empty() ||
        each.refused.empty()) { // elsewhere the lowering is not in question, and the time counts
        auto const equality = prove::check_equality(module, each.file, lowered, work_dir);
        if (!equality.findings.empty()) return {.module = module.name, .source = source, .findings = equality.findings};
    }
    return prove::prove_lowered(setting, toolchain, module.name, lowered, work_dir);
}

} // namespace

std::vector<Finding> findings_of(Case const& each, support::Module const& flags, fs::path const& work_dir) {
    auto module = flags;
    module.name = "case";
    module.folder = "cases";
    module.root = each.file.parent_path().parent_path();
    prove::Setting setting{.work_dir = work_dir, .ledger = {}, .baseline = {}, .bit_facts = {}, .use_cache = false};
    setting.limits.goal = each.limit;
    if (!each.bit_facts.empty()) {
        setting.bit_facts = work_dir / "facts.txt";
        prove::write_file(setting.bit_facts, each.bit_facts);
    }
    auto prepared = prove::prepare(setting);
    std::erase_if(prepared.toolchain.provers,
                  [](auto const& prover) { return prover.name == "z3"; }); // two give up sooner
    auto findings = prepared.findings;

    std::vector<prove::Unit> units{run_file(each, module, setting, prepared.toolchain)};
    for (auto const& other : each.with)
        units.push_back(run_file(read_case(each.file.parent_path() / other), module, setting, prepared.toolchain));
    for (auto const& unit : units)
        findings.insert(findings.end(), unit.findings.begin(), unit.findings.end());
    if (std::ranges::any_of(units, [](auto const& unit) { return unit.map.functions.empty(); }))
        return findings; // not lowered

    std::string ledger;
    for (auto const& row : each.ledger)
        ledger += row + "\n";
    auto const together = prove::judge_together(units, prove::parse_ledger(ledger), {"cases"});
    findings.insert(findings.end(), together.begin(), together.end());
    if (auto const count = prove::judge_count(module.name, prove::count_functions(units, module.name), each.baseline))
        findings.push_back(*count);
    return findings;
}

std::vector<std::string> compare(Case const& each, std::vector<Finding> const& findings) {
    auto const meets = [](Expectation const& expected, Finding const& finding) {
        return finding.reason == expected.reason &&
               (finding.where + ": " + finding.text).find(expected.detail) != std::string::npos;
    };
    std::vector<std::string> problems;
    for (auto const& expected : each.refused)
        if (std::ranges::none_of(findings, [&](auto const& finding) { return meets(expected, finding); }))
            problems.push_back(fmt::format("expected, but not found: {}: {}", expected.reason, expected.detail));
    for (auto const& finding : findings)
        if (std::ranges::none_of(each.refused, [&](auto const& expected) { return meets(expected, finding); }))
            problems.push_back(
                fmt::format("found, but not expected: {}: {}: {}", finding.reason, finding.where, finding.text));
    return problems;
}

} // namespace redoubt::negative
