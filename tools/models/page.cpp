// SPDX-License-Identifier: Apache-2.0
#include "tools/models/page.hpp"

#include "models_page.hpp"
#include "tools/models/page_tables.hpp"
#include "tools/models/report.hpp"
#include "tools/models/sequence.hpp"
#include "tools/support/html.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

// The page's frame is tools/models/page.html.
namespace redoubt::check {
namespace {

using support::escaped;

std::string fact(std::string_view css_class, std::string const& number, std::string const& text) {
    return fmt::format("<li class=\"{}\"><b>{}</b>{}</li>\n", css_class, escaped(number), escaped(text));
}

std::string facts(std::vector<Report> const& reports) {
    auto const all = totals(reports);
    auto const verdict =
        good(reports) ? fact("good", "all hold", "for any number of processors, pages and modules")
                      : fact("bad", "not good",
                             reports.empty() ? "no model was checked" : counted(all.complaints, "finding", "findings"));
    return verdict + fact("", counted(reports.size(), "model", "models"), "of what the monitor promises") +
           fact("", counted(all.properties, "property", "properties"),
                counted(all.conditions, "condition", "conditions") + ", by two solvers") +
           fact("", counted(all.instances, "check", "checks"), "of whole instances, by model checkers") +
           fact(all.reached == all.covers ? "" : "bad", fmt::format("{} of {} runs", all.reached, all.covers),
                "show what can happen");
}

std::string links(std::vector<Report> const& reports) {
    std::string html;
    for (auto const& report : reports)
        html += fmt::format("<li class=\"{}\"><a href=\"#{}\">{}</a> {}</li>\n",
                            report.complaints().empty() ? "good" : "bad", escaped(report.model->id()),
                            escaped(report.model->id()), escaped(spaced(report.model->name())));
    return html;
}

std::string steps_html(tsl::Interpreter const& interpreter, tsl::Trace const& trace) {
    std::string items;
    for (std::size_t i = 0; i < trace.labels.size(); ++i)
        items += fmt::format(
            "<li><code>{}</code> {}</li>\n", escaped(interpreter.text(trace.labels[i])),
            escaped(fmt::format("{}", fmt::join(interpreter.changes(trace.states[i], trace.states[i + 1]), ", "))));
    return "<ol class=\"steps\">\n" + items + "</ol>\n";
}

std::string breach_html(Report const& report, InstanceResult const& found) {
    auto const& [property, trace] = *found.breach;
    tsl::Interpreter const interpreter(*report.model, report.model->instances()[found.instance]);
    return fmt::format(
        "<section class=\"breach\"><h2><code>{}</code> is broken</h2>\n{}<p>Model {}, {}: found by {} with {}, after "
        "{}.</p>\n"
        "<figure>{}</figure>\n<details open=\"\"><summary>step by step</summary>{}</details></section>\n",
        escaped(property->name), sentence_html(property->text), escaped(report.model->id()),
        escaped(report.model->title()), escaped(found.engine), escaped(named_sizes(report, found.instance)),
        counted(trace.labels.size(), "step", "steps"),
        sequence(interpreter, trace, Ending::Broken, fmt::format("{} is broken: {}", property->name, property->text)),
        steps_html(interpreter, trace));
}

// Of each property, the shortest run that breaks it.
std::string breaches(Report const& report) {
    std::string html;
    for (auto const& property : report.model->properties())
        if (auto const* const shortest = report.shortest_breach(&property)) html += breach_html(report, *shortest);
    return html;
}

std::string complaints_html(Report const& report) {
    std::string items;
    for (auto const& complaint : report.complaints())
        items += fmt::format("<li>{}</li>\n", escaped(complaint));
    for (auto const& row : report.properties)
        for (auto const& text : row.texts)
            items += fmt::format("<li><code>{}</code> can be broken by<pre>{}</pre></li>\n",
                                 escaped(row.property->name), escaped(text));
    return items.empty() ? items : "<ul class=\"complaints\">\n" + items + "</ul>\n";
}

std::string model_html(Report const& report) {
    double z3 = 0;
    for (auto const& row : report.properties)
        z3 += row.z3_seconds;
    return fmt::format("<section id=\"{0}\"><h2><small>{0}</small> {1}</h2>\n<p>{2}, {3} for any size: Z3 {4:.1f} s, "
                       "cvc5 {5:.1f} s.</p>\n",
                       escaped(report.model->id()), escaped(report.model->title()),
                       counted(report.properties.size(), "property", "properties"),
                       counted(report.conditions(), "condition", "conditions"), z3, report.cvc5_seconds) +
           complaints_html(report) + properties_html(report) + instances_html(report) + covers_html(report) +
           "</section>\n";
}

} // namespace

std::string as_html(std::vector<Report> const& reports) {
    std::string broken;
    std::string models;
    for (auto const& report : reports) {
        broken += breaches(report);
        models += model_html(report);
    }
    return support::filled(page_frame, {{"<!--facts-->", facts(reports)},
                                        {"<!--links-->", links(reports)},
                                        {"<!--broken-->", broken},
                                        {"<!--models-->", models}});
}

} // namespace redoubt::check
