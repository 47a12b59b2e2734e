// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

// One function a subcommand, each in its own file. A callback reports its status by throwing CLI::RuntimeError(status)
// unless it is 0: 1 means that a check failed, 2 that the command could not be run.
namespace redoubt::tools {

void add_run(CLI::App& app);
void add_test(CLI::App& app);
void add_prove(CLI::App& app);
void add_image(CLI::App& app);
void add_machine(CLI::App& app);
void add_models(CLI::App& app);
void add_mutants(CLI::App& app);
void add_faults(CLI::App& app);
void add_fuzz(CLI::App& app);
void add_hostile(CLI::App& app);
void add_trace(CLI::App& app);
void add_bench(CLI::App& app);
void add_lower(CLI::App& app);

} // namespace redoubt::tools
