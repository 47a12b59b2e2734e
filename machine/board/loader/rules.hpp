// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redoubt::machine {

// What has to be true of an image, and of the platform that it is loaded on.
enum class LoaderRule : uint8_t {
    // The header
    HeaderComplete,
    HeaderRevision,
    MonitorFeatures,
    MonitorMode,
    SpecVersion,
    SoftwareFeatures,
    EptSupported,
    HandlerMode,
    RevisionIds,

    // Its offsets
    EntryInImage,
    StackInMseg,
    GdtInMseg,
    SelectorsInGdt,
    PageTablesAligned,
    PageTablesInMseg,
    PageTablesBehindHeader,
    PageTablesBehindImage,

    // Sizes
    ImageFitsMseg,
    MemoryFitsMseg,
    ImageNotCutShort,
    ImageWithinStatic,

    // Where things are
    DualMonitor,
    MsegAddress,
    Ram,
    MsegApart,
    MsegInTseg,
    SmrrIsTseg,
    DescriptorsInTseg,
    HandlerGdtInTseg,
    ListInTseg,

    // The BIOS's resources
    ListWellFormed,
    ListSparesMseg,
    PmBlockFirst,
};

enum class Severity : uint8_t { Refused, Warning };

struct LoaderRuleFacts {
    LoaderRule rule;
    std::string_view name;
    Severity severity;           // of a violation, whichever firmware's loader is modelled
    std::string_view checked_by; // whom else; empty: nobody
};

inline constexpr auto kLoaderRules = std::to_array<LoaderRuleFacts>({
    // clang-format off
    // Refused is what cannot run, or a loader refuses; a warning is what runs, perhaps, and is not as it should be.
    // rule                              name                      severity           checked by
    {LoaderRule::HeaderComplete,         "HeaderComplete",         Severity::Refused, ""},
    {LoaderRule::HeaderRevision,         "HeaderRevision",         Severity::Refused, "processor, EDK2"},
    {LoaderRule::MonitorFeatures,        "MonitorFeatures",        Severity::Refused, "processor"},
    {LoaderRule::MonitorMode,            "MonitorMode",            Severity::Warning, "processor"},
    {LoaderRule::SpecVersion,            "SpecVersion",            Severity::Warning, ""},
    {LoaderRule::SoftwareFeatures,       "SoftwareFeatures",       Severity::Warning, ""},
    {LoaderRule::EptSupported,           "EptSupported",           Severity::Warning, ""},
    {LoaderRule::HandlerMode,            "HandlerMode",            Severity::Warning, ""},
    {LoaderRule::RevisionIds,            "RevisionIds",            Severity::Warning, ""},
    {LoaderRule::EntryInImage,           "EntryInImage",           Severity::Refused, ""},
    {LoaderRule::StackInMseg,            "StackInMseg",            Severity::Refused, ""},
    {LoaderRule::GdtInMseg,              "GdtInMseg",              Severity::Refused, ""},
    {LoaderRule::SelectorsInGdt,         "SelectorsInGdt",         Severity::Refused, ""},
    {LoaderRule::PageTablesAligned,      "PageTablesAligned",      Severity::Refused, ""},
    {LoaderRule::PageTablesInMseg,       "PageTablesInMseg",       Severity::Refused, "EDK2, coreboot"},
    {LoaderRule::PageTablesBehindHeader, "PageTablesBehindHeader", Severity::Refused, ""},
    {LoaderRule::PageTablesBehindImage,  "PageTablesBehindImage",  Severity::Warning, ""},
    {LoaderRule::ImageFitsMseg,          "ImageFitsMseg",          Severity::Refused, "EDK2, coreboot"},
    {LoaderRule::MemoryFitsMseg,         "MemoryFitsMseg",         Severity::Refused, "EDK2, coreboot"},
    {LoaderRule::ImageNotCutShort,       "ImageNotCutShort",       Severity::Warning, ""},
    {LoaderRule::ImageWithinStatic,      "ImageWithinStatic",      Severity::Warning, ""},
    {LoaderRule::DualMonitor,            "DualMonitor",            Severity::Refused, "processor, EDK2, coreboot"},
    {LoaderRule::MsegAddress,            "MsegAddress",            Severity::Refused, ""},
    {LoaderRule::Ram,                    "Ram",                    Severity::Refused, ""},
    {LoaderRule::MsegApart,              "MsegApart",              Severity::Refused, ""},
    {LoaderRule::MsegInTseg,             "MsegInTseg",             Severity::Warning, ""},
    {LoaderRule::SmrrIsTseg,             "SmrrIsTseg",             Severity::Warning, "STM/PE, Intel's STM"},
    {LoaderRule::DescriptorsInTseg,      "DescriptorsInTseg",      Severity::Warning, ""},
    {LoaderRule::HandlerGdtInTseg,       "HandlerGdtInTseg",       Severity::Warning, ""},
    {LoaderRule::ListInTseg,             "ListInTseg",             Severity::Warning, ""},
    {LoaderRule::ListWellFormed,         "ListWellFormed",         Severity::Warning, "EDK2, coreboot"},
    {LoaderRule::ListSparesMseg,         "ListSparesMseg",         Severity::Warning, ""},
    {LoaderRule::PmBlockFirst,           "PmBlockFirst",           Severity::Warning, ""},
    // clang-format on
});

[[nodiscard]] constexpr LoaderRuleFacts const& facts(LoaderRule rule) {
    return kLoaderRules[static_cast<unsigned>(rule)];
}

// So that facts() finds them: one row a rule, in the rules' order.
static_assert([] {
    for (unsigned i = 0; i < kLoaderRules.size(); ++i)
        if (static_cast<unsigned>(kLoaderRules[i].rule) != i) return false;
    return kLoaderRules.size() == static_cast<unsigned>(LoaderRule::PmBlockFirst) + 1;
}());

// A rule that is not kept, and how.
struct LoaderFinding {
    Severity severity;
    LoaderRule rule;
    std::string text;
};

using LoaderFindings = std::vector<LoaderFinding>;

[[nodiscard]] constexpr bool refused(LoaderFindings const& findings) {
    for (auto const& finding : findings)
        if (finding.severity == Severity::Refused) return true;
    return false;
}

} // namespace redoubt::machine
