// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/test/workbench.hpp"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tools/support/process.hpp"

namespace redoubt::lower::test {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> flags(char const* file) {
    std::vector<std::string> list;
    std::istringstream text(read_file(file));
    for (std::string line; std::getline(text, line);) {
        if (!line.empty()) list.push_back(line);
    }
    return list;
}

} // namespace

std::string read_file(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

bool contains(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

std::set<std::string> Result::rules() const {
    static std::regex const kRule(R"(\[checked-cpp: ([a-z-]+)\])");
    std::set<std::string> found;
    for (std::sregex_iterator match(err.begin(), err.end(), kRule), end; match != end; ++match)
        found.insert((*match)[1]);
    return found;
}

void Workbench::write(std::string const& name, std::string const& text) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream out(path(name), std::ios::binary);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + name);
}

Result Workbench::run(std::vector<std::string> const& arguments) const {
    support::Command command{.argv = {REDOUBT_LOWER}, .directory = folder_.path()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    auto const outcome = support::run_captured(command);
    Result result;
    result.status = outcome.status;
    result.out = outcome.out;
    result.err = outcome.err;
    return result;
}

Result Workbench::lower_at(fs::path const& source, fs::path const& root) const {
    std::vector<std::string> arguments{source.string(), "-o",     "out.c",       "--map",
                                       "out.json",      "--root", root.string(), "--"};
    for (auto const& flag : flags(REDOUBT_CXX_FLAGS))
        arguments.push_back(flag);
    arguments.push_back("-I" + root.string());
    auto result = run(arguments);
    if (fs::exists(path("out.c"))) result.c = read_file(path("out.c"));
    if (fs::exists(path("out.json"))) result.map = nlohmann::json::parse(read_file(path("out.json")));
    return result;
}

Result Workbench::lower(std::string const& name) const {
    return lower_at(path(name), folder_.path());
}

Result Workbench::lower_text(std::string const& text) const {
    write("unit.cc", "#include <stdint.h>\n" + text);
    return lower("unit.cc");
}

Result Workbench::lower_project(std::string const& name) const {
    return lower_at(fs::path(REDOUBT_SOURCE_ROOT) / name, REDOUBT_SOURCE_ROOT);
}

std::string Workbench::compile_c(std::string const& c) const {
    write("compiled.c", c);
    support::Command command{.argv = {"clang-19"}, .directory = folder_.path()};
    for (auto const& flag : flags(REDOUBT_C_FLAGS))
        command.argv.push_back(flag);
    command.argv.insert(command.argv.end(), {"-Wall", "-Wextra", "-Wno-unused-function", "-Wno-unused-parameter",
                                             "-Wno-unused-label", "-Werror", "-c", "compiled.c", "-o", "compiled.o"});
    auto const outcome = support::run_captured(command);
    return outcome.ok() ? "" : "clang-19: " + outcome.err;
}

std::string Workbench::parse_with_frama_c(std::string const& c) const {
    write("parsed.c", c);
    auto const outcome = support::run_captured(
        {.argv = {"frama-c", "-kernel-verbose", "0", path("parsed.c").string()}, .directory = folder_.path()});
    return outcome.ok() ? "" : "frama-c: " + outcome.out + outcome.err;
}

} // namespace redoubt::lower::test
