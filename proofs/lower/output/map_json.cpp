// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/output/map_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace redoubt::lower {

namespace {

using Json = nlohmann::ordered_json;

Json function_json(FunctionEntry const& f) {
    return Json{{"cxx", f.cxx},           {"c", f.c},
                {"name", f.name},         {"file", f.file},
                {"line", f.line},         {"defined", f.defined},
                {"internal", f.internal}, {"inline", f.is_inline},
                {"contract", f.contract}, {"clauses", f.clauses},
                {"loops", f.loops},       {"ends", f.ends},
                {"calls", f.calls}};
}

Json pairs_json(std::vector<NamePair> const& pairs) {
    auto list = Json::array();
    for (auto const& pair : pairs)
        list.push_back(Json{{"cxx", pair.cxx}, {"c", pair.c}});
    return list;
}

} // namespace

std::string to_json(Map const& map) {
    auto functions = Json::array();
    for (auto const& f : map.functions)
        functions.push_back(function_json(f));
    auto annotations = Json::array();
    for (auto const& a : map.annotations) {
        annotations.push_back(
            Json{{"file", a.file}, {"line", a.line}, {"kind", a.kind}, {"function", a.function}, {"text", a.text}});
    }
    Json const all{{"version", 1},
                   {"source", map.source},
                   {"functions", functions},
                   {"types", pairs_json(map.types)},
                   {"globals", pairs_json(map.globals)},
                   {"annotations", annotations}};
    return all.dump(1) + "\n";
}

std::string show_contracts(Map const& map) {
    std::string text;
    for (auto const& a : map.annotations) {
        if (a.kind == "logic" || a.kind == "ghost-global")
            text += fmt::format("{}:{}: {}\n{}\n\n", a.file, a.line, a.kind, a.text);
    }
    for (auto const& f : map.functions) {
        text += fmt::format("{}:{}: {} -> {}\n{}\n\n", f.file, f.line, f.name, f.c, f.contract_text);
    }
    return text;
}

} // namespace redoubt::lower
