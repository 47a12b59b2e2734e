// SPDX-License-Identifier: Apache-2.0
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using redoubt::support::Outcome;

namespace {

Outcome redoubt_command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), redoubt::support::tool("redoubt"));
    return redoubt::support::run_captured({.argv = std::move(arguments)});
}

void check_usage(Outcome const& outcome, std::string const& part) {
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(std::ranges::count(outcome.err, '\n') == 1);
    CHECK(outcome.err.find(part) != std::string::npos);
}

} // namespace

TEST_CASE("command: wrong usage is one clear line and status 2") {
    check_usage(redoubt_command({}), "subcommand");
    check_usage(redoubt_command({"frobnicate"}), "no such subcommand: frobnicate");
    check_usage(redoubt_command({"trace", "--frobnicate"}), "--frobnicate");
    check_usage(redoubt_command({"test", "frobnicate"}), "frobnicate");
    check_usage(redoubt_command({"lower", "frobnicate"}), "no such module: frobnicate");
    check_usage(redoubt_command({"bench", "frobnicate"}), "no benchmark matches");
    check_usage(redoubt_command({"help", "frobnicate"}), "no such subcommand: frobnicate");
}

TEST_CASE("command: help is the launcher's help") {
    auto const launcher =
        redoubt::support::run_captured({.argv = {redoubt::support::source_root() / "redoubt", "help"}});
    auto const command = redoubt_command({"help"});
    CHECK(command.ok());
    CHECK(command.out == launcher.out);
}

TEST_CASE("command: help of a subcommand shows its options") {
    auto const outcome = redoubt_command({"help", "trace"});
    CHECK(outcome.ok());
    CHECK(outcome.out.find("--html") != std::string::npos);
}

TEST_CASE("command: a page that cannot be written is status 2") {
    auto const outcome = redoubt_command({"trace", "--html", "/nonexistent/page.html"});
    CHECK(outcome.status == 2);
    CHECK(outcome.err.find("cannot write /nonexistent/page.html") != std::string::npos);
}
