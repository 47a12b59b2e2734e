// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/map.hpp"

#include "proofs/prove/error.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace redoubt::prove {
namespace {

using nlohmann::json;

MappedFunction function_of(json const& entry) {
    MappedFunction function;
    entry.at("c").get_to(function.c);
    entry.at("cxx").get_to(function.cxx);
    entry.at("name").get_to(function.name);
    entry.at("file").get_to(function.file);
    entry.at("line").get_to(function.line);
    entry.at("defined").get_to(function.defined);
    entry.at("internal").get_to(function.internal);
    entry.at("contract").get_to(function.contract);
    entry.at("loops").get_to(function.loops);
    function.ends = entry.value("ends", 0U);
    entry.at("clauses").get_to(function.clauses);
    if (entry.contains("calls")) entry.at("calls").get_to(function.calls);
    return function;
}

} // namespace

UnitMap parse_map(std::string_view text) {
    UnitMap map;
    try {
        auto const whole = json::parse(text);
        whole.at("source").get_to(map.source);
        for (auto const& entry : whole.at("functions"))
            map.functions.push_back(function_of(entry));
        for (auto const& annotation : whole.at("annotations")) {
            map.annotations.push_back({annotation.at("kind"), annotation.value("file", ""), annotation.at("function"),
                                       annotation.at("text")});
            if (annotation.at("kind") != "contract") continue;
            auto const owner = annotation.at("function").get<std::string>();
            for (auto& function : map.functions)
                if (owner == function.c || owner == function.name) annotation.at("text").get_to(function.contract_text);
        }
    } catch (json::exception const& problem) {
        throw CannotRun(fmt::format("the lowering's map cannot be read: {}", problem.what()));
    }
    return map;
}

} // namespace redoubt::prove
