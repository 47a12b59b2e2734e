// SPDX-License-Identifier: Apache-2.0
#include "tools/support/junit.hpp"
#include "tools/support/lock.hpp"
#include "tools/support/process.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <memory>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace redoubt::support;
using namespace std::chrono_literals;

TEST_CASE("process: both streams and the exit status are collected") {
    auto const outcome = run_captured({.argv = {"bash", "-c", "echo out; echo err >&2; exit 3"}});
    CHECK(outcome.out == "out\n");
    CHECK(outcome.err == "err\n");
    CHECK(outcome.status == 3);
    CHECK_FALSE(outcome.ok());
}

TEST_CASE("process: merged streams are one, line by line as they come") {
    std::vector<std::string> lines;
    auto const outcome = run_captured({.argv = {"bash", "-c", "echo one; echo two >&2; echo three"},
                                       .watch =
                                           [&](std::string_view line) {
                                               lines.emplace_back(line);
                                               return true;
                                           },
                                       .merged = true});
    CHECK(outcome.ok());
    CHECK(outcome.out == "one\ntwo\nthree\n");
    CHECK(outcome.err.empty());
    CHECK(lines == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("process: more than a pipe holds arrives whole on both streams") {
    auto const outcome =
        run_captured({.argv = {"bash", "-c", "head -c 300000 /dev/zero >&2; head -c 400000 /dev/zero"}});
    CHECK(outcome.out.size() == 400000);
    CHECK(outcome.err.size() == 300000);
}

TEST_CASE("process: what cannot be started is 127, what a signal kills is 128 and its number") {
    CHECK(run_captured({.argv = {"/nonexistent/program"}}).status == 127);
    CHECK(run_captured({.argv = {}}).status == 127);
    CHECK(run_captured({.argv = {"bash", "-c", "kill -9 $$"}}).status == 137);
}

TEST_CASE("process: after the limit the program and its children are gone") {
    auto const mark = std::filesystem::temp_directory_path() / "redoubt-test-outlived";
    std::filesystem::remove(mark);
    auto const start = std::chrono::steady_clock::now();
    auto const outcome =
        run_captured({.argv = {"bash", "-c", "(sleep 0.6; touch " + mark.string() + ") & sleep 30"}, .limit = 200ms});
    CHECK(outcome.timed_out);
    CHECK_FALSE(outcome.ok());
    CHECK(std::chrono::steady_clock::now() - start < 10s);
    std::this_thread::sleep_for(1s);
    CHECK_FALSE(std::filesystem::exists(mark));
}

TEST_CASE("process: who is told to end takes the programs along that it runs") {
    auto const mark = std::filesystem::temp_directory_path() / "redoubt-test-orphan";
    std::filesystem::remove(mark);
    for (int const signal : {SIGINT, SIGTERM, SIGKILL}) {
        CAPTURE(signal);
        auto const child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) { // in a group of its own, so Ctrl-C at the terminal would not reach the program
            (void)run_captured({.argv = {"bash", "-c", "sleep 0.8; touch " + mark.string()}, .limit = 20s});
            ::_exit(0);
        }
        std::this_thread::sleep_for(300ms);
        ::kill(child, signal);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == signal);
        std::this_thread::sleep_for(1s);
        CHECK_FALSE(std::filesystem::exists(mark));
    }
}

TEST_CASE("lock: a second run in the same folder waits for the end of the first") {
    auto const folder = std::filesystem::temp_directory_path() / "redoubt-test-lock";
    std::filesystem::remove_all(folder);
    auto first = std::make_unique<Lock>(folder);
    std::atomic<bool> entered{false};
    std::thread second([&] {
        Lock const waits(folder);
        entered = true;
    });
    std::this_thread::sleep_for(300ms);
    CHECK_FALSE(entered.load());
    first.reset();
    second.join();
    CHECK(entered.load());
    CHECK_THROWS_AS(Lock("/proc/redoubt"), std::runtime_error);
}

TEST_CASE("process: a program within its limit is not disturbed") {
    auto const outcome = run_captured({.argv = {"bash", "-c", "sleep 0.1; echo done"}, .limit = 20s});
    CHECK(outcome.ok());
    CHECK(outcome.out == "done\n");
}

TEST_CASE("process: words are passed on as they are, without a shell") {
    auto const outcome = run_captured({.argv = {"printf", "%s|", "a b", "$HOME", "", "*"}});
    CHECK(outcome.out == "a b|$HOME||*|");
}

TEST_CASE("junit: names are unescaped, and only a test that ran to a good end has passed") {
    auto const results = read_junit(R"(<testsuite tests="3">
        <testcase name="a &amp; b &lt;c&gt; &quot;d&quot;" classname="x" time="0.5" status="run">
            <system-out>&lt;testcase name="not one" status="run"&gt;</system-out></testcase>
        <testcase name="broken" time="1" status="fail"/>
        <testcase name="left out" time="0" status="notrun"/></testsuite>)");
    REQUIRE(results.size() == 3);
    CHECK(results[0].name == "a & b <c> \"d\"");
    CHECK(results[0].passed);
    CHECK(results[0].seconds == doctest::Approx(0.5));
    CHECK_FALSE(results[1].passed);
    CHECK_FALSE(results[2].passed);
}
