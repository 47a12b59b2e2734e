// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

namespace redoubt::tools {

// The main job grows with the project; what exists so far is the proof of the permission policy.
void add_run(CLI::App& app) {
    app.add_subcommand("run")->callback([] {
        auto const outcome = support::run_shown({.argv = {support::tool("redoubt"), "prove", "policy"}});
        if (!outcome.ok()) throw CLI::RuntimeError(outcome.status);
    });
}

} // namespace redoubt::tools
