// SPDX-License-Identifier: Apache-2.0
#include "tools/models/page_tables.hpp"

#include "tools/models/report.hpp"
#include "tools/models/sequence.hpp"
#include "tools/support/html.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace redoubt::check {
namespace {

using support::escaped;
using tsl::Answer;

std::string verdict(std::string_view css_class, std::string_view words) {
    return fmt::format("<span class=\"{}\">{}</span>", css_class, escaped(words));
}

std::string verdict(Answer answer) {
    return verdict(answer == Answer::Proven ? "good" : answer == Answer::Refuted ? "bad" : "open", in_words(answer));
}

std::string time(double seconds) {
    return fmt::format("<small>{:.2f} s</small>", seconds);
}

std::string property_row(PropertyResult const& row) {
    return fmt::format("<tr class=\"{}\"><th scope=\"row\">{}<code>{}</code></th><td>{}</td><td>{}</td><td>{} {}</td>"
                       "<td>{}</td></tr>\n",
                       row.proven() ? "holds" : "doubtful", sentence_html(row.property->text),
                       escaped(row.property->name), kind_in_words(row.property->kind), row.conditions, verdict(row.z3),
                       time(row.z3_seconds), verdict(row.cvc5));
}

std::string table(std::string const& rows) {
    return "<table class=\"properties\">\n<thead><tr><th>property</th><th>of a</th><th>conditions</th><th>any size: "
           "Z3</th><th>any size: cvc5</th></tr></thead>\n<tbody>\n" +
           rows + "</tbody></table>\n";
}

std::string sequence_of(Report const& report, CoverResult const& cover) {
    tsl::Interpreter const interpreter(*report.model, report.model->instances()[cover.instance]);
    return sequence(interpreter, *cover.trace, Ending::Reached, "Reached: " + spaced(cover.cover->name) + ".");
}

std::string cover_html(Report const& report, CoverResult const& cover) {
    if (!cover.trace)
        return fmt::format("<p class=\"cover\">{} {}</p>\n", verdict("bad", "not reached"),
                           escaped(spaced(cover.cover->name)));
    return fmt::format("<details class=\"cover\"><summary>{} <small>{}</small></summary>\n<figure><figcaption>with {}; "
                       "found in {:.2f} s</figcaption>{}</figure></details>\n",
                       escaped(spaced(cover.cover->name)), counted(cover.trace->labels.size(), "step", "steps"),
                       escaped(named_sizes(report, cover.instance)), cover.seconds, sequence_of(report, cover));
}

} // namespace

std::string properties_html(Report const& report) {
    std::string required;
    std::string auxiliary;
    std::size_t count = 0;
    auto all_hold = true; // then they are folded away
    for (auto const& row : report.properties) {
        auto const helps = row.property->kind == tsl::PropertyKind::Auxiliary;
        (helps ? auxiliary : required) += property_row(row);
        count += helps ? 1 : 0;
        all_hold = all_hold && (!helps || row.proven());
    }
    if (auxiliary.empty()) return table(required);
    return table(required) + fmt::format("<details{}><summary>and {}, which the proof needs</summary>\n{}</details>\n",
                                         all_hold ? "" : " open=\"\"",
                                         counted(count, "auxiliary property", "auxiliary properties"),
                                         table(auxiliary));
}

std::string instances_html(Report const& report) {
    std::string rows;
    for (auto const& row : report.instances) {
        rows += fmt::format("<tr><th scope=\"row\">{}{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                            escaped(row.engine), row.auxiliary ? " <small>with auxiliary properties</small>" : "",
                            escaped(named_sizes(report, row.instance)),
                            row.searched_in_vain() ? verdict("good", "nothing broken") : verdict(row.answer),
                            time(row.seconds), escaped(row.text));
    }
    if (rows.empty()) return {};
    return "<h3>On instances</h3>\n<table class=\"instances\">\n<thead><tr><th>engine</th><th>with</th><th>all "
           "properties</th><th>time</th><th></th></tr></thead>\n<tbody>\n" +
           rows + "</tbody></table>\n";
}

std::string covers_html(Report const& report) {
    if (report.covers.empty()) return {};
    std::string html = "<h3>What can happen</h3>\n<div class=\"covers\">\n";
    for (auto const& cover : report.covers)
        html += cover_html(report, cover);
    return html + "</div>\n";
}

std::string sentence_html(std::string const& text) {
    auto const colon = text.starts_with("REQ-") ? text.find(": ") : std::string::npos;
    if (colon == std::string::npos) return "<p>" + escaped(text) + "</p>";
    return fmt::format("<p>{} <small>{}</small></p>", escaped(text.substr(colon + 2)), escaped(text.substr(0, colon)));
}

std::string spaced(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

} // namespace redoubt::check
