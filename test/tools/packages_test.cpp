// SPDX-License-Identifier: Apache-2.0
#include "tools/support/module.hpp"
#include "tools/support/places.hpp"
#include "tools/support/process.hpp"

#include <doctest/doctest.h>
#include <map>
#include <set>
#include <sstream>

// tools/packages.txt must be enough: what the build read and what it runs comes from a listed package or from what one depends on.
namespace {

using namespace redoubt::support;

using Names = std::set<std::string>;

Names listed() {
    Names names;
    std::istringstream lines(read_file(source_root() / "tools/packages.txt"));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        if (std::string name; words >> name) names.insert(name);
    }
    return names;
}

// Package names in a dependency field: "a (>= 1), b | c:any"; of alternatives, the installed ones count.
std::vector<std::string> names_in(std::string const& field) {
    std::vector<std::string> names;
    std::string name;
    bool in_name = true;
    for (char const c : field + ",") {
        if (c == ',' || c == '|') {
            if (!name.empty()) names.push_back(name);
            name.clear();
            in_name = true;
        } else if (c == '(' || c == ':') {
            in_name = false;
        } else if (in_name && c != ' ') {
            name += c;
        }
    }
    return names;
}

// What the installed packages depend on, recommendations apart: the launcher does not install those.
std::map<std::string, std::vector<std::string>> dependencies() {
    std::map<std::string, std::vector<std::string>> all;
    std::istringstream lines(
        run_captured({.argv = {"dpkg-query", "-W", "-f", "${Package}\t${Pre-Depends}, ${Depends}\n"}}).out);
    for (std::string line; std::getline(lines, line);) {
        auto const tab = line.find('\t');
        all[line.substr(0, tab)] = names_in(line.substr(tab + 1));
    }
    return all;
}

Names closure(Names const& start) {
    auto const depends = dependencies();
    Names reached;
    std::vector<std::string> left(start.begin(), start.end());
    while (!left.empty()) {
        auto const name = left.back();
        left.pop_back();
        auto const found = depends.find(name);
        if (found == depends.end() || !reached.insert(name).second) continue;
        left.insert(left.end(), found->second.begin(), found->second.end());
    }
    return reached;
}

// The packages that own these files; "unowned FILE" for one that no package has.
Names owners(std::vector<std::string> files) {
    Names names;
    std::vector<std::string> argv{"dpkg-query", "-S"};
    argv.insert(argv.end(), files.begin(), files.end());
    auto const outcome = run_captured({.argv = argv});
    std::istringstream lines(outcome.out); // "package:arch: /path"
    for (std::string line; std::getline(lines, line);)
        names.insert(line.substr(0, line.find(':')));
    if (!outcome.ok()) names.insert("unowned: " + outcome.err);
    return names;
}

std::string resolved(std::string const& file) {
    return std::filesystem::canonical(file).string();
}

// Headers outside the tree that any object was compiled with.
std::vector<std::string> system_headers() {
    Names files;
    std::istringstream lines(run_captured({.argv = {"ninja", "-t", "deps"}, .directory = build_dir()}).out);
    for (std::string line; std::getline(lines, line);) {
        auto const start = line.find_first_not_of(' ');
        if (start != std::string::npos && line.compare(start, 5, "/usr/") == 0)
            files.insert(resolved(line.substr(start)));
    }
    return {files.begin(), files.end()};
}

void check_listed(Names const& packages) {
    static Names const known = closure(listed());
    for (auto const& package : packages) {
        CAPTURE(package);
        CHECK(known.contains(package));
    }
}

} // namespace

TEST_CASE("packages: every header that the build reads comes from a listed package") {
    auto const headers = system_headers();
    REQUIRE(headers.size() > 100);
    check_listed(owners(headers));
}

TEST_CASE("packages: every program that is run comes from a listed package") {
    std::vector<std::string> files;
    for (auto const* name : {"clang-19", "clang++-19", "ld.lld-19", "llvm-objcopy-19", "cmake", "ctest", "ninja",
                             "frama-c", "why3", "z3", "cvc4", "cvc5", "shellcheck", "valgrind"}) {
        CAPTURE(name);
        auto const found = run_captured({.argv = {"bash", "-c", "command -v " + std::string(name)}});
        REQUIRE(found.ok());
        files.push_back(resolved(found.out.substr(0, found.out.size() - 1)));
    }
    check_listed(owners(files));
}

TEST_CASE("packages: a package that is not listed would be noticed") {
    auto const known = closure({"z3"});
    CHECK(known.contains("z3"));
    CHECK(known.contains("libc6"));
    CHECK_FALSE(known.contains("ninja-build"));
    CHECK(closure({"no-such-package"}).empty());
}
