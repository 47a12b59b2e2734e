// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <filesystem>

namespace redoubt::tools {
namespace {

void run_subcommand(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), support::tool("redoubt"));
    auto const outcome = support::run_shown({.argv = std::move(arguments)});
    if (!outcome.ok()) throw CLI::RuntimeError(outcome.status);
}

// Each step is a subcommand, and the first one that fails is the last.
void run_all() {
    auto const image = support::build_dir() / "image" / "redoubt.stm";
    auto const timeline = support::build_dir() / "machine" / "timeline.html";
    auto const models = support::build_dir() / "models" / "results" / "models.html";
    std::filesystem::create_directories(models.parent_path());
    run_subcommand({"models", "--html", models});
    run_subcommand({"prove"});
    run_subcommand({"image"});
    std::filesystem::create_directories(timeline.parent_path());
    run_subcommand(
        {"machine", "--stm", image, "--processors", "4", "--smis", "1000", "--seed", "1", "--html", timeline});
}

} // namespace

// The main job grows with the project; what exists so far is the checked models, and the proven image on the emulated
// machine.
void add_run(CLI::App& app) {
    app.add_subcommand("run")->callback(run_all);
}

} // namespace redoubt::tools
