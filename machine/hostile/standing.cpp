// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/standing.hpp"

#include "machine/hostile/places.hpp"
#include "machine/hostile/tables_walk.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace redoubt::hostile {
namespace {

constexpr uint64_t present = 0x1;
constexpr uint64_t writable = 0x2;
constexpr uint64_t no_execution = uint64_t{1} << 63;
constexpr uint64_t any_ept_right = 0x7;

bool overlaps(Leaf const& leaf, machine::Range range) {
    return leaf.physical < range.base + range.size && range.base < leaf.physical + leaf.size;
}

} // namespace

bool Standing::as_kept(Pages const& pages) const {
    return std::ranges::all_of(pages, [&](auto const& page) {
        auto const* const now = machine_.memory().ram(page.first);
        return now != nullptr && std::equal(page.second.begin(), page.second.end(), now);
    });
}

void Standing::keep(Pages& pages, std::set<uint64_t> const& addresses) {
    pages.clear();
    for (auto const address : addresses)
        if (auto const* const bytes = machine_.memory().ram(address); bytes != nullptr)
            pages.try_emplace(address, bytes, bytes + kPage);
}

Standing::Registers Standing::registers(unsigned processor) {
    auto const& msrs = machine_.processor(processor).state().msrs;
    return {.smrr_base = msrs.smrr_base,
            .smrr_mask = msrs.smrr_mask,
            .smbase = msrs.smbase,
            .feature_control = msrs.feature_control,
            .monitor_control = msrs.smm_monitor_ctl & ~stm::abi::smm_monitor_ctl::kSmiUnblockingByVmxoff};
}

void Standing::take(machine::Range image, std::vector<uint64_t> const& spare_pages) {
    std::set<uint64_t> constant;
    for (auto const& [cr3, tables] : monitors_) {
        std::set<uint64_t> its_tables;
        walk_tables(machine_.memory(), cr3, present, its_tables, [&](Leaf const& leaf) {
            if ((leaf.all_have & writable) != 0) return;
            for (auto page = leaf.physical; page < leaf.physical + leaf.size; page += kPage)
                if (image.contains(page)) constant.insert(page);
        });
    }
    if (constant.empty()) throw std::runtime_error("the monitor can write every page of its image");
    keep(constant_, constant);
    keep(spare_, {spare_pages.begin(), spare_pages.end()});
    for (unsigned number = 0; number < machine_.processors(); ++number)
        registers_.push_back(registers(number));
}

void Standing::check(Findings& findings) {
    if (constant_.empty()) return;
    if (!as_kept(constant_)) findings.add(Promise::P6, std::nullopt, "code or constants of the image have changed");
    if (!as_kept(spare_))
        findings.add(Promise::P6, std::nullopt, "a page of MSEG that nobody has asked for has changed");
    for (unsigned number = 0; number < registers_.size(); ++number)
        if (registers(number) != registers_[number])
            findings.add(Promise::P1, number, "SMRR, SMBASE, IA32_FEATURE_CONTROL or IA32_SMM_MONITOR_CTL has changed");
    for (auto& [cr3, tables] : monitors_)
        if (tables.empty() || !as_kept(tables)) check_monitor(cr3, tables, findings);
    for (auto& [ept_pointer, tables] : handlers_)
        if (tables.empty() || !as_kept(tables)) check_handler(ept_pointer, tables, findings);
}

void Standing::check_monitor(uint64_t cr3, Pages& tables, Findings& findings) {
    std::set<uint64_t> pages;
    walk_tables(machine_.memory(), cr3, present, pages, [&](Leaf const& leaf) {
        bool const may_write = (leaf.all_have & writable) != 0;
        bool const may_execute = (leaf.one_has & no_execution) == 0;
        bool const constant = constant_.contains(leaf.physical) && leaf.size == kPage;
        if (constant ? may_write : may_execute)
            findings.add(Promise::P6, std::nullopt,
                         fmt::format("the monitor can {} {:#x} by its tables at {:#x}", may_write ? "write" : "execute",
                                     leaf.physical, cr3));
    });
    keep(tables, pages);
}

void Standing::check_handler(uint64_t ept_pointer, Pages& tables, Findings& findings) {
    auto const& layout = machine_.layout();
    machine::Range const forbidden{layout.mseg.base, layout.tseg.base + layout.tseg.size - layout.mseg.base};
    std::set<uint64_t> pages;
    walk_tables(machine_.memory(), ept_pointer, any_ept_right, pages, [&](Leaf const& leaf) {
        if (overlaps(leaf, forbidden))
            findings.add(Promise::P1, std::nullopt,
                         fmt::format("the handler's EPT maps {:#x} to {:#x}", leaf.linear, leaf.physical));
    });
    for (auto const page : pages)
        if (!layout.mseg.contains(page))
            findings.add(Promise::P1, std::nullopt, fmt::format("a table of the handler's EPT lies at {:#x}", page));
    keep(tables, pages);
}

} // namespace redoubt::hostile
