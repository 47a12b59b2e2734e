// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace redoubt;

namespace {

// As if every module were proven: the functions that their lowering hands to the prover.
std::map<std::string, std::string> functions_of_modules() {
    test::Workbench const bench;
    std::map<std::string, std::string> functions;
    for (auto const& name : support::module_names()) {
        auto const module = support::read_module(name);
        for (auto const& source : module.sources) {
            support::Command command{.argv = {REDOUBT_LOWER, source, "-o", bench / "lowered.c", "--map",
                                              bench / "map.json", "--root", module.root, "--"},
                                     .directory = module.root};
            for (auto const& flag : module.front_end_flags())
                command.argv.push_back(flag);
            auto const outcome = support::run_captured(command);
            REQUIRE_MESSAGE(outcome.ok(), outcome.err);
            auto const map = nlohmann::json::parse(support::read_file(bench / "map.json"));
            for (auto const& function : map.at("functions"))
                if (function.at("defined").get<bool>()) functions.emplace(function.at("name"), name);
        }
    }
    return functions;
}

image::Audit audit_with(std::map<std::string, std::string> proven) {
    auto const ledger = support::read_file(support::source_root() / "proofs/assumptions.md");
    return image::audit_image(image::read_elf(support::build_dir() / "image/redoubt.elf"),
                              support::read_file(support::build_dir() / "image/redoubt.stm"),
                              {.proven = std::move(proven), .trusted = image::trusted_in(ledger)});
}

} // namespace

TEST_CASE(
    "REQ-IMG-01: the image has the functions that are proven and the listed assembly, and nothing speaks against it") {
    auto const audit = audit_with(functions_of_modules());
    for (auto const& finding : audit.findings)
        CHECK_MESSAGE(false, finding.rule << " " << finding.where << ": " << finding.text);
    CHECK(audit.functions.size() > 20);
    for (auto const& row : audit.functions)
        CHECK(row.module.empty() != row.ledger.empty());
    CHECK(audit.roots.size() == 3); // the entry, VM exits, faults
}

TEST_CASE("REQ-IMG-01: a function of the image that is not proven is named") {
    auto functions = functions_of_modules();
    functions.erase("stm::boot::prepare");
    auto const audit = audit_with(functions);
    REQUIRE(audit.findings.size() == 1);
    CHECK(audit.findings[0].rule == image::rule::not_proven);
    CHECK(audit.findings[0].where == "stm::boot::prepare");
}
