// SPDX-License-Identifier: Apache-2.0
#include "tools/faults/fault.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace redoubt::faults {
namespace {

Fault parse(nlohmann::json const& entry) {
    Fault fault{.id = entry.at("id"),
                .what = entry.at("what"),
                .file = entry.at("file"),
                .function = entry.value("function", ""),
                .from = entry.at("from"),
                .to = entry.at("to")};
    for (auto const& by : entry.at("noticed_by")) {
        if (by != "proof" && by != "machine")
            throw std::runtime_error(fmt::format("{}: noticed_by has {}, which is neither proof nor machine", fault.id,
                                                 by.get<std::string>()));
        (by == "proof" ? fault.proof : fault.machine) = true;
    }
    if (!fault.proof && !fault.machine) throw std::runtime_error(fault.id + ": nobody is to notice it");
    if (fault.proof && fault.assembly()) throw std::runtime_error(fault.id + ": assembly has no proof");
    return fault;
}

} // namespace

std::vector<Fault> read_faults(std::filesystem::path const& json) {
    std::ifstream in(json);
    if (!in) throw std::runtime_error(fmt::format("cannot read {}", json.string()));
    std::vector<Fault> faults;
    try {
        auto const document = nlohmann::json::parse(in);
        for (auto const& entry : document.at("faults")) {
            faults.push_back(parse(entry));
            if (std::ranges::count(faults, faults.back().id, &Fault::id) != 1)
                throw std::runtime_error(faults.back().id + ": is there twice");
        }
    } catch (std::exception const& problem) {
        throw std::runtime_error(fmt::format("{}: {}", json.string(), problem.what()));
    }
    return faults;
}

std::string with_fault(std::string const& text, Fault const& fault) {
    auto const at = fault.from.empty() ? std::string::npos : text.find(fault.from);
    if (at == std::string::npos || text.find(fault.from, at + 1) != std::string::npos)
        throw std::runtime_error(fmt::format("{}: its place is {} in {}; bring the entry up to date", fault.id,
                                             at == std::string::npos ? "not" : "more than once", fault.file));
    auto changed = text;
    changed.replace(at, fault.from.size(), fault.to);
    if (changed == text) throw std::runtime_error(fmt::format("{}: it changes nothing", fault.id));
    return changed;
}

} // namespace redoubt::faults
