// SPDX-License-Identifier: Apache-2.0
#include "test/tools/small_image.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"
#include "tools/support/scratch.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

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

void write_image(std::filesystem::path const& path, std::vector<std::byte> const& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::size_t lines(std::string const& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

} // namespace

TEST_CASE("command: wrong usage is one clear line and status 2") {
    check_usage(redoubt_command({}), "subcommand");
    check_usage(redoubt_command({"frobnicate"}), "no such subcommand: frobnicate");
    check_usage(redoubt_command({"trace", "--frobnicate"}), "--frobnicate");
    check_usage(redoubt_command({"test", "frobnicate"}), "frobnicate");
    check_usage(redoubt_command({"lower", "frobnicate"}), "no such module: frobnicate");
    check_usage(redoubt_command({"bench", "frobnicate"}), "no benchmark matches");
    check_usage(redoubt_command({"machine", "--processors", "17"}), "--processors");
    check_usage(redoubt_command({"machine", "--style", "frobnicate"}), "--style");
    check_usage(redoubt_command({"machine", "--seeds", "0"}), "--seeds");
    check_usage(redoubt_command({"machine", "--seeds", "2", "--html", "page"}), "--html");
    check_usage(redoubt_command({"fuzz", "--runs", "1", "--minutes", "1"}), "--minutes excludes --runs");
    check_usage(redoubt_command({"fuzz", "--seconds", "0"}), "--seconds");
    check_usage(redoubt_command({"fuzz", "--seed", "0"}), "--seed");
    check_usage(redoubt_command({"faults", "frobnicate"}), "no such fault: frobnicate");
    check_usage(redoubt_command({"machine", "--stm", "/nonexistent/image"}), "cannot read /nonexistent/image");
    check_usage(redoubt_command({"machine", "--stm", "/"}), "cannot read /");
    check_usage(redoubt_command({"machine", "--events", "/nonexistent/events"}), "cannot write /nonexistent/events");
    check_usage(redoubt_command({"machine", "--html", "/nonexistent/page"}), "cannot write /nonexistent/page");
    check_usage(redoubt_command({"models", "frobnicate"}), "no such model: frobnicate");
    check_usage(redoubt_command({"models", "--html", "/nonexistent/page"}), "cannot write /nonexistent/page");
    check_usage(redoubt_command({"models", "--html", "/"}), "cannot write /");
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

TEST_CASE("command: the machine runs a trial for each of many seeds, and the one that fails ends it with status 1") {
    auto const good = redoubt_command({"machine", "--processors", "2", "--smis", "20", "--seed", "7", "--seeds", "3"});
    CHECK(good.status == 0);
    CHECK(lines(good.out) == 3);
    for (auto const* const seed : {"seed 7: ", "seed 8: ", "seed 9: "})
        CHECK(good.out.find(seed) != std::string::npos);
    redoubt::support::Scratch const scratch;
    write_image(scratch / "image", redoubt::test::small_image({0xf4})); // HLT
    auto const bad = redoubt_command({"machine", "--stm", (scratch / "image").string(), "--seeds", "2"});
    CHECK(bad.status == 1);
    CHECK(bad.out.find("seed ") == std::string::npos);
    CHECK(bad.err.find("processor 0: waits for ever") != std::string::npos);
}

TEST_CASE("command: the machine serves SMIs without an image, writes what happened, and says so with status 0") {
    redoubt::support::Scratch const scratch;
    auto const page = scratch / "page.html";
    auto const events = scratch / "events";
    auto const outcome = redoubt_command({"machine", "--processors", "2", "--smis", "20", "--json", "--html",
                                          page.string(), "--events", events.string()});
    CHECK(outcome.status == 0);
    auto const json = nlohmann::json::parse(outcome.out);
    CHECK(json["good"] == true);
    CHECK(json["smis"] >= 20);
    CHECK(lines(outcome.err) == 1);
    CHECK(outcome.err.find(page.string()) != std::string::npos);
    CHECK(redoubt::support::read_file(page).find("</html>") != std::string::npos);
    auto const first = redoubt::support::read_file(events);
    CHECK(nlohmann::json::parse(first.substr(0, first.find('\n'))).contains("time"));
}

TEST_CASE("command: an image that is refused is status 1, with each rule's name in a line") {
    redoubt::support::Scratch const scratch;
    auto image = redoubt::test::small_image({0xf4});
    image[0] = std::byte{9};
    write_image(scratch / "image", image);
    auto const outcome = redoubt_command({"machine", "--stm", (scratch / "image").string()});
    CHECK(outcome.status == 1);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find("redoubt machine: HeaderRevision: ") != std::string::npos);
    CHECK(outcome.err.find("the image was not loaded\n") != std::string::npos);
    CHECK(lines(outcome.err) == 2);
}

TEST_CASE(
    "command: an image that does not serve SMIs is status 1, with the tables, what happened last and the reason") {
    redoubt::support::Scratch const scratch;
    write_image(scratch / "image", redoubt::test::small_image({0x90, 0xf4}));
    for (auto const* const style : {"edk2", "coreboot"}) {
        auto const outcome = redoubt_command({"machine", "--stm", (scratch / "image").string(), "--style", style});
        CHECK(outcome.status == 1);
        CHECK(outcome.out.find("0 SMIs served on 4 processors") != std::string::npos);
        CHECK(outcome.err.find("the last events:\n") != std::string::npos);
        CHECK(outcome.err.find("hlt") != std::string::npos);
        CHECK(outcome.err.ends_with("processor 0: waits for ever in context monitor at RIP 0x7fc02002\n"));
    }
}
