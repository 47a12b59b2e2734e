// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/cvc5.hpp"

#include "tools/support/parallel.hpp"
#include "tools/support/process.hpp"
#include "tools/support/scratch.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace redoubt::tsl {
namespace {

using Clock = std::chrono::steady_clock;

class Lines {
public:
    explicit Lines(std::string const& text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return from_ == text_.size(); }
    // A line that does not end is none.
    [[nodiscard]] std::string next() {
        auto const end = text_.find('\n', from_);
        if (end == std::string::npos) return "";
        auto const line = text_.substr(from_, end - from_);
        from_ = end + 1;
        return line;
    }

private:
    std::string const& text_;
    std::size_t from_ = 0;
};

Answer answer(std::string const& line, std::string const& condition) {
    if (line == "unsat") return Answer::Proven;
    if (line == "sat") return Answer::Refuted;
    if (line == "unknown") return Answer::Unknown;
    throw std::runtime_error(fmt::format("no answer to '{}' but '{}'", condition, line));
}

// Starting takes time, and a solver may look at its clock late; when it is over, something else is wrong.
std::chrono::milliseconds patience(Script const& script, Solver const& solver) {
    return std::chrono::seconds(30) + 2 * solver.limit * static_cast<int>(script.asked.size());
}

std::string output(Script const& script, Solver const& solver, std::filesystem::path const& file) {
    support::Command command{.argv = solver.argv, .limit = patience(script, solver)};
    command.argv.push_back(file.string());
    auto outcome = support::run_captured(command);
    if (outcome.ok() && outcome.err.empty()) return std::move(outcome.out);
    auto const how = outcome.timed_out       ? std::string("does not end")
                     : outcome.status == 127 ? "cannot be started: is it installed?"
                                             : fmt::format("ends with {}", outcome.status);
    throw std::runtime_error(fmt::format("{} {}, on {}: {}{}", solver.argv.front(), how, script.name(), outcome.err,
                                         outcome.out.substr(0, 1000)));
}

std::vector<Verdict> of_script(Script const& script, Solver const& solver, std::filesystem::path const& file) {
    auto const begin = Clock::now();
    auto const given = answers(script, output(script, solver, file));
    auto const seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::vector<Verdict> all;
    for (std::size_t i = 0; i < given.size(); ++i)
        all.push_back({script.action, script.asked[i], given[i], seconds});
    return all;
}

} // namespace

Solver cvc5(std::chrono::milliseconds limit) {
    // Enumerating instances helps where a formula names no value of a sort to begin with.
    return {{"cvc5", "--lang=smt2", "--incremental", "--enum-inst", fmt::format("--tlimit-per={}", limit.count())},
            limit};
}

Solver z3(std::chrono::milliseconds limit) {
    return {{"z3", "-smt2", fmt::format("-t:{}", limit.count())}, limit};
}

std::vector<Answer> answers(Script const& script, std::string const& output) {
    Lines lines(output);
    std::vector<Answer> all;
    for (auto const* property : script.asked) {
        auto const condition = announcement(script, *property);
        auto const echo = lines.next();
        if (echo != condition && echo != '"' + condition + '"') // cvc5 keeps the quotes
            throw std::runtime_error(fmt::format("'{}' where '{}' is asked", echo, condition));
        all.push_back(answer(lines.next(), condition));
    }
    if (!lines.at_end()) throw std::runtime_error(fmt::format("'{}' after the last answer", lines.next()));
    return all;
}

std::vector<Verdict> verdicts(Model const& model, Solver const& solver, std::size_t at_a_time) {
    auto const all = scripts(model);
    support::Scratch const scratch;
    std::vector<std::vector<Verdict>> by_script(all.size());
    support::for_each_index(all.size(), at_a_time, [&](std::size_t i) {
        by_script[i] = of_script(all[i], solver, write(all[i], scratch.path()));
    });
    std::vector<Verdict> together;
    for (auto const& some : by_script)
        together.insert(together.end(), some.begin(), some.end());
    return together;
}

} // namespace redoubt::tsl
