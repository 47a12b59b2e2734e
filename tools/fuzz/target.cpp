// SPDX-License-Identifier: Apache-2.0
#include "tools/fuzz/target.hpp"

#include "tools/support/module.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <sstream>
#include <stdexcept>

namespace redoubt::fuzz {

std::vector<Target> targets(std::filesystem::path const& source, std::filesystem::path const& build) {
    auto const home = build / "fuzz";
    std::vector<Target> all;
    std::istringstream names(support::read_file(home / "targets"));
    for (std::string name; names >> name;) {
        all.push_back({.name = name,
                       .program = home / "bin" / name,
                       .seeds = source / "test" / "fuzz" / "corpus" / name,
                       .work = home / name});
        if (!std::filesystem::exists(all.back().program))
            throw std::runtime_error(fmt::format("the fuzzer {} is not built: ninja -C build fuzzers", name));
    }
    return all;
}

std::vector<Target> chosen(std::vector<Target> const& all, std::vector<std::string> const& names) {
    if (names.empty()) return all;
    std::vector<Target> some;
    for (auto const& name : names) {
        auto const found = std::ranges::find(all, name, &Target::name);
        if (found == all.end()) {
            std::string known;
            for (auto const& target : all)
                known += " " + target.name;
            throw std::runtime_error(fmt::format("no such fuzzer: {} (there are{})", name, known));
        }
        if (std::ranges::find(some, name, &Target::name) == some.end()) some.push_back(*found);
    }
    return some;
}

} // namespace redoubt::fuzz
