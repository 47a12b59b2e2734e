// SPDX-License-Identifier: Apache-2.0
#include "test/image/workbench.hpp"

#include "tools/support/process.hpp"

#include <fmt/core.h>
#include <fstream>
#include <stdexcept>

namespace redoubt::test {
namespace {

void run(std::vector<std::string> argv) {
    auto const outcome = support::run_captured({.argv = std::move(argv)});
    if (!outcome.ok()) throw std::runtime_error(outcome.err);
}

} // namespace

std::filesystem::path Workbench::write(std::string const& name, std::string const& text) const {
    std::ofstream(scratch_ / name, std::ios::binary) << text;
    return scratch_ / name;
}

std::filesystem::path Workbench::link(std::string const& assembly, std::vector<std::string> const& flags) const {
    auto const source = write("image.s", ".globl _start\n.set reserved_stack, 256\n.globl reserved_stack\n" + assembly);
    auto const object = scratch_ / "image.o";
    auto const output = scratch_ / "image.elf";
    run({"clang-19", "-target", "x86_64-unknown-none-elf", "-c", source, "-o", object});
    std::vector<std::string> argv{"ld.lld-19", "-pie", "--no-dynamic-linker", "-z", "nognustack", object, "-o", output};
    argv.insert(argv.end(), flags.begin(), flags.end());
    run(argv);
    return output;
}

std::string function(std::string const& name, std::string const& body) {
    return fmt::format(".text\n.type {0}, @function\n{0}:\n{1}\n.size {0}, . - {0}\n", name, body);
}

image::Audit audit(std::string const& assembly, std::vector<std::string> const& flags) {
    Workbench const bench;
    auto const elf = image::read_elf(bench.link(assembly, flags));
    image::Evidence evidence{.proven = {{"_start", "m"}}, .trusted = {}};
    for (auto const& symbol : elf.functions)
        if (symbol.name.starts_with("good")) evidence.proven.emplace(symbol.name, "m");
    return image::audit_code(elf, evidence);
}

std::vector<std::string> found(image::Audit const& audit) {
    std::vector<std::string> list;
    for (auto const& finding : audit.findings)
        list.push_back(finding.rule + " " + finding.where);
    return list;
}

} // namespace redoubt::test
