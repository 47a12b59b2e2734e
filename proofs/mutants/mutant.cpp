// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/mutant.hpp"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <random>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::mutants {
namespace {

// Code that runs over several lines is shown on one.
std::string on_one_line(std::string const& text) {
    std::string result;
    for (char const c : text) {
        bool const space = c == '\n' || c == '\t' || c == ' ';
        if (!space)
            result += c;
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
    }
    return result;
}

} // namespace

std::string Mutant::change() const {
    return fmt::format("{} → {}", on_one_line(original), replacement.empty() ? "(dropped)" : on_one_line(replacement));
}

std::vector<Mutant> read_mutants(std::filesystem::path const& json) {
    std::ifstream in(json);
    if (!in) throw std::runtime_error(fmt::format("cannot read {}", json.string()));
    try {
        std::vector<Mutant> list;
        auto const text = nlohmann::json::parse(in);
        for (auto const& each : text.at("mutants"))
            list.push_back({each.at("id"), each.at("file"), each.at("function"), each.at("operator"), each.at("line"),
                            each.at("original"), each.at("replacement")});
        return list;
    } catch (nlohmann::json::exception const& problem) {
        throw std::runtime_error(fmt::format("{}: {}", json.string(), problem.what()));
    }
}

std::vector<Mutant> sample(std::vector<Mutant> const& all, std::size_t count, std::uint64_t seed) {
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 random(seed);
    // std::shuffle may differ from one library to the next; a seed is to mean the same sample everywhere.
    for (std::size_t left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[random() % left]);
    order.resize(std::min(count, order.size()));
    std::ranges::sort(order);
    std::vector<Mutant> chosen;
    for (auto const at : order)
        chosen.push_back(all[at]);
    return chosen;
}

} // namespace redoubt::mutants
