// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <cstdio>
#include <fmt/core.h>
#include <memory>

namespace redoubt::tools {
namespace {

struct Options {
    std::string module;
    bool show_c = false;
};

std::filesystem::path scratch_dir(std::string const& module) {
    auto const directory = support::build_dir() / "lower" / module;
    std::filesystem::create_directories(directory);
    return directory;
}

// The command line of the lowering for one source; what it prints is what this command is for.
support::Command lowering(support::Module const& module, std::string const& source, Options const& options) {
    auto const output = scratch_dir(module.name) / std::filesystem::path(source).filename().replace_extension(".c");
    auto map = output;
    map.replace_extension(".json");
    support::Command command{
        .argv = {support::tool("redoubt-lower"), source, "-o", output, "--map", map, "--root", module.root}};
    if (!options.show_c) command.argv.emplace_back("--show-contracts");
    command.argv.emplace_back("--");
    for (auto const& flag : module.front_end_flags())
        command.argv.push_back(flag);
    command.directory = module.root;
    return command;
}

void show(Options const& options) {
    auto const module = support::read_module(options.module);
    for (auto const& source : module.sources) {
        auto const outcome = support::run_shown(lowering(module, source, options));
        if (!outcome.ok()) throw CLI::RuntimeError(outcome.status);
        if (options.show_c) {
            auto const output =
                scratch_dir(module.name) / std::filesystem::path(source).filename().replace_extension(".c");
            fmt::print("{}", support::read_file(output));
        }
    }
}

} // namespace

void add_lower(CLI::App& app) {
    auto* const command = app.add_subcommand("lower");
    auto const options = std::make_shared<Options>();
    command->add_option("module", options->module, "the module, as in <build>/modules")->required();
    command->add_flag("--c", options->show_c, "the lowered C instead of the contracts");
    command->callback([options] { show(*options); });
}

} // namespace redoubt::tools
