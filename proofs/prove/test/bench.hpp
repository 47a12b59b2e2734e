// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proofs/lower/path_end.hpp"
#include "proofs/prove/file.hpp"
#include "proofs/prove/prove.hpp"
#include "proofs/prove/test/scratch.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

// One small unit, and the tools that prove it.
namespace redoubt::prove::test {

inline constexpr auto contract =
    "/*@ requires n < 10; assigns \\nothing; ensures \\result <= 10; ensures rest: \\result % 3 < 3; */";

// As the lowering puts it before a return.
inline std::string path_end() {
    return fmt::format("/*@ check {}: \\false; */ ", lower::path_end);
}

// A unit that is proven in no time, when the tools are well.
inline Lowered write_unit(std::filesystem::path const& directory, std::string const& body = "return n + 1u;") {
    Lowered lowered{directory / "f.c", directory / "f.json", {}};
    write_file(lowered.c, std::string(contract) + "\nunsigned f(unsigned n) { " + path_end() + body + " }\n");
    write_file(lowered.map,
               nlohmann::json{{"source", "f.cc"},
                              {"functions",
                               {{{"c", "f"},
                                 {"cxx", "f"},
                                 {"name", "f"},
                                 {"file", "f.cc"},
                                 {"line", 2},
                                 {"defined", true},
                                 {"internal", false},
                                 {"contract", true},
                                 {"loops", 0},
                                 {"ends", 1},
                                 {"clauses", nlohmann::json::array()}}}},
                              {"annotations", {{{"kind", "contract"}, {"function", "f"}, {"text", contract}}}}}
                   .dump());
    return lowered;
}

struct Bench {
    Scratch scratch = {};
    Setting setting{.work_dir = scratch.directory(),
                    .ledger = {},
                    .baseline = {},
                    .bit_facts = {},
                    .use_cache = false,
                    .limits = {.goal = std::chrono::seconds(2), .unit = std::chrono::seconds(60)}};

    Unit prove() {
        auto const lowered = write_unit(scratch.directory());
        return prove_lowered(setting, find_toolchain(scratch.directory() / "tools"), "m", lowered,
                             scratch.directory() / "work");
    }
    void install(std::initializer_list<char const*> programs) {
        scratch.own_path();
        for (auto const* program : programs)
            scratch.link(program);
    }
};

inline std::string reasons(Unit const& unit) {
    std::string text;
    for (auto const& finding : unit.findings)
        text += finding.reason + " ";
    return text;
}

} // namespace redoubt::prove::test
