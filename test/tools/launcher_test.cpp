// SPDX-License-Identifier: Apache-2.0
#include "test/tools/sandbox.hpp"

#include "tools/support/module.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using redoubt::test::Sandbox;

namespace {

bool contains(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

std::size_t lines(std::string const& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

constexpr auto nothing_installed = R"(exit 1)";

} // namespace

TEST_CASE("launcher: configures, builds, and hands arguments and exit status over") {
    Sandbox const sandbox;
    auto const outcome = sandbox.launch({"prove", "policy", "--jobs", "2"});
    CHECK(outcome.out == "command: prove policy --jobs 2\n");
    CHECK(outcome.status == 7);
    auto const calls = sandbox.calls();
    CHECK(contains(calls, "cmake --preset dev"));
    CHECK(contains(calls, "build redoubt\n"));
    CHECK_FALSE(contains(calls, "apt-get"));
}

TEST_CASE("launcher: a second run configures and builds nothing and says nothing") {
    Sandbox const sandbox;
    (void)sandbox.launch({"run"});
    (void)sandbox.calls();
    auto const second = sandbox.launch({"run"});
    CHECK(second.status == 7);
    CHECK(second.err.empty());
    auto const calls = sandbox.calls();
    CHECK_FALSE(contains(calls, "cmake"));
    CHECK(lines(calls) == 2); // dpkg-query, and ninja's look whether there is work
}

TEST_CASE("launcher: test builds everything, trace all but the fuzzers, fuzz only what it runs") {
    struct Case {
        char const* command;
        char const* built;
    };
    for (auto const& [command, built] :
         {Case{"test", "build all fuzzers\n"}, {"trace", "build all\n"}, {"fuzz", "build redoubt fuzzers\n"}}) {
        CAPTURE(command);
        Sandbox const sandbox;
        (void)sandbox.launch({command});
        CHECK(contains(sandbox.calls(), built));
    }
}

TEST_CASE("launcher: a tree that was configured elsewhere is configured again") {
    Sandbox const sandbox;
    (void)sandbox.launch({"run"});
    sandbox.write("build/CMakeCache.txt", "CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere\n");
    (void)sandbox.calls();
    (void)sandbox.launch({"run"});
    CHECK(contains(sandbox.calls(), "cmake --preset dev --fresh"));
}

TEST_CASE("launcher: missing packages are installed once and named in one line") {
    Sandbox sandbox;
    sandbox.program("dpkg-query", R"(echo "installed alpha"; exit 1)");
    auto const outcome = sandbox.launch({"run"}, ::geteuid() == 0);
    CHECK(outcome.status == 7);
    CHECK(contains(outcome.err, "installing 1 Debian packages"));
    CHECK(contains(outcome.err, ": beta\n"));
    auto const calls = sandbox.calls();
    CHECK(contains(calls, "apt-get -q update"));
    CHECK(contains(calls, "install beta\n"));
}

TEST_CASE("launcher: without root, packages are installed through sudo, and it says so") {
    Sandbox sandbox;
    sandbox.program("dpkg-query", nothing_installed);
    auto const outcome = sandbox.launch({"run"}, false);
    CHECK(contains(outcome.err, "installing 2 Debian packages through sudo: alpha beta\n"));
    CHECK(contains(sandbox.calls(), "sudo apt-get -q update"));
}

TEST_CASE("launcher: missing packages without root and sudo are one clear line and status 2") {
    Sandbox sandbox;
    sandbox.program("dpkg-query", nothing_installed);
    sandbox.remove_program("sudo");
    auto const outcome = sandbox.launch({"run"}, false);
    CHECK(outcome.status == 2);
    CHECK(lines(outcome.err) == 1);
    CHECK(contains(outcome.err, "apt-get install alpha beta"));
    CHECK_FALSE(contains(sandbox.calls(), "cmake"));
}

TEST_CASE("launcher: a failed installation stops with status 2") {
    Sandbox sandbox;
    sandbox.program("dpkg-query", nothing_installed);
    sandbox.program("apt-get", "echo 'E: no network'; exit 100");
    auto const outcome = sandbox.launch({"run"}, ::geteuid() == 0);
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "E: no network"));
    CHECK_FALSE(contains(sandbox.calls(), "cmake"));
}

TEST_CASE("launcher: cmake's failure stops with status 2 and shows why") {
    Sandbox sandbox;
    sandbox.program("cmake", "echo 'no such compiler'; exit 1");
    auto const outcome = sandbox.launch({"run"});
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "no such compiler"));
    CHECK_FALSE(contains(sandbox.calls(), "ninja"));
}

TEST_CASE("launcher: a build that fails stops with status 2 before anything is run") {
    Sandbox sandbox;
    sandbox.program("ninja", R"([[ $* == *" -n "* ]] || { echo 'error: x.cpp'; exit 1; })");
    auto const outcome = sandbox.launch({"run"});
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "error: x.cpp"));
    CHECK(contains(outcome.err, "the build failed"));
    CHECK(outcome.out.empty());
}

TEST_CASE("launcher: an unknown subcommand is one clear line and status 2, without a build") {
    Sandbox const sandbox;
    for (auto const* word : {"frobnicate", "ru", "run ", ".*", "--bogus"}) {
        CAPTURE(word);
        auto const outcome = sandbox.launch({word});
        CHECK(outcome.status == 2);
        CHECK(lines(outcome.err) == 1);
        CHECK(contains(outcome.err, std::string("no such subcommand: ") + word));
        CHECK(sandbox.calls().empty());
    }
}

TEST_CASE("launcher: help lists every subcommand without a build") {
    Sandbox const sandbox;
    for (auto const* word : {"help", "--help", "-h"}) {
        auto const outcome = sandbox.launch({word});
        CHECK(outcome.status == 0);
        for (auto const* name :
             {"run", "test", "prove", "machine", "mutants", "fuzz", "trace", "bench", "lower", "help"})
            CHECK(contains(outcome.out, std::string("\n  ") + name + " "));
        CHECK(sandbox.calls().empty());
    }
    CHECK(sandbox.launch({}).status == 2);
}
