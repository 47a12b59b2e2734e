// SPDX-License-Identifier: Apache-2.0
#include "tools/commands.hpp"

#include "tools/faults/report.hpp"
#include "tools/mutant_prover.hpp"
#include "tools/support/lock.hpp"
#include "tools/support/places.hpp"

#include <fmt/core.h>
#include <memory>

namespace redoubt::tools {
namespace {

struct Arguments {
    std::vector<std::string> ids;
    bool proof_only = false;
    bool machine_only = false;
    bool json = false;
};

std::vector<faults::Fault> chosen_faults(std::vector<std::string> const& ids) {
    auto const all = faults::read_faults(support::source_root() / "tools" / "faults" / "faults.json");
    if (ids.empty()) return all;
    std::vector<faults::Fault> chosen;
    for (auto const& id : ids) {
        auto const found = std::ranges::find(all, id, &faults::Fault::id);
        if (found == all.end())
            throw std::runtime_error(fmt::format("no such fault: {}; see tools/faults/faults.json", id));
        chosen.push_back(*found);
    }
    return chosen;
}

void run_faults(Arguments const& arguments) {
    auto const list = chosen_faults(arguments.ids);
    support::Lock const alone(support::proofs_dir());
    faults::Options const options{.proof = !arguments.machine_only, .machine = !arguments.proof_only};
    auto const verdicts = faults::judge(list,
                                        {.link = support::build_dir() / "image" / "link.txt",
                                         .directory = support::build_dir() / "faults",
                                         .tools = {support::tool("redoubt-mutate"), support::tool("redoubt-lower")}},
                                        options.proof ? mutant_prover() : mutants::Prove{}, options,
                                        [](std::string const& line) { fmt::print(stderr, "{}\n", line); });
    fmt::print("{}", arguments.json ? as_json(verdicts) : as_text(verdicts));
    if (!good(verdicts)) throw CLI::RuntimeError(1);
}

} // namespace

void add_faults(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("faults");
    command->add_option("fault", arguments->ids, "ids of tools/faults/faults.json (default: all)");
    auto* const proof = command->add_flag("--proof-only", arguments->proof_only, "do not run the image");
    command->add_flag("--machine-only", arguments->machine_only, "do not prove")->excludes(proof);
    command->add_flag("--json", arguments->json, "print the results as JSON");
    command->callback([arguments] { run_faults(*arguments); });
}

} // namespace redoubt::tools
