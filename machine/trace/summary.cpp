// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/summary.hpp"

#include "machine/trace/grouped.hpp"
#include "machine/trace/reason_name.hpp"

#include <fmt/core.h>
#include <functional>
#include <set>

namespace redoubt::machine {
namespace {

std::string processor_name(unsigned processor) {
    return fmt::format("processor {}", processor);
}

// A column for each context that is not zero in every row, and one for all contexts.
class ContextTable {
public:
    explicit ContextTable(std::string title) : title_(std::move(title)) {}

    void add(std::string name, std::function<uint64_t(Context)> const& number) {
        Row row{.name = std::move(name), .numbers = {}, .all = 0};
        for (auto const context : kAllContexts) {
            row.numbers.at(static_cast<std::size_t>(context)) = number(context);
            row.all += number(context);
        }
        rows_.push_back(std::move(row));
    }

    [[nodiscard]] Table table(bool keep_zeros) const {
        Table table{.title = title_, .columns = {}, .rows = {}};
        for (auto const& row : rows_)
            if (keep_zeros || row.all != 0) table.rows.push_back({row.name});
        for (auto const context : kAllContexts)
            if (occurs(context))
                add_column(table, std::string(name_of(context)), keep_zeros,
                           [&](Row const& row) { return row.numbers.at(static_cast<std::size_t>(context)); });
        add_column(table, "all", keep_zeros, [](Row const& row) { return row.all; });
        return table;
    }

private:
    struct Row {
        std::string name;
        std::array<uint64_t, kAllContexts.size()> numbers;
        uint64_t all;
    };

    [[nodiscard]] bool occurs(Context context) const {
        for (auto const& row : rows_)
            if (row.numbers.at(static_cast<std::size_t>(context)) != 0) return true;
        return false;
    }

    void add_column(Table& table, std::string name, bool keep_zeros,
                    std::function<uint64_t(Row const&)> const& number) const {
        table.columns.push_back(std::move(name));
        auto to = table.rows.begin();
        for (auto const& row : rows_)
            if (keep_zeros || row.all != 0) (to++)->push_back(grouped(number(row)));
    }

    std::string title_;
    std::vector<Row> rows_;
};

Table instructions(Counters const& counters) {
    ContextTable table("instructions");
    for (unsigned processor = 0; processor < counters.processors(); ++processor)
        table.add(processor_name(processor),
                  [&](Context context) { return counters.tally(processor, context).instructions; });
    table.add("all", [&](Context context) { return counters.tally(context).instructions; });
    return table.table(true);
}

Table vm_exits(std::array<Tally, kAllContexts.size()> const& tallies) {
    std::set<stm::abi::ExitReason> reasons;
    for (auto const& tally : tallies)
        for (auto const& [reason, times] : tally.exits)
            reasons.insert(reason);
    ContextTable table("VM exits");
    for (auto const reason : reasons)
        table.add(name_of(reason), [&](Context context) {
            auto const& exits = tallies.at(static_cast<std::size_t>(context)).exits;
            auto const at = exits.find(reason);
            return at == exits.end() ? 0 : at->second;
        });
    return table.table(false);
}

Table vmx_instructions(std::array<Tally, kAllContexts.size()> const& tallies) {
    ContextTable table("VMX instructions");
    for (auto const instruction : kAllVmxInstructions)
        table.add(std::string(name_of(instruction)), [&](Context context) {
            return tallies.at(static_cast<std::size_t>(context)).vmx.at(static_cast<std::size_t>(instruction));
        });
    return table.table(false);
}

std::vector<std::string> distribution_row(std::string name, Distribution const& of) {
    return {std::move(name),
            grouped(of.count()),
            grouped(of.min()),
            grouped(of.median()),
            fmt::format("{:.1f}", of.mean()),
            grouped(of.max())};
}

Table round_trips(Counters const& counters) {
    Table table{.title = "an SMI costs a processor", .columns = {"SMIs", "min", "median", "mean", "max"}, .rows = {}};
    auto const all = counters.round_trips();
    for (unsigned processor = 0; processor < counters.processors(); ++processor)
        table.rows.push_back(distribution_row("monitor instructions, " + processor_name(processor),
                                              counters.round_trips(processor).monitor));
    table.rows.push_back(distribution_row("monitor instructions, all", all.monitor));
    table.rows.push_back(distribution_row("SMI handler instructions", all.handler));
    table.rows.push_back(distribution_row("VM exits", all.exits));
    for (auto const instruction : kAllVmxInstructions) {
        auto const& times = all.vmx.at(static_cast<std::size_t>(instruction));
        if (times.max() != 0)
            table.rows.push_back(distribution_row(fmt::format("{} of the monitor", name_of(instruction)), times));
    }
    return table;
}

} // namespace

std::vector<Table> summary(Counters const& counters) {
    std::array<Tally, kAllContexts.size()> tallies;
    for (auto const context : kAllContexts)
        tallies.at(static_cast<std::size_t>(context)) = counters.tally(context);
    std::vector<Table> tables{instructions(counters)};
    for (auto& table : {vm_exits(tallies), vmx_instructions(tallies)})
        if (!table.rows.empty()) tables.push_back(table);
    if (counters.round_trips().count() != 0) tables.push_back(round_trips(counters));
    return tables;
}

} // namespace redoubt::machine
