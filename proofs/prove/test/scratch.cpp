// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/test/scratch.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace redoubt::prove::test {

namespace fs = std::filesystem;

Scratch::Scratch() : path_(std::getenv("PATH")) {}

Scratch::~Scratch() {
    ::setenv("PATH", path_.c_str(), 1);
}

void Scratch::own_path() {
    auto const bin = directory_ / "bin";
    fs::create_directories(bin);
    ::setenv("PATH", bin.c_str(), 1);
    for (auto const* basic : {"sh", "prlimit", "sleep", "gcc", "cat"})
        link(basic);
}

void Scratch::link(std::string const& program) const {
    for (auto const* folder : {"/usr/bin", "/bin"})
        if (fs::exists(fs::path(folder) / program))
            return fs::create_symlink(fs::path(folder) / program, directory_ / "bin" / program);
    throw std::runtime_error("not installed: " + program);
}

void Scratch::script(std::string const& program, std::string const& body) const {
    auto const file = directory_ / "bin" / program;
    fs::remove(file); // it may be a link to the installed program
    std::ofstream(file) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(file, fs::perms::owner_all);
}

} // namespace redoubt::prove::test
