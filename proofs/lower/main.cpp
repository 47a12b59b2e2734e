// SPDX-License-Identifier: Apache-2.0
// redoubt-lower: the command line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "proofs/lower/rules.hpp"
#include "proofs/lower/run.hpp"

namespace {

namespace lower = redoubt::lower;

constexpr int kOk = 0;
constexpr int kRejected = 1;
constexpr int kUsage = 2;

struct Options {
    std::string source;
    std::string c_file;
    std::string map_file;
    std::string root = ".";
    bool show_contracts = false;
    bool check = false;
    bool rules = false;
};

int fail(std::string const& what) {
    fmt::print(stderr, "redoubt-lower: {}\n", what);
    return kUsage;
}

// Writes beside the wanted place first, so that a file that is there is whole.
bool write_file(std::string const& path, std::string const& text) {
    auto const draft = path + ".part";
    {
        std::ofstream stream(draft, std::ios::binary | std::ios::trunc);
        stream << text;
        stream.flush();
        if (!stream) {
            std::remove(draft.c_str());
            return false;
        }
    }
    return std::rename(draft.c_str(), path.c_str()) == 0;
}

void remove_old(Options const& options) {
    for (auto const& path : {options.c_file, options.map_file}) {
        if (!path.empty()) std::remove(path.c_str());
    }
}

int show_rules() {
    fmt::print("| rule | rejected | write instead |\n|---|---|---|\n");
    for (auto const& row : lower::kRules)
        fmt::print("| `{}` | {} | {} |\n", row.name, row.rejected, row.instead);
    return kOk;
}

int lower_source(Options const& options, std::vector<std::string> const& flags) {
    remove_old(options);
    if (!std::filesystem::is_regular_file(options.source))
        return fail(fmt::format("there is no file '{}'", options.source));
    auto const outcome = lower::run(options.source, options.root, flags);
    if (outcome.verdict == lower::Verdict::CannotRun) return fail(fmt::format("'{}' does not compile", options.source));
    if (outcome.verdict == lower::Verdict::Rejected) {
        fmt::print(stderr, "redoubt-lower: '{}' is not Checked C++\n", options.source);
        return kRejected;
    }
    if (options.show_contracts) fmt::print("{}", lower::show_contracts(outcome.map));
    bool const written = (options.c_file.empty() || write_file(options.c_file, outcome.c_text)) &&
                         (options.map_file.empty() || write_file(options.map_file, lower::to_json(outcome.map)));
    if (written) return kOk;
    remove_old(options);
    return fail("cannot write the output");
}

} // namespace

int main(int argc, char** argv) {
    auto const separator = std::find(argv, argv + argc, std::string_view("--"));
    std::vector<std::string> const flags(separator == argv + argc ? separator : separator + 1, argv + argc);
    Options options;
    CLI::App app("Checks one Checked C++ file and lowers it to C11 with ACSL. Compiler flags follow after --.",
                 "redoubt-lower");
    app.add_option("source", options.source, "the C++ file");
    app.add_option("-o", options.c_file, "where to write the C");
    app.add_option("--map", options.map_file, "where to write the map from C++ to C names");
    app.add_option("--root", options.root, "folder that file names are given relative to");
    app.add_flag("--show-contracts", options.show_contracts, "print the contracts with their names resolved");
    app.add_flag("--check", options.check, "check only");
    app.add_flag("--rules", options.rules, "print the table of rules");
    try {
        app.parse(static_cast<int>(separator - argv), argv);
    } catch (CLI::CallForHelp const& help) {
        return app.exit(help);
    } catch (CLI::ParseError const& error) {
        return fail(error.what());
    }
    if (options.rules) return show_rules();
    if (options.source.empty()) return fail("a source file is needed; see --help");
    if (options.c_file.empty() && !options.show_contracts && !options.check)
        return fail("one of -o, --show-contracts and --check is needed");
    return lower_source(options, flags);
}
