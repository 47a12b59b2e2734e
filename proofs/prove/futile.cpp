// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/futile.hpp"

#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/frama_c.hpp"
#include "proofs/prove/lines.hpp"
#include "tools/support/module.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <regex>

namespace redoubt::prove {
namespace {

constexpr std::string_view heading =
    "# Attempts that end without an answer, or later than another prover's, so that nobody has to wait for that again: "
    "a prover,\n# WP's digest of a goal, and the seconds that were not enough. Written by `redoubt prove --learn`. Who "
    "believes a line asks\n# the next prover; nothing is proven by it.\n";

// As WP 25 writes it.
std::string out_of_time(Prover const& prover, unsigned seconds) {
    return fmt::format("{{ \"prover\": \"{}:{}\", \"verdict\": \"timeout\", \"time\": {}. }}\n", prover.name,
                       prover.version, seconds);
}

struct Answer {
    bool valid;
    double seconds;
};

// WP's numbers may end in a point, which JSON forbids.
std::optional<Answer> answer_in(std::filesystem::path const& file) {
    static std::regex const form(R"re("verdict": "(\w+)"(?:.*"time": ([0-9.]+))?)re");
    std::smatch match;
    if (!std::filesystem::exists(file)) return std::nullopt;
    auto const text = support::read_file(file);
    if (!std::regex_search(text, match, form)) return std::nullopt;
    return Answer{match[1] == "valid", match[2].matched ? std::stod(match[2]) : 0};
}

// By prover, for one task.
using Answers = std::map<std::string, Answer>;

Answers answers_to(ProverTask const& task, std::filesystem::path const& cache) {
    Answers answers;
    for (auto const& [prover, goal] : task.digests)
        if (auto const answer = answer_in(cache / (goal + ".json"))) answers.emplace(prover, *answer);
    return answers;
}

// Who proved it first; empty: nobody.
std::string winner_of(Answers const& answers) {
    std::string winner;
    for (auto const& [prover, answer] : answers)
        if (answer.valid && (winner.empty() || answer.seconds < answers.at(winner).seconds)) winner = prover;
    return winner;
}

constexpr auto alone = static_cast<unsigned>(alone_time.count());

bool is_late(Answers const& answers, std::string const& prover) {
    auto const answer = answers.find(prover);
    return answer != answers.end() && !answer->second.valid && answer->second.seconds >= alone;
}

void add_race(std::vector<Attempt>& attempts, ProverTask const& task, Answers const& answers, unsigned race) {
    auto const winner = winner_of(answers);
    if (winner.empty()) return;
    for (auto const& [prover, goal] : task.digests)
        if (prover != winner && (is_late(answers, prover) || answers.at(winner).seconds > long_time))
            attempts.push_back({prover, goal, race});
}

void add_alone(std::vector<Attempt>& attempts, ProverTask const& task, Answers const& answers) {
    for (auto const& [prover, goal] : task.digests)
        if (is_late(answers, prover)) attempts.push_back({prover, goal, alone});
}

} // namespace

std::vector<Attempt> parse_futile(std::string_view text) {
    static std::regex const form(R"((\w+) ([0-9a-f]{32}) ([0-9]{1,4}))");
    std::vector<Attempt> attempts;
    for (auto const& line : split_lines(text)) {
        auto const row = trim(line.substr(0, line.find('#')));
        if (row.empty()) continue;
        std::smatch match;
        if (!std::regex_match(row, match, form))
            throw CannotRun(fmt::format("no prover, goal and seconds in the list of attempts: {}", line));
        attempts.push_back({match[1], match[2], static_cast<unsigned>(std::stoul(match[3]))});
    }
    return attempts;
}

std::string to_text(std::vector<Attempt> const& attempts) {
    std::map<std::pair<std::string, std::string>, unsigned> sorted;
    for (auto const& [prover, goal, seconds] : attempts) {
        auto& longest = sorted[{prover, goal}];
        longest = std::max(longest, seconds);
    }
    std::string text(heading);
    for (auto const& [attempt, seconds] : sorted)
        text += fmt::format("{} {} {}\n", attempt.first, attempt.second, seconds);
    return text;
}

void tell_futile(std::vector<Attempt> const& attempts, Toolchain const& toolchain, std::filesystem::path const& cache) {
    for (auto const& [name, goal, seconds] : attempts) {
        if (name == prover_for_smoke(toolchain)) continue; // there, time that is up is what is wanted
        auto const prover = std::ranges::find(toolchain.provers, name, &Prover::name);
        auto const file = cache / (goal + ".json");
        if (prover != toolchain.provers.end() && !std::filesystem::exists(file))
            write_file(file, out_of_time(*prover, seconds));
    }
}

std::vector<Attempt> futile_in(std::filesystem::path const& cache, std::vector<ProverTask> const& tasks,
                               std::chrono::seconds race) {
    std::vector<Attempt> attempts;
    for (auto const& task : tasks)
        if (auto const answers = answers_to(task, cache); task.race)
            add_race(attempts, task, answers, static_cast<unsigned>(race.count()));
        else
            add_alone(attempts, task, answers);
    return attempts;
}

} // namespace redoubt::prove
