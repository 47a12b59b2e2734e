// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace redoubt;

namespace {

// How each object of this build was compiled, by its path.
std::map<std::string, nlohmann::json> commands() {
    std::map<std::string, nlohmann::json> list;
    for (auto const& entry :
         nlohmann::json::parse(support::read_file(support::build_dir() / "compile_commands.json"))) {
        auto const command = entry.at("command").get<std::string>();
        auto const start = command.find(" -o ") + 4;
        auto const object = command.substr(start, command.find(' ', start) - start);
        list.emplace((std::filesystem::path(entry.at("directory").get<std::string>()) / object).string(), entry);
    }
    return list;
}

void run(std::string const& command, std::filesystem::path const& directory) {
    auto const outcome = support::run_captured({.argv = {"bash", "-c", command}, .directory = directory});
    REQUIRE_MESSAGE(outcome.ok(), outcome.err);
}

} // namespace

TEST_CASE("image: a second build, elsewhere, has the same bytes") {
    test::Workbench const bench;
    auto const known = commands();
    std::istringstream lines(support::read_file(support::build_dir() / "image/link.txt"));
    std::string flags;
    unsigned count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (auto const absolute = (support::build_dir() / line).lexically_normal().string(); known.contains(absolute)) {
            auto command = known.at(absolute).at("command").get<std::string>();
            auto const start = command.find(" -o ") + 4;
            auto const object = (bench / fmt::format("{}.o", count++)).string();
            command.replace(start, command.find(' ', start) - start, object);
            run(command, known.at(absolute).at("directory").get<std::string>());
            line = object;
        }
        flags += line + "\n";
    }
    CHECK(count > 10);
    auto const list = bench.write("link.txt", flags);
    run(fmt::format("ld.lld-19 @{} -o again.elf && llvm-objcopy-19 -O binary again.elf again.stm", list.string()),
        list.parent_path());
    CHECK(support::read_file(bench / "again.stm") == support::read_file(support::build_dir() / "image/redoubt.stm"));
    CHECK(support::read_file(bench / "again.elf") == support::read_file(support::build_dir() / "image/redoubt.elf"));
}
