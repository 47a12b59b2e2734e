// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/toolchain.hpp"

#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "tools/support/module.hpp"
#include "tools/support/process.hpp"

#include <array>
#include <cstdlib>
#include <fmt/core.h>
#include <optional>
#include <regex>
#include <sstream>
#include <string_view>
#include <unistd.h>

namespace redoubt::prove {
namespace {

namespace fs = std::filesystem;

struct Known {
    char const* name;
    char const* version_option;
    char const* version_pattern;
};

// In the order in which they are asked: the first one proves most goals of this code alone, so the others start only on
// what it leaves, and of that CVC4 proves twice as much as Z3. Where all are asked at once, two run: the third waits
// for one of them to give up.
constexpr std::array<Known, 3> known_provers{{
    {"cvc5", "--version", R"(cvc5 version ([0-9][^ \n\[]*))"},
    {"cvc4", "--version", R"(CVC4 version ([0-9][^ \n\[]*))"},
    {"z3", "--version", R"(Z3 version ([0-9][^ \n]*))"},
}};

std::optional<fs::path> in_path(std::string_view program) {
    auto const* const path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        auto const candidate = fs::path(folder) / program;
        if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return candidate;
    }
    return std::nullopt;
}

// The version that a program prints about itself; a program that cannot even do that is treated as missing.
std::string version_of(fs::path const& program, char const* option, char const* pattern) {
    auto const outcome = support::run_captured({.argv = {program, option}, .limit = std::chrono::seconds(20)});
    std::smatch match;
    auto const text = outcome.out + outcome.err;
    if (!outcome.ok() || !std::regex_search(text, match, std::regex(pattern))) return {};
    return match[1];
}

std::string prover_block(Prover const& prover, fs::path const& limited, std::string_view command,
                         std::string_view steps, fs::path const& driver) {
    return fmt::format("[prover]\nname = \"{0}\"\nshortcut = \"{0}\"\nversion = \"{1}\"\n"
                       "command = \"{2} {3} {4}\"\ncommand_steps = \"{3} {5}\"\ndriver = \"{6}\"\n"
                       "in_place = false\ninteractive = false\n\n",
                       prover.name, prover.version, limited.string(), prover.path.string(), command, steps,
                       driver.string());
}

// Runs what follows with no more than prover_time. Why3 has set a limit already; where that one is lower, it stays.
fs::path write_limiter(fs::path const& directory) {
    auto const script = directory / "limited";
    write_file(script, fmt::format("#!/bin/sh\nulimit -t {} 2>/dev/null\nexec \"$@\"\n", prover_time.count()));
    fs::permissions(script, fs::perms::owner_exec, fs::perm_options::add);
    return script;
}

// Why3's drivers, which import each other by name, and one beside them. Why3 1.5 does not know cvc5: its language is
// CVC4's but for the name of the logic.
fs::path write_drivers(fs::path const& theirs, fs::path const& directory) {
    auto const ours = directory / "drivers";
    fs::copy(theirs, ours, fs::copy_options::overwrite_existing | fs::copy_options::recursive);
    auto cvc5 = support::read_file(theirs / "cvc4_17.drv");
    constexpr std::string_view logic = "ALL_SUPPORTED";
    auto const at = cvc5.find(logic);
    if (at == std::string::npos) throw CannotRun("Why3's driver cvc4_17.drv has changed: no ALL_SUPPORTED in it");
    write_file(ours / "cvc5.drv", cvc5.replace(at, logic.size(), "ALL"));
    return ours;
}

// Every prover is declared in full here: what `why3 config detect` would find depends on the machine's state, a proof
// must not.
void write_why3_config(Toolchain const& chain, fs::path const& why3, fs::path const& directory) {
    auto const ask = [&](char const* option) {
        auto text = support::run_captured({.argv = {why3, option}, .limit = std::chrono::seconds(20)}).out;
        while (!text.empty() && text.back() == '\n')
            text.pop_back();
        if (text.empty()) throw CannotRun(fmt::format("why3 {} prints nothing", option));
        return text;
    };
    auto const data = fs::path(ask("--print-datadir"));
    auto text = fmt::format("[main]\nmagic = 14\ndatadir = \"{}\"\nlibdir = \"{}\"\nmemlimit = "
                            "2000\nrunning_provers_max = 2\ntimelimit = 10\n\n",
                            data.string(), ask("--print-libdir"));
    auto const drivers = write_drivers(data / "drivers", directory);
    auto const limited = write_limiter(directory);
    for (auto const& prover : chain.provers) {
        // No limit on the time of the clock among the arguments: one on the processor's time is the same whatever else
        // runs.
        if (prover.name == "cvc5") {
            text += prover_block(prover, limited, "--stats --lang=smt2 %f", "--stats --rlimit=%S --lang=smt2 %f",
                                 drivers / "cvc5.drv");
        } else if (prover.name == "z3") {
            constexpr auto fixed = "-smt2 sat.random_seed=42 nlsat.randomize=false smt.random_seed=42";
            text += prover_block(prover, limited, fmt::format("{} -st %f", fixed),
                                 fmt::format("{} rlimit=%S -st %f", fixed), drivers / "z3_471.drv");
        } else {
            text += prover_block(prover, limited, "--stats --lang=smt2 %f", "--stats --rlimit=%S --lang=smt2 %f",
                                 drivers / "cvc4_17.drv");
            text += prover_block({smoke_prover, prover.path, prover.version}, limited,
                                 fmt::format("--stats --rlimit={} --lang=smt2 %f", smoke_effort),
                                 "--stats --rlimit=%S --lang=smt2 %f", drivers / "cvc4_17.drv");
        }
    }
    write_file(chain.why3_config, text);
}

} // namespace

Toolchain find_toolchain(fs::path const& directory) {
    Toolchain chain;
    auto const frama_c = in_path("frama-c");
    if (!frama_c) throw CannotRun("frama-c is not installed (package frama-c-base)");
    auto const why3 = in_path("why3");
    if (!why3) throw CannotRun("why3 is not installed (package why3)");
    chain.frama_c = *frama_c;
    chain.frama_c_version = version_of(*frama_c, "-version", R"(^([0-9][^\n]*\)))");
    if (chain.frama_c_version.empty()) throw CannotRun(fmt::format("{} does not run", frama_c->string()));
    chain.why3_version = version_of(*why3, "--version", R"(version ([0-9][^ \n]*))");
    for (auto const& known : known_provers) {
        auto const path = in_path(known.name);
        if (!path) continue;
        auto const version = version_of(*path, known.version_option, known.version_pattern);
        if (!version.empty()) chain.provers.push_back({known.name, *path, version});
    }
    if (chain.provers.empty()) throw CannotRun("no prover is installed: none of z3, cvc5, cvc4 runs");
    fs::create_directories(directory);
    chain.why3_config = directory / "why3.conf";
    write_why3_config(chain, *why3, directory);
    return chain;
}

} // namespace redoubt::prove
