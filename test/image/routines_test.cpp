// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/file.hpp"
#include "proofs/prove/ledger.hpp"
#include "proofs/prove/lines.hpp"
#include "proofs/prove/map.hpp"
#include "test/image/workbench.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <doctest/doctest.h>
#include <map>

using namespace redoubt;

namespace {

// Of everything that the headers of monitor/arch declare, `name@digest` and the header.
std::map<std::string, std::string> declared() {
    test::Workbench const bench;
    auto const root = support::source_root();
    std::string includes;
    for (auto const& entry : std::filesystem::directory_iterator(root / "monitor/arch"))
        if (entry.path().extension() == ".h") includes += "#include \"" + entry.path().string() + "\"\n";
    auto const source = bench.write("all.cc", includes);
    support::Command command{
        .argv = {REDOUBT_LOWER, source, "-o", bench / "all.c", "--map", bench / "all.json", "--root", root, "--"}};
    for (auto const& flag : support::read_module("boot").front_end_flags())
        command.argv.push_back(flag);
    auto const outcome = support::run_captured(command);
    REQUIRE_MESSAGE(outcome.ok(), outcome.err);
    std::map<std::string, std::string> list;
    for (auto const& function : prove::parse_map(support::read_file(bench / "all.json")).functions)
        if (function.file.starts_with("monitor/arch/"))
            list.emplace(function.c + "@" +
                             prove::digest(prove::with_single_blanks(function.contract_text)).substr(0, 12),
                         function.file);
    return list;
}

} // namespace

TEST_CASE("image: the ledger has each routine of monitor/arch with the words of its contract, and no other one") {
    std::map<std::string, std::string> listed;
    for (auto const& entry : prove::parse_ledger(support::read_file(support::source_root() / "proofs/assumptions.md")))
        if (entry.kind == "contract" && entry.place.starts_with("monitor/arch/"))
            listed.emplace(entry.name + "@" + entry.statement, entry.place);
    auto const routines = declared();
    CHECK(routines.size() > 20);
    for (auto const& [name, place] : routines)
        CHECK_MESSAGE(listed.contains(name), name << " in " << place << " is not listed");
    CHECK(listed == routines);
}
