// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/module.hpp"

#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::mutants {

Module read_module(std::filesystem::path const& json) {
    std::ifstream in(json);
    if (!in) throw std::runtime_error(fmt::format("no such module: {}", json.stem().string()));
    try {
        auto const text = nlohmann::json::parse(in);
        return {text.at("name"), text.at("root").get<std::string>(), text.at("sources"), text.at("headers"),
                text.at("cxx_flags")};
    } catch (nlohmann::json::exception const& problem) {
        throw std::runtime_error(fmt::format("{}: {}", json.string(), problem.what()));
    }
}

} // namespace redoubt::mutants
