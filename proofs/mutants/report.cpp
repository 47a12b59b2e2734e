// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/report.hpp"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::mutants {
namespace {

struct Row {
    std::map<Fate, std::size_t> fates;
    std::size_t mutants = 0;
    double seconds = 0;

    void add(Verdict const& verdict) {
        ++fates[verdict.fate];
        ++mutants;
        seconds += verdict.seconds;
    }
    [[nodiscard]] std::size_t of(Fate fate) const {
        auto const found = fates.find(fate);
        return found == fates.end() ? 0 : found->second;
    }
    [[nodiscard]] std::string text(std::string const& name) const {
        return fmt::format("{:44} {:7} {:7} {:9} {:11} {:8} {:9} {:9.1f}\n", name, mutants, of(Fate::Killed),
                           of(Fate::Survived), of(Fate::Equivalent), of(Fate::Invalid), of(Fate::Unjudged), seconds);
    }
};

std::string attention(Report const& report) {
    std::string text;
    for (auto const& mutant : report.reckoning.fresh)
        text += fmt::format("new survivor: {} (line {}): {}\n", mutant.id, mutant.line, mutant.change());
    for (auto const& verdict : report.verdicts)
        if (verdict.fate == Fate::Unjudged) text += fmt::format("not judged: {}: {}\n", verdict.mutant.id, verdict.why);
    for (auto const& entry : report.reckoning.stale)
        text += fmt::format("stale entry in the list of survivors: {}\n", entry);
    return text;
}

} // namespace

std::string table(Report const& report) {
    std::map<std::string, Row> rows;
    Row total;
    for (auto const& verdict : report.verdicts) {
        rows[verdict.mutant.function].add(verdict);
        total.add(verdict);
    }
    auto text = fmt::format("{:44} {:>7} {:>7} {:>9} {:>11} {:>8} {:>9} {:>9}\n", "function", "mutants", "killed",
                            "survived", "equivalent", "invalid", "unjudged", "seconds");
    for (auto const& [name, row] : rows)
        text += row.text(name);
    text += total.text("all") + attention(report);
    return text + fmt::format("{}: {:.1f} % of the wrong programs killed by proof, {} of {} mutants run in {:.0f} s\n",
                              report.module, 100 * report.score(), report.verdicts.size(), report.possible,
                              report.seconds);
}

std::string to_json(Report const& report) {
    auto mutants = nlohmann::json::array();
    for (auto const& [mutant, fate, why, seconds] : report.verdicts)
        mutants.push_back({{"id", mutant.id},
                           {"file", mutant.file},
                           {"function", mutant.function},
                           {"operator", mutant.rule},
                           {"line", mutant.line},
                           {"change", mutant.change()},
                           {"fate", word(fate)},
                           {"why", why},
                           {"seconds", seconds}});
    auto fresh = nlohmann::json::array();
    for (auto const& mutant : report.reckoning.fresh)
        fresh.push_back(mutant.id);
    nlohmann::json json{{"version", 1},
                        {"module", report.module},
                        {"possible", report.possible},
                        {"run", report.verdicts.size()},
                        {"limit", report.options.limit.count()},
                        {"score", report.score()},
                        {"failed", report.failed()},
                        {"seconds", report.seconds},
                        {"new_survivors", std::move(fresh)},
                        {"stale", report.reckoning.stale},
                        {"mutants", std::move(mutants)}};
    if (report.options.sample) json["sample"] = {{"size", *report.options.sample}, {"seed", report.options.seed}};
    for (auto const fate : {Fate::Killed, Fate::Survived, Fate::Equivalent, Fate::Invalid, Fate::Unjudged})
        json["counts"][word(fate)] = report.count(fate);
    return json.dump(1) + "\n";
}

} // namespace redoubt::mutants
