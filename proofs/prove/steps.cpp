// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/steps.hpp"

#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/lines.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>

namespace redoubt::prove {
namespace {

using Words = std::vector<std::string>;

constexpr std::chrono::minutes step_limit{5};

support::Outcome run_tool(Words argv, support::Module const& module) {
    auto outcome = support::run_captured({.argv = argv, .directory = module.root, .limit = step_limit});
    if (outcome.timed_out) throw CannotRun(fmt::format("{} did not end in time", argv.front()));
    if (outcome.status == 0 || outcome.status == 1) return outcome;
    auto const lines = split_lines(outcome.err);
    if (lines.empty()) throw CannotRun(fmt::format("{} ended with status {}", argv.front(), outcome.status));
    auto const first = std::ranges::find_if(lines, [](auto const& line) { return line.find("error: ") != line.npos; });
    throw CannotRun(first == lines.end() ? lines.back() : fmt::format("{} ({})", *first, lines.back()));
}

// Each error, without the source excerpts around it.
std::vector<Finding> errors_in(std::string const& text, std::string const& source) {
    std::vector<Finding> findings;
    for (auto const& line : split_lines(text)) {
        auto const at = line.find(": error: ");
        if (at != line.npos) findings.push_back({reason::lowering, line.substr(0, at), line.substr(at + 9)});
    }
    if (findings.empty()) findings.push_back({reason::lowering, source, "redoubt-lower rejects it"});
    return findings;
}

} // namespace

Lowered lower(support::Module const& module, std::string const& source, std::filesystem::path const& work_dir) {
    Lowered lowered{work_dir / "lowered.c", work_dir / "map.json", {}};
    std::filesystem::create_directories(work_dir);
    Words argv{
        support::tool("redoubt-lower"), source, "-o", lowered.c, "--map", lowered.map, "--root", module.root, "--"};
    for (auto const& flag : module.front_end_flags())
        argv.push_back(flag);
    auto const outcome = run_tool(argv, module);
    if (outcome.status == 1)
        lowered.findings = errors_in(outcome.err, source);
    else if (!std::filesystem::exists(lowered.c) || !std::filesystem::exists(lowered.map))
        throw CannotRun(fmt::format("redoubt-lower left no output for {}", source));
    return lowered;
}

Equality check_equality(support::Module const& module, std::string const& source, Lowered const& lowered,
                        std::filesystem::path const& work_dir) {
    auto c_flags = module.c_flags;
    for (auto const& directory : module.include_dirs)
        c_flags.push_back("-I" + directory);
    auto const cxx_flags_file = work_dir / "cxx.flags";
    auto const c_flags_file = work_dir / "c.flags";
    write_file(cxx_flags_file, fmt::format("{}\n", fmt::join(module.front_end_flags(), "\n")));
    write_file(c_flags_file, fmt::format("{}\n", fmt::join(c_flags, "\n")));
    auto const outcome = run_tool({support::tool("redoubt-equal"), "--map", lowered.map, "--cxx", source, "--c",
                                   lowered.c, "--cxx-flags-file", cxx_flags_file, "--c-flags-file", c_flags_file,
                                   "--json", work_dir / "equal.json"},
                                  module);
    auto const lines = split_lines(outcome.out);
    Equality equality;
    if (!lines.empty()) equality.summary = lines.back();
    if (outcome.status != 0) {
        equality.findings.push_back({reason::equality, source, equality.summary});
        write_file(work_dir / "equal.log", outcome.out + outcome.err);
    }
    return equality;
}

} // namespace redoubt::prove
