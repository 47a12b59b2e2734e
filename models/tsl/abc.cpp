// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/abc.hpp"

#include "tools/support/process.hpp"
#include "tools/support/scratch.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace redoubt::tsl {
namespace {

constexpr auto kCircuit = "circuit.aig"; // read_abc() knows it as the circuit's name
constexpr auto kWitness = "witness";

void write(std::filesystem::path const& path, std::string const& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path.string());
}

std::optional<std::string> read(std::filesystem::path const& path) {
    if (!std::filesystem::exists(path)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return text;
}

support::Command command(AbcOptions const& options, std::filesystem::path const& folder) {
    auto const script = fmt::format("read_aiger {}; print_stats; pdr -T {}; print_status; write_cex -a {}", kCircuit,
                                    options.limit.count(), kWitness);
    constexpr std::chrono::seconds kGrace{5}; // ABC looks at its clock now and then
    return {.argv = {options.program, "-s", "-c", script}, .directory = folder, .limit = options.limit + kGrace};
}

} // namespace

// The folder is new, so that whatever is found in it is of this run.
AbcAnswer abc_pdr(Graph const& graph, Wire output, AbcOptions const& options) {
    if (options.limit.count() <= 0) throw std::runtime_error("no time for ABC"); // to which 0 is no limit
    support::Scratch const folder;
    write(folder / kCircuit, as_aiger(graph, output));
    auto const outcome = support::run_captured(command(options, folder.path()));
    if (outcome.timed_out) return {Reachability::Undecided, {}, "ABC was ended after its time"};
    constexpr int kNotStarted = 127;
    if (outcome.status == kNotStarted)
        throw std::runtime_error(options.program + " cannot be started; the Debian package berkeley-abc has it");
    if (!outcome.ok() || !outcome.err.empty())
        throw std::runtime_error(
            fmt::format("{} failed with status {}: {}", options.program, outcome.status, outcome.err));
    return read_abc(graph, outcome.out, read(folder / kWitness));
}

} // namespace redoubt::tsl
