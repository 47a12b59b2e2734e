// SPDX-License-Identifier: Apache-2.0
#include "tools/faults/image_builder.hpp"

#include "proofs/prove/file.hpp"
#include "tools/support/module.hpp"
#include "tools/support/process.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>
#include <stdexcept>

namespace redoubt::faults {
namespace {

namespace fs = std::filesystem;

void run(std::vector<std::string> const& argv) {
    auto const outcome = support::run_captured({.argv = argv});
    if (!outcome.ok()) throw std::runtime_error(fmt::format("{} failed:\n{}", argv.front(), outcome.err));
}

// Of the linker's list, as CMake lays out objects.
bool is_object_of(std::string const& line, std::string const& file) {
    return line.ends_with("/" + fs::path(file).filename().string() + ".o") &&
           line.find("/" + fs::path(file).parent_path().string() + "/CMakeFiles/") != std::string::npos;
}

} // namespace

ImageBuilder::ImageBuilder(fs::path link, fs::path directory)
    : link_(std::move(link)), directory_(std::move(directory)) {}

fs::path ImageBuilder::compile(fs::path const& source, std::string const& file) const {
    auto const module = support::module_of(file);
    auto const description = module ? *module : support::read_module("boot"); // of all product code
    auto const object = directory_ / "changed.o";
    std::vector<std::string> argv{module ? "clang++-19" : "clang-19"};
    std::ranges::copy(module ? description.cxx_flags : description.c_flags, std::back_inserter(argv));
    for (auto const& directory : description.include_dirs)
        argv.push_back("-I" + directory);
    argv.insert(argv.end(), {"-c", source.string(), "-o", object.string()});
    run(argv);
    return object;
}

bool ImageBuilder::has(std::string const& file) const {
    std::istringstream lines(support::read_file(link_));
    for (std::string line; std::getline(lines, line);)
        if (is_object_of(line, file)) return true;
    return false;
}

fs::path ImageBuilder::link_with(fs::path const& object, std::string const& file) const {
    std::istringstream lines(support::read_file(link_));
    std::string response;
    unsigned replaced = 0;
    for (std::string line; std::getline(lines, line);) {
        bool const its = is_object_of(line, file);
        if (its) ++replaced;
        response += (its ? object.string() : line) + "\n";
    }
    if (replaced != 1) throw std::runtime_error(fmt::format("{} is no part of the image", file));
    auto const list = directory_ / "link.txt";
    prove::write_file(list, response);
    auto const elf = directory_ / "faulty.elf";
    run({"ld.lld-19", "@" + list.string(), "-o", elf.string()});
    return elf;
}

std::vector<std::byte> ImageBuilder::build(std::string const& file, std::string const& text) const {
    auto const source = directory_ / fs::path(file).filename();
    prove::write_file(source, text);
    auto const elf = link_with(compile(source, file), file);
    auto const stm = directory_ / "faulty.stm";
    run({"llvm-objcopy-19", "-O", "binary", elf.string(), stm.string()});
    auto const bytes = support::read_file(stm);
    std::vector<std::byte> image(bytes.size());
    std::ranges::transform(bytes, image.begin(), [](char byte) { return static_cast<std::byte>(byte); });
    return image;
}

} // namespace redoubt::faults
