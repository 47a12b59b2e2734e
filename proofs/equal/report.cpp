// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/report.hpp"

#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::equal {
namespace {

char const* word(Verdict verdict) {
    switch (verdict) {
    case Verdict::Equal: return "equal";
    case Verdict::Inlined: return "inlined";
    case Verdict::Differs: return "differs";
    case Verdict::Missing: return "missing";
    }
    return "?";
}

} // namespace

std::string summary(Comparison const& comparison) {
    auto const lowered = comparison.functions.size();
    auto const inlined = comparison.count_object(Verdict::Inlined);
    return fmt::format("IR equal {}/{}, object code equal {}/{} ({} inlined)", comparison.count_ir(Verdict::Equal),
                       lowered, comparison.count_object(Verdict::Equal), lowered - inlined, inlined);
}

std::string explain(Comparison const& comparison) {
    std::string text;
    for (auto const& [where, detail] : comparison.differences)
        text += fmt::format("{}: {}{}\n", where,
                            detail.find('\n') != std::string::npos ? "C++ (-) and lowered C (+) differ\n" : "", detail);
    return text;
}

void write_json(Comparison const& comparison, std::string const& source, std::filesystem::path const& file) {
    auto functions = nlohmann::json::array();
    for (auto const& each : comparison.functions)
        functions.push_back({{"name", each.function.name},
                             {"cxx", each.function.cxx},
                             {"c", each.function.c},
                             {"ir", word(each.ir)},
                             {"object", word(each.object)}});
    auto differences = nlohmann::json::array();
    for (auto const& [where, detail] : comparison.differences)
        differences.push_back({{"where", where}, {"detail", detail}});
    nlohmann::json const json{{"version", 1},
                              {"source", source},
                              {"equal", comparison.equal()},
                              {"summary", summary(comparison)},
                              {"lowered", comparison.functions.size()},
                              {"functions", std::move(functions)},
                              {"data", comparison.data},
                              {"types", comparison.types},
                              {"sections", comparison.sections},
                              {"differences", std::move(differences)}};
    std::ofstream out(file);
    out << json.dump(1) << '\n';
    if (!out.flush()) throw std::runtime_error(fmt::format("cannot write {}", file.string()));
}

} // namespace redoubt::equal
