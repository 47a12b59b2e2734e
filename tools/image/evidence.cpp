// SPDX-License-Identifier: Apache-2.0
#include "tools/image/evidence.hpp"

#include "proofs/prove/ledger.hpp"
#include "tools/support/module.hpp"
#include "tools/trace/results.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace redoubt::image {
namespace {

namespace fs = std::filesystem;

bool is_newer(fs::path const& file, fs::file_time_type start) {
    return !fs::exists(file) || fs::last_write_time(file) > start;
}

// Of a module and of all that it is proven with; empty: none.
std::string changed_since(fs::file_time_type start, support::Module const& module) {
    for (auto const* files : {&module.sources, &module.headers})
        for (auto const& file : *files)
            if (is_newer(module.root / file, start)) return file;
    for (auto const& other : module.depends)
        if (auto changed = changed_since(start, support::read_module(other)); !changed.empty()) return changed;
    return {};
}

void add_module(Evidence& evidence, std::string const& name, fs::path const& result) {
    auto const leave_out = [&](std::string const& why) {
        evidence.notes.push_back(fmt::format("module {} {}: ./redoubt prove {}", name, why, name));
    };
    if (!fs::exists(result)) return leave_out("is not proven yet");
    auto const text = support::read_file(result);
    try {
        auto const json = nlohmann::json::parse(text);
        if (!json.at("proven").get<bool>()) return leave_out("is not proven");
        auto const changed = changed_since(trace::start_of_proof(text), support::read_module(name));
        if (!changed.empty()) return leave_out(fmt::format("was proven before {} changed", changed));
        for (auto const& function : json.at("functions"))
            if (auto const cxx = function.at("name").get<std::string>(); !cxx.empty()) // lemmas have none
                evidence.proven.emplace(cxx, name);
    } catch (nlohmann::json::exception const& problem) {
        throw std::runtime_error(fmt::format("{} is no proof result: {}", result.string(), problem.what()));
    }
}

} // namespace

std::map<std::string, std::string> trusted_in(std::string const& ledger_text) {
    std::map<std::string, std::string> trusted;
    for (auto const& entry : prove::parse_ledger(ledger_text))
        if (entry.place.starts_with("monitor/arch/") || entry.place.starts_with("monitor/boot/"))
            trusted.emplace(entry.name, entry.id);
    return trusted;
}

Evidence read_evidence(fs::path const& proofs, fs::path const& ledger) {
    Evidence evidence{.proven = {}, .trusted = trusted_in(support::read_file(ledger))};
    for (auto const& name : support::module_names())
        add_module(evidence, name, proofs / (name + ".json"));
    return evidence;
}

} // namespace redoubt::image
