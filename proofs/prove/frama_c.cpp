// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/frama_c.hpp"

#include "proofs/lower/path_end.hpp"
#include "proofs/prove/error.hpp"
#include "proofs/prove/file.hpp"
#include "tools/support/module.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <initializer_list>

namespace redoubt::prove {
namespace {

using Words = std::vector<std::string>;

void add(Words& words, std::initializer_list<std::string> more) {
    words.insert(words.end(), more);
}

std::vector<std::string> prover_names(Toolchain const& toolchain) {
    std::vector<std::string> names;
    for (auto const& prover : toolchain.provers)
        names.push_back(prover.name);
    return names;
}

// The list of provers is kept over stages; a minus takes one off.
std::string only(std::string const& prover, Toolchain const& toolchain) {
    auto text = "-wp-prover=" + prover;
    for (auto const& name : prover_names(toolchain))
        if (name != prover) text += ",-" + name;
    return text;
}

// What a stage after -then looks at is to be chosen again in each: one function, or all of them and no lemma. WP proves
// lemmas anew in every stage, and only the last answer counts: they have a stage of their own.
void add_choice(Words& words, FramaCRequest const& request) {
    auto const unwanted = fmt::format("-{}", lower::path_end);
    if (request.function.empty())
        words.push_back("-wp-prop=-@lemma," + unwanted);
    else
        add(words, {"-wp-fct", request.function, "-wp-prop=" + unwanted});
}

void add_limit(Words& words, long seconds) {
    add(words, {"-wp-timeout", fmt::format("{}", seconds)});
}

// Thousands of provers that each live for a fraction of a second spend much of it on page faults: the C library asks
// for large pages. Frama-C, in OCaml, gets a larger nursery. Neither has a say in what is proven.
constexpr std::array<char const*, 2> cheap_memory{"GLIBC_TUNABLES=glibc.malloc.hugetlb=1", "OCAMLRUNPARAM=s=1M"};

// One run of WP after the other, each on what those before it have left.
std::vector<Words> proof_stages(Toolchain const& toolchain, FramaCRequest const& request) {
    auto const names = prover_names(toolchain);
    std::vector<Words> stages;
    auto const add_stage = [&](std::initializer_list<std::string> provers, long seconds) {
        auto& words = stages.emplace_back();
        add_choice(words, request);
        words.push_back("-wp");
        add(words, provers);
        add_limit(words, seconds);
    };
    if (request.all_provers) {
        add_stage({"-wp-run-all-provers", "-wp-prover", fmt::format("{}", fmt::join(names, ","))},
                  request.limits.goal.count());
        return stages;
    }
    // Each prover alone and briefly: provers that race for a goal cost the time of all, and most goals fall at once.
    bool const alone = request.limits.goal > alone_time && names.size() > 1;
    if (alone)
        for (auto const& name : names)
            add_stage({only(name, toolchain)}, alone_time.count());
    // The one that was last is still on the list: it would stand first and run twice.
    add_stage({fmt::format("-wp-prover={}{}", alone ? "-" + names.back() + "," : "", fmt::join(names, ","))},
              race_time(request.limits).count());
    return stages;
}

// The first stages of them.
void add_stages(Words& words, std::vector<Words> const& stages, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) words.push_back("-then");
        words.insert(words.end(), stages[i].begin(), stages[i].end());
    }
}

void add_proof_stages(Words& words, Toolchain const& toolchain, FramaCRequest const& request) {
    auto const stages = proof_stages(toolchain, request);
    add_stages(words, stages, stages.size());
    if (!request.told || request.all_provers) return;
    words.push_back("-then");
    add_choice(words, request);
    words.push_back("-wp");
    add_limit(words, race_time(request.limits).count() + 1); // longer than whatever the cache has been told
}

void add_lemma_stage(Words& words, Toolchain const& toolchain, FramaCRequest const& request) {
    if (!request.function.empty()) return;
    add(words, {"-then", "-wp-prop=@lemma", "-wp", "-wp-no-smoke-tests",
                fmt::format("-wp-prover=-{},{}", smoke_prover, fmt::join(prover_names(toolchain), ","))});
    if (request.all_provers) words.push_back("-wp-run-all-provers");
    add_limit(words, race_time(request.limits).count());
}

// The check at the end of each path. WP's own smoke tests ask the same at three times as many places, whose facts are all
// there at the end again; but what behaviors assume, only they look at.
void add_smoke_stages(Words& words, Toolchain const& toolchain, FramaCRequest const& request) {
    words.push_back("-then");
    if (!request.function.empty()) add(words, {"-wp-fct", request.function});
    add(words, {fmt::format("-wp-prop={}", lower::path_end), "-wp", "-wp-no-run-all-provers"});
    add_limit(words, request.limits.smoke.count());
    if (!request.all_provers) words.push_back(only(prover_for_smoke(toolchain), toolchain));
    if (!request.behaviors) return;
    words.push_back("-then");
    add_choice(words, request);
    add(words, {"-wp", "-wp-smoke-tests", "-wp-smoke-dead-assumes", "-wp-smoke-timeout",
                fmt::format("{}", request.limits.smoke.count())});
}

// What the goals are.
Words theory_options(Toolchain const& toolchain, FramaCRequest const& request) {
    Words words{"-no-unicode", "-machdep", machdep, "-remove-unused-specified-functions",
                // what counts as a run-time error, beyond the defaults (memory, division, shift, signed overflow)
                "-wp-rte", "-warn-signed-downcast", "-warn-unsigned-overflow", "-warn-unsigned-downcast",
                "-warn-right-shift-negative", "-warn-invalid-pointer",
                // each function gets `terminates \true`, as a goal; without it a loop needs no variant
                "-wp-definitions-terminate", "-wp-declarations-terminate", "-wp-model", "Typed",
                "-wp-warn-memory-model", "-wp-par", fmt::format("{}", std::max(request.limits.parallel, 2U))};
    if (!toolchain.bits_driver.empty()) add(words, {"-wp-driver", toolchain.bits_driver});
    return words;
}

// Provers inherit the environment and the limit on memory from Frama-C.
Words command_line(Toolchain const& toolchain, FramaCRequest const& request) {
    Words argv{"/usr/bin/env", "WHY3CONFIG=" + toolchain.why3_config.string()};
    argv.insert(argv.end(), cheap_memory.begin(), cheap_memory.end());
    add(argv, {"prlimit", fmt::format("--as={}", std::uint64_t{request.limits.memory_mb} * 1024 * 1024), "--",
               toolchain.frama_c, request.lowered_c});
    return argv;
}

} // namespace

std::string prover_for_smoke(Toolchain const& toolchain) {
    auto const names = prover_names(toolchain);
    return std::ranges::find(names, "cvc4") == names.end() ? names.front() : smoke_prover;
}

std::chrono::seconds race_time(Limits const& limits) {
    return limits.goal * limits.patience;
}

Words frama_c_options(Toolchain const& toolchain, FramaCRequest const& request) {
    auto words = theory_options(toolchain, request);
    if (request.proof_cache.empty())
        add(words, {"-wp-cache", "none"});
    else
        add(words, {"-wp-cache", "update", "-wp-cache-dir", request.proof_cache});
    add_proof_stages(words, toolchain, request);
    if (request.smoke_tests) add_smoke_stages(words, toolchain, request);
    add_lemma_stage(words, toolchain, request);
    return words;
}

std::size_t stages_of(Toolchain const& toolchain, FramaCRequest const& request) {
    return request.function.empty() ? 1 : proof_stages(toolchain, request).size();
}

void list_tasks(Toolchain const& toolchain, FramaCRequest const& request, std::size_t stages,
                std::filesystem::path const& folder) {
    auto argv = command_line(toolchain, request);
    auto const options = theory_options(toolchain, request);
    argv.insert(argv.end(), options.begin(), options.end());
    // From a cache that is only read the provers' answers come, and no prover has anything to do.
    auto const cache = request.proof_cache.empty() ? folder / "nothing" : request.proof_cache;
    std::filesystem::create_directories(folder);
    std::filesystem::create_directories(cache);
    add(argv, {"-wp-cache", "offline", "-wp-cache-dir", cache, "-wp-out", folder});
    if (request.function.empty())
        add(argv, {"-wp-prop=@lemma", "-wp", "-wp-prover", fmt::format("{}", fmt::join(prover_names(toolchain), ","))});
    else
        add_stages(argv, proof_stages(toolchain, request), stages);
    if (stages == stages_of(toolchain, request)) argv.push_back("-wp-run-all-provers");
    auto const outcome = support::run_captured({.argv = argv, .limit = request.limits.unit});
    if (outcome.status != 0) throw CannotRun(fmt::format("Frama-C lists no tasks of {}", request.lowered_c.string()));
}

FramaCRun run_frama_c(Toolchain const& toolchain, FramaCRequest const& request) {
    namespace fs = std::filesystem;
    fs::create_directories(request.work_dir);
    auto const json = request.work_dir / "goals.json";
    fs::remove(json); // an old report must not answer for this run

    auto argv = command_line(toolchain, request);
    add(argv, {"-wp-report-json", json}); // before the first -then: what stands later is not seen by the stages before
    auto const options = frama_c_options(toolchain, request);
    argv.insert(argv.end(), options.begin(), options.end());
    if (request.report) add(argv, {"-then", "-report"});

    auto const start = std::chrono::steady_clock::now();
    auto outcome = support::run_captured({.argv = argv, .limit = request.limits.unit, .watch = request.watch});
    FramaCRun run;
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    run.status = outcome.status;
    run.timed_out = outcome.timed_out;
    run.stopped = outcome.stopped;
    run.output = outcome.out + outcome.err;
    if (fs::exists(json)) run.goals_json = support::read_file(json);
    write_file(request.work_dir / "frama-c.log", fmt::format("{}\n\n{}", fmt::join(argv, " "), run.output));
    return run;
}

} // namespace redoubt::prove
