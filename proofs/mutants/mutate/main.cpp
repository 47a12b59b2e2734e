// SPDX-License-Identifier: Apache-2.0
// redoubt-mutate FILE.cc --list OUT.json | --apply ID -o OUT.cc [--root DIR] -- <clang flags>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <clang/Frontend/ASTUnit.h>
#include <clang/Tooling/CompilationDatabase.h>
#include <clang/Tooling/Tooling.h>

#include "proofs/mutants/mutate/collect.hpp"

namespace {

using redoubt::mutants::Mutation;
namespace fs = std::filesystem;

struct Options {
    std::string file;
    std::string list;
    std::string id;
    std::string output;
    std::string root = ".";
};

std::vector<Mutation> mutations_of(Options const& options, clang::tooling::CompilationDatabase const& flags) {
    clang::tooling::ClangTool tool(flags, {options.file});
    tool.appendArgumentsAdjuster(clang::tooling::getInsertArgumentAdjuster(
        {"-resource-dir", REDOUBT_CLANG_RESOURCE_DIR, "-w"}, clang::tooling::ArgumentInsertPosition::BEGIN));
    std::vector<std::unique_ptr<clang::ASTUnit>> units;
    // A syntax tree is built for a broken file, too.
    bool const built = tool.buildASTs(units) == 0 && units.size() == 1;
    if (!built || units.front()->getDiagnostics().hasErrorOccurred())
        throw std::runtime_error(options.file + " does not compile");
    auto const name = fs::absolute(options.file)
                          .lexically_normal()
                          .lexically_proximate(fs::absolute(options.root).lexically_normal());
    return redoubt::mutants::collect(units.front()->getASTContext(), name.string());
}

std::string read(fs::path const& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write(fs::path const& file, std::string const& text) {
    std::ofstream out(file);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

int run(Options const& options, clang::tooling::CompilationDatabase const& flags) {
    auto const mutations = mutations_of(options, flags);
    if (!options.list.empty()) write(options.list, redoubt::mutants::to_json(mutations));
    if (options.id.empty()) return 0;
    auto const wanted = std::ranges::find(mutations, options.id, &Mutation::id);
    if (wanted == mutations.end()) throw std::runtime_error("no such mutant: " + options.id);
    write(options.output, redoubt::mutants::apply(*wanted, read(options.file)));
    return 0;
}

} // namespace

int main(int argc, char const** argv) {
    std::string problem;
    auto const flags =
        clang::tooling::FixedCompilationDatabase::loadFromCommandLine(argc, argv, problem); // takes "--" and the rest
    Options options;
    CLI::App app("Lists the wrong programs that one change makes of a Checked C++ file, or writes one of them.",
                 "redoubt-mutate");
    app.footer("The compiler's flags follow after --.");
    app.add_option("FILE", options.file, "the C++ file")->required();
    auto* const list = app.add_option("--list", options.list, "write all mutants here, as JSON");
    auto* const apply = app.add_option("--apply", options.id, "id of the mutant to write");
    auto* const output = app.add_option("-o", options.output, "where to write it");
    app.add_option("--root", options.root, "ids name the file relative to this directory");
    apply->needs(output);
    output->needs(apply);
    try {
        app.parse(argc, argv);
        if (list->empty() && apply->empty()) throw CLI::RequiredError("--list or --apply");
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        if (!flags) throw std::runtime_error("the compiler's flags are missing after --");
        return run(options, *flags);
    } catch (std::exception const& error) {
        std::cerr << "redoubt-mutate: " << error.what() << '\n';
        return 2;
    }
}
