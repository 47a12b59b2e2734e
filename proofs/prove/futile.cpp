// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/futile.hpp"

#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/frama_c.hpp"
#include "proofs/prove/lines.hpp"
#include "tools/support/module.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace redoubt::prove {
namespace {

constexpr std::string_view heading =
    "# Attempts that end without an answer, so that nobody has to wait for that again: a prover, and WP's digest of a "
    "goal.\n# Written by `redoubt prove --learn`. Who believes a line asks the next prover; nothing is proven by it.\n";

constexpr std::size_t digest_length = 32;

bool is_digest(std::string_view word) {
    return word.size() == digest_length && word.find_first_not_of("0123456789abcdef") == word.npos;
}

// As WP 25 writes it.
std::string out_of_time(Prover const& prover) {
    return fmt::format("{{ \"prover\": \"{}:{}\", \"verdict\": \"timeout\", \"time\": {}. }}\n", prover.name,
                       prover.version, alone_time.count());
}

} // namespace

std::vector<Attempt> parse_futile(std::string_view text) {
    std::vector<Attempt> attempts;
    for (auto const& line : split_lines(text)) {
        auto const row = trim(line.substr(0, line.find('#')));
        if (row.empty()) continue;
        auto const blank = row.find(' ');
        auto const goal = blank == row.npos ? std::string() : row.substr(blank + 1);
        if (!is_digest(goal)) throw CannotRun(fmt::format("no prover and goal in the list of attempts: {}", line));
        attempts.push_back({row.substr(0, blank), goal});
    }
    return attempts;
}

std::string to_text(std::vector<Attempt> const& attempts) {
    std::set<Attempt> const sorted(attempts.begin(), attempts.end());
    std::string text(heading);
    for (auto const& [prover, goal] : sorted)
        text += fmt::format("{} {}\n", prover, goal);
    return text;
}

void tell_futile(std::vector<Attempt> const& attempts, Toolchain const& toolchain, std::filesystem::path const& cache) {
    for (auto const& [name, goal] : attempts) {
        if (name == prover_for_smoke(toolchain)) continue; // there, time that is up is what is wanted
        auto const prover = std::ranges::find(toolchain.provers, name, &Prover::name);
        auto const file = cache / (goal + ".json");
        if (prover != toolchain.provers.end() && !std::filesystem::exists(file)) write_file(file, out_of_time(*prover));
    }
}

std::vector<Attempt> futile_in(std::filesystem::path const& cache, Toolchain const& toolchain) {
    std::vector<Attempt> attempts;
    if (!std::filesystem::is_directory(cache)) return attempts;
    for (auto const& entry : std::filesystem::directory_iterator(cache)) {
        if (entry.path().extension() != ".json" || !is_digest(entry.path().stem().string())) continue;
        auto const text = support::read_file(entry.path());
        auto const prover =
            std::ranges::find_if(toolchain.provers, [&](auto const& each) { return text == out_of_time(each); });
        if (prover != toolchain.provers.end()) attempts.push_back({prover->name, entry.path().stem().string()});
    }
    return attempts;
}

} // namespace redoubt::prove
