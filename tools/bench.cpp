// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"
#include "tools/machine/exit_costs.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <stdexcept>

// Instructions are counted by valgrind, which needs no privileges and gives the same number every time; times depend on the machine
// and are shown for orientation.
namespace redoubt::tools {
namespace {

struct Options {
    std::string filter;
    bool json = false;
};

struct Result {
    std::string name;
    double instructions = 0; // per operation
    double nanoseconds = 0;
};

std::vector<std::filesystem::path> programs() {
    auto const directory = support::build_dir() / "benchmarks";
    std::vector<std::filesystem::path> found;
    if (std::filesystem::is_directory(directory))
        for (auto const& entry : std::filesystem::directory_iterator(directory))
            if (entry.is_regular_file()) found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

std::string output_of(std::vector<std::string> argv) {
    auto const outcome = support::run_captured({.argv = argv});
    if (!outcome.ok()) throw std::runtime_error(fmt::format("{} failed: {}", argv.front(), outcome.err));
    return outcome.out;
}

double instructions(std::string const& program, std::string const& name) {
    auto const profile = support::build_dir() / "callgrind.out";
    (void)output_of({"valgrind", "--tool=callgrind", "--quiet", "--toggle-collect=redoubt_measured",
                     "--callgrind-out-file=" + profile.string(), program, name});
    auto const text = support::read_file(profile);
    std::filesystem::remove(profile);
    constexpr std::string_view key = "\ntotals: ";
    auto const at = text.find(key);
    if (at == std::string::npos) throw std::runtime_error("valgrind's profile has no total");
    return std::strtod(text.c_str() + at + key.size(), nullptr);
}

// The benchmarks of one program, as "operations name" a line.
void run_program(std::string const& program, Options const& options, std::vector<Result>& results) {
    std::istringstream list(output_of({program}));
    double operations = 0;
    std::string name;
    while (list >> operations && std::getline(list >> std::ws, name)) {
        if (name.find(options.filter) == std::string::npos) continue;
        if (!options.json) fmt::print(stderr, "{} …\n", name);
        results.push_back({name, instructions(program, name) / operations,
                           std::strtod(output_of({program, name, "--time"}).c_str(), nullptr)});
    }
}

std::filesystem::path image_path() {
    return support::build_dir() / "image" / "redoubt.stm";
}

// What can be reached from outside, in instructions of the monitor.
std::vector<trial::ExitCost> exits(Options const& options) {
    auto const text = support::read_file(image_path());
    auto costs = trial::exit_costs(std::as_bytes(std::span(text)));
    std::erase_if(costs, [&](auto const& cost) { return cost.name.find(options.filter) == std::string::npos; });
    return costs;
}

void print(std::vector<Result> const& results, std::vector<trial::ExitCost> const& exits, bool json) {
    if (json) {
        auto list = nlohmann::ordered_json::array();
        for (auto const& result : results)
            list.push_back(
                {{"name", result.name}, {"instructions", result.instructions}, {"nanoseconds", result.nanoseconds}});
        auto ways = nlohmann::ordered_json::array();
        for (auto const& exit : exits)
            ways.push_back({{"name", exit.name}, {"instructions", exit.instructions}});
        fmt::print("{}\n", nlohmann::ordered_json{{"version", 1},
                                                  {"benchmarks", list},
                                                  {"image_bytes", std::filesystem::file_size(image_path())},
                                                  {"exits", ways}}
                               .dump(2));
        return;
    }
    auto const image = std::filesystem::file_size(image_path());
    if (!exits.empty())
        fmt::print("the image: {} bytes\n\n{:<60} {:>14}\n", image, "exit to the monitor, on the emulated machine",
                   "instructions");
    for (auto const& exit : exits)
        fmt::print("{:<60} {:>14}\n", exit.name, exit.instructions);
    if (results.empty()) return;
    fmt::print("{}{:<60} {:>14} {:>10}\n", exits.empty() ? "" : "\n", "operation", "instructions", "ns");
    for (auto const& result : results)
        fmt::print("{:<60} {:>14.1f} {:>10.1f}\n", result.name, result.instructions, result.nanoseconds);
}

void run(Options const& options) {
    std::vector<Result> results;
    for (auto const& program : programs())
        run_program(program, options, results);
    auto const costs = exits(options);
    if (results.empty() && costs.empty()) throw std::runtime_error("no benchmark matches");
    print(results, costs, options.json);
}

} // namespace

void add_bench(CLI::App& app) {
    auto* const command = app.add_subcommand("bench");
    auto const options = std::make_shared<Options>();
    command->add_option("filter", options->filter, "only benchmarks whose name contains this");
    command->add_flag("--json", options->json, "print JSON");
    command->callback([options] { run(*options); });
}

} // namespace redoubt::tools
