// SPDX-License-Identifier: Apache-2.0
#include "tools/image/audit.hpp"

#include "tools/image/digest.hpp"
#include "tools/image/header.hpp"
#include "tools/image/names.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace redoubt::image {
namespace {

void judge_linking(Elf const& elf, std::vector<Finding>& findings) {
    for (auto const& section : elf.relocations)
        findings.push_back({rule::relocation, section, "the image would have to be relocated when it is loaded"});
    for (auto const& name : elf.undefined)
        findings.push_back({rule::undefined, name, "it is used and defined nowhere"});
    for (auto const& section : elf.sections)
        if (section.writable && section.executable)
            findings.push_back({rule::writable_code, section.name, "the section is writable and executable"});
    for (auto const& segment : elf.segments)
        if (segment.writable && segment.executable)
            findings.push_back({rule::writable_code, fmt::format("segment at {:#x}", segment.address),
                                "the segment is writable and executable"});
}

std::string_view bytes_of(Elf const& elf, Symbol const& symbol) {
    for (auto const& section : elf.sections)
        if (section.executable && section.address <= symbol.address &&
            symbol.address + symbol.size <= section.address + section.bytes.size())
            return std::string_view(section.bytes)
                .substr(static_cast<std::size_t>(symbol.address - section.address), symbol.size);
    return {};
}

FunctionRow row_of(Elf const& elf, Symbol const& symbol, Evidence const& evidence) {
    FunctionRow row{.symbol = symbol.name,
                    .name = readable(symbol.name),
                    .address = symbol.address,
                    .size = symbol.size,
                    .sha256 = sha256(bytes_of(elf, symbol))};
    if (auto const proven = evidence.proven.find(row.name); proven != evidence.proven.end())
        row.module = proven->second;
    else if (auto const trusted = evidence.trusted.find(c_name(symbol.name)); trusted != evidence.trusted.end())
        row.ledger = trusted->second;
    return row;
}

// The raw image is the sections that have bytes, at their addresses, with zeros between them.
void judge_raw(Elf const& elf, std::string_view raw, std::vector<Finding>& findings) {
    std::string linked;
    for (auto const& section : elf.sections) {
        if (section.bytes.empty()) continue;
        linked.resize(std::max<std::size_t>(linked.size(), section.address + section.size));
        linked.replace(section.address, section.size, section.bytes);
    }
    if (linked.size() != raw.size())
        findings.push_back(
            {rule::raw_image, "size", fmt::format("{} bytes, {} were linked", raw.size(), linked.size())});
    else if (auto const differ = std::ranges::mismatch(linked, raw); differ.in1 != linked.end())
        findings.push_back({rule::raw_image, "bytes",
                            fmt::format("another byte than was linked at {:#x}", differ.in1 - linked.begin())});
}

} // namespace

Audit audit_code(Elf const& elf, Evidence const& evidence) {
    Audit audit{.sections = elf.sections, .functions = {}, .roots = {}, .findings = {}, .notes = evidence.notes};
    judge_linking(elf, audit.findings);
    auto const code = read_code(elf, audit.findings);
    audit.roots = judge_stacks(elf, code, audit.findings);
    for (auto const& function : code.functions) {
        audit.functions.push_back(row_of(elf, function.symbol, evidence));
        auto const& row = audit.functions.back();
        if (row.module.empty() && row.ledger.empty())
            audit.findings.push_back({rule::not_proven, row.name, "no proof result and no row of the ledger has it"});
    }
    return audit;
}

Audit audit_image(Elf const& elf, std::string_view raw, Evidence const& evidence) {
    auto audit = audit_code(elf, evidence);
    audit.size = raw.size();
    audit.sha256 = sha256(raw);
    audit.sha384 = sha384(raw);
    judge_raw(elf, raw, audit.findings);
    audit.header = read_header(raw);
    if (audit.header)
        judge_header(*audit.header, raw, elf, audit.findings);
    else
        audit.findings.push_back({rule::header, "size", "the image is shorter than its header"});
    return audit;
}

} // namespace redoubt::image
