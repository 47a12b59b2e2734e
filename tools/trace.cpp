// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/whole_file.hpp"
#include "tools/trace/matrix.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <memory>

namespace redoubt::tools {
namespace {

struct Options {
    std::string html;
    bool json = false;
    bool summary = false;
};

std::string counts(trace::Matrix const& matrix) {
    auto text = fmt::format("{} requirements:", matrix.rows.size());
    char const* separator = " ";
    for (auto const standing : trace::all_standings) {
        text += fmt::format("{}{} {}", separator, matrix.count(standing), trace::name_of(standing));
        separator = ", ";
    }
    text += fmt::format("; {} weaknesses:", matrix.weaknesses.size());
    separator = " ";
    for (auto const excluded : {trace::Excluded::Here, trace::Excluded::ByTheBios, trace::Excluded::NotYet}) {
        text +=
            fmt::format("{}{} {}", separator,
                        std::ranges::count(matrix.weaknesses, excluded, &trace::Weakness::excluded), name_of(excluded));
        separator = ", ";
    }
    return text;
}

void show(Options const& options) {
    auto const root = support::source_root();
    auto const requirements = trace::parse_requirements(support::read_file(root / "spec/requirements.md"));
    auto const results = trace::read_results(support::build_dir());
    auto const sources = trace::read_sources(root);
    auto matrix = trace::make_matrix(requirements, sources, results);
    trace::add_weaknesses(matrix, trace::parse_weaknesses(support::read_file(root / "spec/weaknesses.md")), sources,
                          results);

    if (!options.html.empty()) support::write_whole(options.html, trace::as_html(matrix));
    if (options.json) {
        fmt::print("{}", trace::as_json(matrix));
    } else {
        if (!options.summary && options.html.empty()) fmt::print("{}\n", trace::as_text(matrix));
        fmt::print("{}\n", counts(matrix));
    }
    for (auto const& note : results.notes)
        fmt::print(stderr, "redoubt trace: {}\n", note);
    for (auto const& error : matrix.errors)
        fmt::print(stderr, "redoubt trace: {}\n", error);
    if (!matrix.errors.empty()) throw CLI::RuntimeError(1);
}

} // namespace

void add_trace(CLI::App& app) {
    auto* const command = app.add_subcommand("trace");
    auto const options = std::make_shared<Options>();
    command->add_option("--html", options->html, "write the matrix as a page to this file");
    command->add_flag("--json", options->json, "print the matrix as JSON");
    command->add_flag("--summary", options->summary, "print the closing line only");
    command->callback([options] { show(*options); });
}

} // namespace redoubt::tools
