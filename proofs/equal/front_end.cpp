// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/front_end.hpp"

#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "tools/support/process.hpp"

namespace redoubt::equal {
namespace {

void compile(Source const& source, std::vector<std::string> const& mode, std::filesystem::path const& output) {
    std::vector<std::string> argv{source.compiler};
    argv.insert(argv.end(), source.flags.begin(), source.flags.end());
    argv.insert(argv.end(), mode.begin(), mode.end());
    // Warnings are the business of the build; here they would only hide the message that matters.
    argv.insert(argv.end(), {"-w", "-c", source.file.string(), "-o", output.string()});
    auto const outcome = support::run_captured({.argv = argv});
    if (outcome.ok()) return;
    throw std::runtime_error(outcome.status == 127 && outcome.err.empty()
                                 ? fmt::format("{} could not be started", source.compiler)
                                 : fmt::format("{} does not compile:\n{}", source.file.string(), outcome.err));
}

} // namespace

std::vector<std::string> read_flags(std::filesystem::path const& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error(fmt::format("cannot read the flags in {}", file.string()));
    std::vector<std::string> flags;
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) flags.push_back(line);
    return flags;
}

void compile_to_ir(Source const& source, std::filesystem::path const& bitcode) {
    compile(source, {"-emit-llvm", "-Xclang", "-disable-llvm-passes", "-femit-all-decls"}, bitcode);
}

void compile_to_object(Source const& source, std::filesystem::path const& object) {
    compile(source, {}, object);
}

} // namespace redoubt::equal
