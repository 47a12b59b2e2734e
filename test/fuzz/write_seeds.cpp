// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/seeds.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

// write_seeds FOLDER: FOLDER/<target>/<name> for each seed. Target "seeds" of the build writes test/fuzz/corpus with
// it.
int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: write_seeds FOLDER\n", stderr);
        return 2;
    }
    for (auto const& [target, corpus] : redoubt::fuzz::all_seeds()) {
        auto const folder = std::filesystem::path(argv[1]) / target;
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        for (auto const& [name, bytes] : corpus) {
            std::ofstream file(folder / name, std::ios::binary);
            file.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
            if (!file.flush()) {
                std::fprintf(stderr, "cannot write %s\n", (folder / name).c_str());
                return 2;
            }
        }
    }
    return 0;
}
