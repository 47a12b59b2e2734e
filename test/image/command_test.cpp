// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace redoubt;
using test::Workbench;

namespace {

support::Outcome image_command(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {support::tool("redoubt").string(), "image"});
    return support::run_captured({.argv = std::move(arguments)});
}

void check_refused(support::Outcome const& outcome, std::string const& part) {
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(std::ranges::count(outcome.err, '\n') == 1);
    CHECK_MESSAGE(outcome.err.find(part) != std::string::npos, outcome.err);
}

} // namespace

TEST_CASE("image: bad input is one clear line and status 2") {
    Workbench const bench;
    auto const stm = bench.write("image.stm", "bytes").string();
    auto const elf = bench.link(test::function("_start", "ret")).string();
    auto const cut = bench.write("cut.elf", support::read_file(elf).substr(0, 100)).string();
    auto const manifest = (bench / "manifest.json").string();
    check_refused(image_command({"--elf", "/nonexistent.elf"}), "/nonexistent.elf");
    check_refused(image_command({"--elf", stm}), "image.stm");
    check_refused(image_command({"--elf", cut}), "cut.elf");
    check_refused(image_command({"--elf", (bench / "image.o").string()}), "not a linked x86-64 ELF file");
    check_refused(image_command({"--elf", elf, "--stm", "/nonexistent.stm"}), "/nonexistent.stm");
    check_refused(image_command({"--elf", elf, "--stm", stm, "--manifest", "/nonexistent/manifest.json"}),
                  "cannot write /nonexistent/manifest.json");
    check_refused(image_command({"--frobnicate"}), "--frobnicate");
}

TEST_CASE("image: the manifest is what is printed as JSON, and a finding is status 1") {
    Workbench const bench;
    auto const elf = bench.link(test::function("_start", "jmp *%rax")).string();
    auto const stm = bench.write("image.stm", "abc").string();
    auto const manifest = (bench / "manifest.json").string();
    auto const outcome = image_command({"--elf", elf, "--stm", stm, "--manifest", manifest, "--json"});
    CHECK(outcome.status == 1);
    CHECK(outcome.out == support::read_file(manifest));
    auto const json = nlohmann::json::parse(outcome.out);
    CHECK_FALSE(json.at("good").get<bool>());
    CHECK(json.at("size") == 3);
    // FIPS 180-4's examples
    CHECK(json.at("sha256") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(json.at("sha384") ==
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    CHECK(std::ranges::any_of(json.at("findings"), [](auto const& f) { return f.at("rule") == "indirect-branch"; }));
    auto const table = image_command({"--elf", elf, "--stm", stm, "--manifest", manifest});
    CHECK(table.status == 1);
    CHECK(table.out.find("indirect-branch: _start") != std::string::npos);
}
