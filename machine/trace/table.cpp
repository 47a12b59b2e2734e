// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/table.hpp"

#include "tools/support/html.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace redoubt::machine {
namespace {

using support::escaped;

std::vector<std::string> header(Table const& table) {
    std::vector<std::string> cells{table.title};
    cells.insert(cells.end(), table.columns.begin(), table.columns.end());
    return cells;
}

struct Widths {
    std::size_t first = 0;
    std::size_t others = 0;

    void fit(std::vector<std::string> const& cells) {
        first = std::max(first, cells.front().size());
        for (auto cell = cells.begin() + 1; cell != cells.end(); ++cell)
            others = std::max(others, cell->size());
    }
};

std::string line(std::vector<std::string> const& cells, Widths const& widths) {
    auto text = fmt::format("{:{}}", cells.front(), widths.first);
    for (auto cell = cells.begin() + 1; cell != cells.end(); ++cell)
        text += fmt::format("  {:>{}}", *cell, widths.others);
    return text + '\n';
}

std::string row_html(std::vector<std::string> const& cells, char const* tag) {
    auto html = fmt::format("<tr><th>{}</th>", escaped(cells.front()));
    for (auto cell = cells.begin() + 1; cell != cells.end(); ++cell)
        html += fmt::format("<{0}>{1}</{0}>", tag, escaped(*cell));
    return html + "</tr>\n";
}

} // namespace

std::string as_text(std::vector<Table> const& tables) {
    Widths widths;
    for (auto const& table : tables) {
        widths.fit(header(table));
        for (auto const& row : table.rows)
            widths.fit(row);
    }
    std::string text;
    for (auto const& table : tables) {
        if (!text.empty()) text += '\n';
        text += line(header(table), widths);
        for (auto const& row : table.rows)
            text += line(row, widths);
    }
    return text;
}

std::string as_html(std::vector<Table> const& tables) {
    std::string html;
    for (auto const& table : tables) {
        html += "<table><thead>" + row_html(header(table), "th") + "</thead><tbody>\n";
        for (auto const& row : table.rows)
            html += row_html(row, "td");
        html += "</tbody></table>\n";
    }
    return html;
}

} // namespace redoubt::machine
