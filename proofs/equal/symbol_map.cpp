// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/symbol_map.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace redoubt::equal {
namespace {

// A map that sends two things to one name could make different programs look the same.
class Injective {
public:
    explicit Injective(std::map<std::string, std::string>& names) : names_(names) {}

    void add(std::string const& cxx, std::string const& c) {
        auto const [known, fresh] = names_.emplace(cxx, c);
        if (!fresh && known->second != c)
            throw std::runtime_error(fmt::format("{} is mapped to {} and to {}", cxx, known->second, c));
        if (!fresh) throw std::runtime_error(fmt::format("{} is listed twice", cxx));
        if (!used_.insert(c).second) throw std::runtime_error(fmt::format("two C++ names are mapped to {}", c));
    }

private:
    std::map<std::string, std::string>& names_;
    std::set<std::string> used_;
};

} // namespace

std::size_t SymbolMap::defined() const {
    return static_cast<std::size_t>(std::ranges::count_if(functions, &LoweredFunction::defined));
}

std::string SymbolMap::c_symbol(std::string const& cxx) const {
    auto const found = symbols.find(cxx);
    return found == symbols.end() ? cxx : found->second;
}

SymbolMap read_symbol_map(std::filesystem::path const& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error(fmt::format("cannot read the map {}", file.string()));
    try {
        auto const json = nlohmann::json::parse(in);
        if (json.at("version") != 1) throw std::runtime_error("unknown version");
        SymbolMap map;
        Injective symbols(map.symbols);
        Injective types(map.types);
        for (auto const& entry : json.at("functions")) {
            LoweredFunction function{entry.at("cxx"), entry.at("c"), entry.at("name"), entry.at("defined")};
            symbols.add(function.cxx, function.c);
            map.functions.push_back(std::move(function));
        }
        for (auto const& entry : json.at("globals"))
            symbols.add(entry.at("cxx"), entry.at("c"));
        for (auto const& entry : json.at("types"))
            types.add(entry.at("cxx"), entry.at("c"));
        return map;
    } catch (std::exception const& problem) {
        throw std::runtime_error(fmt::format("{}: {}", file.string(), problem.what()));
    }
}

} // namespace redoubt::equal
