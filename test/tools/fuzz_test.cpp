// SPDX-License-Identifier: Apache-2.0
#include "test/tools/refusal.hpp"
#include "tools/fuzz/report.hpp"
#include "tools/support/places.hpp"
#include "tools/support/scratch.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

using namespace redoubt;
using fuzz::Output;
using fuzz::Target;
using fuzz::Verdict;
using test::contains;
using test::refusal;

namespace {

void write(std::filesystem::path const& path, std::string const& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

// A build with a fuzzer that is this script, and its words in the file `words`.
class Build {
public:
    explicit Build(std::string const& script) {
        write(scratch_ / "build/fuzz/targets", "one\n");
        write(program(), "#!/bin/bash\nprintf '%s\\n' \"$@\" > " + (scratch_ / "words").string() + "\n" + script);
        std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
    }

    [[nodiscard]] Verdict run(fuzz::Setting const& setting = {.budget = std::uint64_t{7}, .seed = 3}) const {
        return fuzz::run(target(), setting, [](Verdict const&) {});
    }
    [[nodiscard]] Target target() const { return fuzz::targets(scratch_.path(), scratch_ / "build").front(); }
    [[nodiscard]] std::filesystem::path program() const { return scratch_ / "build/fuzz/bin/one"; }
    [[nodiscard]] std::vector<std::string> words() const {
        std::ifstream file(scratch_ / "words");
        std::vector<std::string> all;
        for (std::string word; std::getline(file, word);)
            all.push_back(word);
        return all;
    }

private:
    support::Scratch scratch_;
};

constexpr auto good_run = R"(
echo 'INFO: Seed: 3' >&2
printf '#2\tINITED cov: 10 ft: 11 corp: 2/20b exec/s: 0 rss: 30Mb\n' >&2
printf '#1000\tDONE   cov: 30 ft: 41 corp: 5/90b lim: 100 exec/s: 500 rss: 40Mb\n' >&2
echo 'reached: 12 something' >&2
)";

} // namespace

TEST_CASE("fuzz: libFuzzer's lines and the harness's are read, and no others") {
    Output output;
    CHECK(fuzz::read_line(output, "#65536\tpulse  cov: 236 ft: 700 corp: 60/3Kb lim: 1024 exec/s: 10922 rss: 50Mb"));
    CHECK(output.progress.runs == 65536);
    CHECK(output.progress.coverage == 236);
    CHECK(output.progress.inputs == 60);
    for (auto const* const line : {"", "#", "#x cov: 3", "#12 frob", "#0 READ units: 3", "reached: many things",
                                   "reached: 3", "INFO: Loaded 1 modules", "stat::number_of_executed_units: 4"})
        CHECK_FALSE(fuzz::read_line(output, line));
    CHECK(output.progress.runs == 65536);
    CHECK(output.goals.empty());
    CHECK_FALSE(output.problem.has_value());
    CHECK_FALSE(fuzz::read_line(output, "reached: 0 a list was accepted"));
    REQUIRE(output.goals.size() == 1);
    CHECK(output.goals[0].what == "a list was accepted");
    CHECK(output.goals[0].times == 0);
}

TEST_CASE("fuzz: the first problem counts, and its input is told") {
    for (std::string const line :
         {"broken: REQ-RSC-01: a list (x.cpp:3)", "x.cc:3:4: runtime error: index 9 out of bounds",
          "==1==ERROR: AddressSanitizer: heap-buffer-overflow", "ERROR: libFuzzer: timeout after 20 seconds"}) {
        Output output;
        (void)fuzz::read_line(output, line);
        (void)fuzz::read_line(output, "==7== ERROR: libFuzzer: deadly signal");
        (void)fuzz::read_line(output, "artifact_prefix='/w/'; Test unit written to /w/crash-abc");
        CHECK(output.problem == line);
        CHECK(output.reproducer == "/w/crash-abc");
    }
}

TEST_CASE("fuzz: a run that reaches its goals is good") {
    Build const build(good_run);
    auto const verdict = build.run();
    CHECK(verdict.status == 0);
    CHECK(verdict.complaints().empty());
    CHECK(verdict.output.progress.runs == 1000);
    CHECK(verdict.output.progress.coverage == 30);
    CHECK(fuzz::good({verdict}));
    CHECK_FALSE(fuzz::good({})); // which tests nothing
    auto const words = build.words();
    CHECK(std::ranges::count(words, "-seed=3") == 1);
    CHECK(std::ranges::count(words, "-runs=7") == 1);
    REQUIRE(words.size() > 2);
    CHECK(words[words.size() - 2] == build.target().corpus()); // libFuzzer writes to the first one
    CHECK(words.back() == build.target().seeds);
    auto const json = nlohmann::json::parse(fuzz::as_json({verdict}, 3));
    CHECK(json["good"] == true);
    CHECK(json["seed"] == 3);
    CHECK(json["fuzzers"][0]["runs"] == 1000);
    CHECK(json["fuzzers"][0]["finding"].is_null());
    CHECK(contains(fuzz::as_text({verdict}, 3), "1,000 inputs run with seed 3: good"));
}

TEST_CASE("fuzz: time is a budget, too") {
    Build const build(good_run);
    (void)build.run({.budget = std::chrono::seconds(9), .seed = 4});
    CHECK(std::ranges::count(build.words(), "-max_total_time=9") == 1);
}

TEST_CASE("fuzz: a goal that no input reaches is a complaint, as is a run that was none") {
    CHECK(Build(std::string(good_run) + "echo 'reached: 0 the depth' >&2").run().complaints() ==
          std::vector<std::string>{"no input reached: the depth"});
    CHECK(Build("exit 0").run().complaints() == std::vector<std::string>{"the fuzzer ran nothing"});
}

TEST_CASE("fuzz: a finding is told with its input and the command that runs it again") {
    Build const build(std::string(good_run) +
                      "echo 'broken: a promise (x.cpp:3)' >&2; echo 'Test unit written to /w/crash-1' >&2; exit 77");
    auto const verdict = build.run();
    CHECK(verdict.complaints() == std::vector<std::string>{"broken: a promise (x.cpp:3)"});
    CHECK(verdict.replay() == build.program().string() + " /w/crash-1");
    CHECK_FALSE(fuzz::good({verdict}));
    auto const text = fuzz::as_text({verdict}, 3);
    CHECK(contains(text, "input: /w/crash-1\n"));
    CHECK(contains(text, "again: " + build.program().string() + " /w/crash-1\n"));
    CHECK(contains(text, "NOT good"));
    auto const json = nlohmann::json::parse(fuzz::as_json({verdict}, 3));
    CHECK(json["good"] == false);
    CHECK(json["fuzzers"][0]["finding"]["reproducer"] == "/w/crash-1");
    CHECK(Build("exit 9").run().complaints() == std::vector<std::string>{"the fuzzer ended with status 9"});
}

TEST_CASE(
    "fuzz: a run begins with the seeds alone or, to be resumed, with what earlier ones found, and findings stay") {
    Build const build(good_run);
    auto const target = build.target();
    write(target.corpus() / "earlier", "x");
    write(target.findings() / "crash-1", "x");
    (void)build.run({.budget = std::uint64_t{7}, .seed = 3, .resume = true});
    CHECK(std::filesystem::exists(target.corpus() / "earlier"));
    (void)build.run();
    CHECK_FALSE(std::filesystem::exists(target.corpus() / "earlier"));
    CHECK(std::filesystem::exists(target.findings() / "crash-1"));
}

TEST_CASE("fuzz: every harness of the tree is a fuzzer with seeds, and a run without names is one of all of them") {
    auto const harnesses = support::source_root() / "test/fuzz";
    std::set<std::string> expected;
    for (auto const& file : std::filesystem::directory_iterator(harnesses)) {
        constexpr std::string_view ending = "_fuzz.cpp";
        auto const name = file.path().filename().string();
        if (name.ends_with(ending)) expected.insert(name.substr(0, name.size() - ending.size()));
    }
    CHECK(expected.contains("os_calls"));
    std::set<std::string> run;
    std::ifstream list(support::build_dir() / "fuzz/targets");
    for (std::string name; std::getline(list, name);)
        run.insert(name);
    CHECK(run == expected);
    std::set<std::string> seeded;
    for (auto const& folder : std::filesystem::directory_iterator(harnesses / "corpus"))
        if (!std::filesystem::is_empty(folder)) seeded.insert(folder.path().filename().string());
    CHECK(seeded == expected);
}

TEST_CASE("fuzz: a fuzzer that is unknown or not built is refused") {
    Build const build(good_run);
    std::vector<Target> const all{build.target()};
    CHECK(fuzz::chosen(all, {}).size() == 1);
    CHECK(fuzz::chosen(all, {"one", "one"}).size() == 1);
    CHECK(refusal([&] { return fuzz::chosen(all, {"two"}); }) == "no such fuzzer: two (there are one)");
    std::filesystem::remove(build.program());
    CHECK(contains(refusal([&] { return build.target(); }), "the fuzzer one is not built"));
}
