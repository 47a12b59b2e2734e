// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/mutate/mutation.hpp"

#include <nlohmann/json.hpp>

namespace redoubt::mutants {

std::string apply(Mutation const& mutation, std::string const& text) {
    return text.substr(0, mutation.offset) + mutation.replacement + text.substr(mutation.offset + mutation.length);
}

std::string to_json(std::vector<Mutation> const& mutations) {
    auto list = nlohmann::json::array();
    for (auto const& each : mutations)
        list.push_back({{"id", each.id},
                        {"file", each.file},
                        {"function", each.function},
                        {"operator", each.rule},
                        {"line", each.line},
                        {"column", each.column},
                        {"original", each.original},
                        {"replacement", each.replacement}});
    return nlohmann::json{{"version", 1}, {"mutants", std::move(list)}}.dump(1) + "\n";
}

} // namespace redoubt::mutants
