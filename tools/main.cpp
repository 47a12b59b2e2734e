// SPDX-License-Identifier: Apache-2.0
#include "commands_table.hpp"
#include "tools/commands.hpp"

#include <cstdio>
#include <exception>
#include <fmt/core.h>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using namespace redoubt::tools;

void print_help() {
    fmt::print("Redoubt, a proven SMI Transfer Monitor\n\nUsage: ./redoubt SUBCOMMAND [OPTIONS]\n\nSubcommands:\n");
    for (auto const& [name, summary] : commands_table)
        fmt::print("  {:8} {}\n", name, summary);
    fmt::print("\n./redoubt help SUBCOMMAND shows its options. "
               "Exit status: 0 good, 1 a check failed, 2 usage or cannot run.\n");
}

CLI::App* find_subcommand(CLI::App& app, std::string_view name) {
    auto const found = app.get_subcommands([&](CLI::App const* command) { return command->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

void add_help(CLI::App& app) {
    auto* const help = app.add_subcommand("help");
    auto const name = std::make_shared<std::string>();
    help->add_option("subcommand", *name, "whose options to show");
    help->callback([&app, name] {
        if (name->empty()) {
            print_help();
            return;
        }
        auto* const command = find_subcommand(app, *name);
        if (command == nullptr) throw std::runtime_error(fmt::format("no such subcommand: {}", *name));
        fmt::print("{}", command->help());
    });
}

void add_all(CLI::App& app) {
    app.name("redoubt");
    app.require_subcommand(1);
    app.option_defaults()->always_capture_default();
    add_run(app);
    add_test(app);
    add_prove(app);
    add_image(app);
    add_machine(app);
    add_models(app);
    add_mutants(app);
    add_faults(app);
    add_fuzz(app);
    add_hostile(app);
    add_trace(app);
    add_bench(app);
    add_lower(app);
    add_help(app);
    for (auto const& [name, summary] : commands_table)
        app.get_subcommand(name)->description(summary);
}

// One line, whatever the message was wrapped into.
int usage(std::string message) {
    for (auto& c : message)
        if (c == '\n') c = ' ';
    fmt::print(stderr, "redoubt: {}\n", message);
    return 2;
}

int run(int argc, char** argv) {
    CLI::App app("Redoubt, a proven SMI Transfer Monitor");
    add_all(app);
    if (argc > 1 && argv[1][0] != '-' && find_subcommand(app, argv[1]) == nullptr)
        return usage(fmt::format("no such subcommand: {} (./redoubt help lists them)", argv[1]));
    try {
        app.parse(argc, argv);
        return 0;
    } catch (CLI::RuntimeError const& e) {
        return e.get_exit_code();
    } catch (CLI::Success const& e) {
        return app.exit(e); // --help
    } catch (CLI::ParseError const& e) {
        return usage(e.what());
    }
}

} // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // progress arrives in order, also in a CI log
    try {
        return run(argc, argv);
    } catch (std::bad_alloc const&) {
        return usage("out of memory");
    } catch (std::exception const& e) {
        return usage(e.what());
    }
}
