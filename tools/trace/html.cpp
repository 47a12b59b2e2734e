// SPDX-License-Identifier: Apache-2.0
#include "trace_page.hpp"

#include "tools/support/html.hpp"
#include "tools/trace/matrix.hpp"

#include <array>
#include <fmt/core.h>

// The page is one file without anything to fetch; its frame is tools/trace/page.html.
namespace redoubt::trace {
namespace {

using support::escaped;

std::string css_class(Standing standing) {
    return standing == Standing::Broken ? "broken" : std::string(name_of(standing));
}

// Markdown links and code spans are all that the table's cells use.
std::string cell(std::string_view text) {
    std::string html;
    bool code = false;
    for (char const c : text) {
        if (c == '`') {
            html += code ? "</code>" : "<code>";
            code = !code;
        } else {
            html += escaped({&c, 1});
        }
    }
    return html;
}

std::string clause_html(ClauseRow const& row) {
    std::string_view mark = "bad";
    auto proof = fmt::format("{} of {} goals proven", row.proven, row.goals);
    if (row.is_for_callers()) {
        mark = "pending";
        proof = "for callers";
    } else if (row.goals == 0) {
        mark = "pending";
        proof = "no proof run";
    } else if (row.proven == row.goals) {
        mark = "good";
    }
    auto const function = row.function.empty() ? std::string() : escaped(row.function) + " · ";
    return fmt::format("<li class=\"{}\"><code><b>{}</b> {}</code><span>{}{}:{} · {}</span></li>\n", mark,
                       escaped(row.clause.kind), escaped(row.clause.name), function, escaped(row.clause.place.file),
                       row.clause.place.line, proof);
}

std::string property_html(ModelProperty const& property) {
    return fmt::format("<li class=\"{}\"><code><b>model</b> {} {}</code><span>{} · {}</span></li>\n",
                       property.proven ? "good" : "bad", escaped(property.model), escaped(property.name),
                       escaped(property.text), property.proven ? "proven for any size" : "not proven");
}

std::string test_html(Test const& test) {
    constexpr std::array<std::string_view, 3> classes{"pending", "good", "bad"};
    constexpr std::array<std::string_view, 3> words{"not run", "passed", "failed"};
    auto const verdict = static_cast<std::size_t>(test.verdict);
    return fmt::format("<li class=\"{}\">{}<span>{} · {}</span></li>\n", classes.at(verdict), escaped(test.name),
                       escaped(test.label), words.at(verdict));
}

std::string row_html(Row const& row) {
    std::string evidence;
    for (auto const& clause : row.clauses)
        evidence += clause_html(clause);
    for (auto const& property : row.properties)
        evidence += property_html(property);
    std::string tests;
    for (auto const& test : row.tests)
        tests += test_html(test);
    if (!evidence.empty()) evidence = "<ul>" + evidence + "</ul>";
    if (!tests.empty()) tests = "<ul>" + tests + "</ul>";
    auto const standing = css_class(row.standing);
    return fmt::format(
        "<tr id=\"{0}\" data-standing=\"{1}\"><td class=\"id\"><a href=\"#{0}\">{0}</a><em class=\"{1}\">{1}</em></td>"
        "<td>{2}<p class=\"source\">{3} · kept by {4}</p></td><td>{5}</td><td>{6}</td></tr>\n",
        row.requirement.id, standing, cell(row.requirement.text), cell(row.requirement.source),
        cell(row.requirement.kept_by), evidence, tests);
}

std::string area_html(Matrix const& matrix, Area const& area) {
    std::string rows;
    for (auto const& row : matrix.rows)
        if (area_of(row.requirement.id) == area.name) rows += row_html(row);
    if (rows.empty()) return {};
    return fmt::format("<section id=\"{0}\"><h2>{0}: "
                       "{1}</h2><table><thead><tr><th>id</th><th>requirement</th><th>contract clauses, "
                       "models and proof</th><th>tests</th></tr></thead><tbody>\n{2}</tbody></table></section>\n",
                       escaped(area.name), escaped(area.title), rows);
}

std::string counts_html(Matrix const& matrix) {
    std::string html;
    for (auto const standing : all_standings)
        html += fmt::format("<button class=\"{0}\" data-filter=\"{0}\"><b>{1}</b> {0}</button>\n", css_class(standing),
                            matrix.count(standing));
    return html;
}

std::string errors_html(Matrix const& matrix) {
    std::string html;
    for (auto const& error : matrix.errors)
        html += "<li>" + escaped(error) + "</li>\n";
    return html.empty() ? html : "<ul class=\"errors\">" + html + "</ul>";
}

} // namespace

std::string as_html(Matrix const& matrix) {
    std::string areas;
    std::string links;
    for (auto const& area : matrix.areas) {
        auto const html = area_html(matrix, area);
        if (!html.empty())
            links += fmt::format("<a href=\"#{0}\" title=\"{1}\">{0}</a>\n", escaped(area.name), escaped(area.title));
        areas += html;
    }
    return support::filled(page_frame, {{"<!--total-->", std::to_string(matrix.rows.size())},
                                        {"<!--counts-->", counts_html(matrix)},
                                        {"<!--links-->", links},
                                        {"<!--errors-->", errors_html(matrix)},
                                        {"<!--areas-->", areas}});
}

} // namespace redoubt::trace
