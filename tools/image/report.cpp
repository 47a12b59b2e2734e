// SPDX-License-Identifier: Apache-2.0
#include "tools/image/report.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace redoubt::image {
namespace {

using nlohmann::json;

char const* rights_of(Section const& section) {
    return section.executable ? section.writable ? "rwx" : "r-x" : section.writable ? "rw-" : "r--";
}

json header_json(stm::abi::StmHeader const& header) {
    auto const& hard = header.hw_stm_hdr;
    auto const& soft = header.sw_stm_hdr;
    return {{"revision", hard.revision},
            {"monitor_features", hard.monitor_features},
            {"gdtr_limit", hard.gdtr_limit},
            {"gdtr_base_offset", hard.gdtr_base_offset},
            {"cs_selector", hard.cs_selector},
            {"eip_offset", hard.eip_offset},
            {"esp_offset", hard.esp_offset},
            {"cr3_offset", hard.cr3_offset},
            {"static_image_size", soft.static_image_size},
            {"per_proc_dynamic_memory_size", soft.per_proc_dynamic_memory_size},
            {"additional_dynamic_memory_size", soft.additional_dynamic_memory_size},
            {"stm_features", soft.stm_features}};
}

json function_json(FunctionRow const& row) {
    json entry{{"symbol", row.symbol},
               {"name", row.name},
               {"address", row.address},
               {"size", row.size},
               {"sha256", row.sha256}};
    if (!row.module.empty()) entry["proven_in"] = row.module;
    if (!row.ledger.empty()) entry["listed_as"] = row.ledger;
    return entry;
}

} // namespace

std::string as_json(Audit const& audit) {
    json sections = json::array();
    for (auto const& section : audit.sections)
        sections.push_back({{"name", section.name},
                            {"address", section.address},
                            {"size", section.size},
                            {"rights", rights_of(section)},
                            {"in_file", !section.bytes.empty()}});
    json functions = json::array();
    for (auto const& row : audit.functions)
        functions.push_back(function_json(row));
    json stacks = json::array();
    for (auto const& root : audit.roots)
        stacks.push_back(
            {{"root", root.function}, {"bytes", root.stack}, {"reserved", root.reserved}, {"deepest", root.path}});
    json findings = json::array();
    for (auto const& finding : audit.findings)
        findings.push_back({{"rule", finding.rule}, {"where", finding.where}, {"text", finding.text}});
    json whole{{"version", 1},           {"good", audit.good()}, {"size", audit.size},     {"sha256", audit.sha256},
               {"sha384", audit.sha384}, {"sections", sections}, {"functions", functions}, {"stacks", stacks},
               {"findings", findings},   {"notes", audit.notes}};
    if (audit.header) whole["header"] = header_json(*audit.header);
    return whole.dump(1) + "\n";
}

std::string as_text(Audit const& audit) {
    auto text = fmt::format("{:12} {:>10} {:>10}  rights\n", "section", "offset", "bytes");
    for (auto const& section : audit.sections)
        text += fmt::format("{:12} {:>#10x} {:>10}  {}{}\n", section.name, section.address, section.size,
                            rights_of(section), section.bytes.empty() ? ", not in the file" : "");
    auto const proven = std::ranges::count_if(audit.functions, [](auto const& row) { return !row.module.empty(); });
    auto const listed = std::ranges::count_if(audit.functions, [](auto const& row) { return !row.ledger.empty(); });
    text += fmt::format("\n{} functions: {} proven, {} assembly routines listed in the ledger\n",
                        audit.functions.size(), proven, listed);
    for (auto const& root : audit.roots)
        text += fmt::format("stack from {}: {} of {} bytes, {} functions deep\n", root.function, root.stack,
                            root.reserved, root.path.size());
    text += fmt::format("{} bytes\nSHA-256 {}\nSHA-384 {}\n", audit.size, audit.sha256, audit.sha384);
    for (auto const& note : audit.notes)
        text += fmt::format("{}\n", note);
    for (auto const& finding : audit.findings)
        text += fmt::format("{}: {}: {}\n", finding.rule, finding.where, finding.text);
    text += audit.good() ? "the image is what was proven\n"
                         : fmt::format("{} findings: the image is not what was proven\n", audit.findings.size());
    return text;
}

} // namespace redoubt::image
