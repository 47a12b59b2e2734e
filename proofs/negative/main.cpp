// SPDX-License-Identifier: Apache-2.0
#include "proofs/negative/run.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

// negative CASE FLAGS.json WORK_DIR: 0 when the case is refused for the reasons in its heading and for no others (or
// accepted, when it has none), 1 when not, 2 when it could not be tried.
int main(int argc, char** argv) {
    using namespace redoubt;
    if (argc != 4) {
        fmt::print(stderr, "usage: negative CASE FLAGS.json WORK_DIR\n");
        return 2;
    }
    try {
        auto const each = negative::read_case(std::filesystem::absolute(argv[1]));
        auto const flags = nlohmann::json::parse(support::read_file(argv[2]));
        support::Module module;
        flags.at("cxx_flags").get_to(module.cxx_flags);
        flags.at("c_flags").get_to(module.c_flags);
        auto const work_dir = std::filesystem::absolute(argv[3]);
        std::filesystem::remove_all(work_dir);
        auto const findings = negative::findings_of(each, module, work_dir);
        for (auto const& finding : findings)
            fmt::print("{}: {}: {}\n", finding.reason, finding.where, finding.text);
        if (findings.empty()) fmt::print("accepted\n");
        auto const problems = negative::compare(each, findings);
        for (auto const& problem : problems)
            fmt::print("FAILED {}\n", problem);
        return problems.empty() ? 0 : 1;
    } catch (std::exception const& problem) {
        fmt::print(stderr, "negative: {}\n", problem.what());
        return 2;
    }
}
