// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <CLI/CLI.hpp>

#include "proofs/equal/report.hpp"

namespace {

struct Options {
    std::string map;
    std::string cxx;
    std::string c;
    std::string cxx_flags;
    std::string c_flags;
    std::string json;
    std::string clang = "clang-19";
    std::string clangxx = "clang++-19";
};

int run(Options const& options) {
    using namespace redoubt::equal;
    auto const comparison =
        compare(read_symbol_map(options.map), {options.cxx, read_flags(options.cxx_flags), options.clangxx},
                {options.c, read_flags(options.c_flags), options.clang});
    if (!options.json.empty()) write_json(comparison, options.cxx, options.json);
    std::cout << explain(comparison) << summary(comparison) << std::endl;
    return comparison.equal() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Shows that a lowered C file is the same program as its C++, function by function: as LLVM IR and as "
                 "object code.",
                 "redoubt-equal");
    app.add_option("--map", options.map, "what redoubt-lower --map wrote")->required();
    app.add_option("--cxx", options.cxx, "the C++ file")->required();
    app.add_option("--c", options.c, "the lowered C file")->required();
    app.add_option("--cxx-flags-file", options.cxx_flags, "the product's flags for C++, one a line")->required();
    app.add_option("--c-flags-file", options.c_flags, "the product's flags for C, one a line")->required();
    app.add_option("--json", options.json, "write the result here, too");
    app.add_option("--clangxx", options.clangxx, "the compiler for C++")->capture_default_str();
    app.add_option("--clang", options.clang, "the same compiler for C")->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& problem) {
        return app.exit(problem) == 0 ? 0 : 2;
    }
    // A result of an earlier run must not be taken for this one's.
    std::error_code ignored;
    if (!options.json.empty()) std::filesystem::remove(options.json, ignored);
    try {
        return run(options);
    } catch (std::exception const& problem) {
        std::cerr << "redoubt-equal: " << problem.what() << '\n';
        return 2;
    }
}
