// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/workshop.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "proofs/equal/front_end.hpp"
#include "proofs/equal/symbol_map.hpp"
#include "proofs/prove/file.hpp"
#include "tools/support/process.hpp"

namespace redoubt::mutants {
namespace {

std::string first_line(std::string const& text) {
    std::istringstream in(text);
    std::string line;
    while (std::getline(in, line) && line.empty()) {
    }
    return line;
}

std::string first_error(std::string const& diagnostics) {
    auto const at = diagnostics.find("error: ");
    return first_line(at == std::string::npos ? diagnostics : diagnostics.substr(at));
}

void require_success(support::Outcome const& outcome, std::string const& what) {
    if (!outcome.ok()) throw std::runtime_error(fmt::format("{} failed: {}", what, first_error(outcome.err)));
}

} // namespace

std::string Lowered::c_name(std::string const& function) const {
    auto const symbols = equal::read_symbol_map(map);
    auto const found = std::ranges::find(symbols.functions, function, &equal::LoweredFunction::name);
    if (found == symbols.functions.end()) throw std::runtime_error(fmt::format("{} was not lowered", function));
    return found->c;
}

Workshop::Workshop(support::Module const& module, Tools tools, std::filesystem::path const& directory)
    : module_(module), tools_(std::move(tools)), directory_(directory), tree_(module, directory / "tree") {}

std::vector<std::string> Workshop::flags() const {
    auto flags = module_.cxx_flags;
    for (auto const& directory : module_.include_dirs)
        flags.push_back("-I" + tree_.in_place_of(directory).string());
    return flags;
}

std::vector<Mutant> Workshop::list(std::string const& file) const {
    auto const json = directory_ / "list.json";
    std::vector<std::string> argv{tools_.mutate, tree_.path(file), "--root", tree_.root(), "--list", json, "--"};
    std::ranges::copy(flags(), std::back_inserter(argv));
    require_success(support::run_captured({.argv = argv}), "redoubt-mutate");
    return read_mutants(json);
}

void Workshop::make(Mutant const& mutant) const {
    auto const path = tree_.path(mutant.file);
    tree_.restore(mutant.file);
    std::vector<std::string> argv{tools_.mutate, path, "--root", tree_.root(), "--apply", mutant.id, "-o", path, "--"};
    std::ranges::copy(flags(), std::back_inserter(argv));
    require_success(support::run_captured({.argv = argv}), "redoubt-mutate");
}

void Workshop::put(std::string const& file, std::string const& text) const {
    prove::write_file(tree_.path(file), text);
}

Lowered Workshop::lower(std::string const& file) const {
    Lowered lowered{.c = directory_ / "lowered.c", .map = directory_ / "lowered.json"};
    std::vector<std::string> argv{tools_.lower, tree_.path(file), "-o",         lowered.c, "--map",
                                  lowered.map,  "--root",         tree_.root(), "--"};
    std::ranges::copy(flags(), std::back_inserter(argv));
    auto const outcome = support::run_captured({.argv = argv});
    if (outcome.status == 127) throw std::runtime_error("redoubt-lower could not be started");
    lowered.accepted = outcome.ok();
    if (!lowered.accepted) lowered.refusal = first_error(outcome.err);
    return lowered;
}

equal::IrText Workshop::code(std::string const& file) const {
    auto const bitcode = directory_ / "code.bc";
    equal::compile_to_ir({tree_.path(file), flags(), "clang++-19"}, bitcode);
    return equal::canonical_ir(bitcode, nullptr);
}

bool same_code(equal::IrText const& left, equal::IrText const& right) {
    return left.functions == right.functions && left.data == right.data;
}

} // namespace redoubt::mutants
