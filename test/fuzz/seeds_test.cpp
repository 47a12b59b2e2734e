// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/bios_list.hpp"
#include "test/fuzz/os_list.hpp"
#include "test/fuzz/seeds.hpp"
#include "tools/support/random.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace redoubt::fuzz;

namespace {

Bytes bytes_in(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("fuzz: the seeds in the tree are those that target seeds of the build writes") {
    std::map<std::string, Corpus> found;
    for (auto const& target : std::filesystem::directory_iterator("test/fuzz/corpus"))
        for (auto const& seed : std::filesystem::directory_iterator(target))
            found[target.path().filename().string()][seed.path().filename().string()] = bytes_in(seed);
    CHECK(found == all_seeds());
}

TEST_CASE("fuzz: an input is read from the front, and is zeros behind its end") {
    Bytes const bytes{1, 2, 3, 4, 5, 6, 7};
    Input input(bytes.data(), bytes.size());
    CHECK(input.byte() == 1);
    CHECK(input.number(2) == 0x0302);
    CHECK(input.below(3) == 1);
    CHECK(input.bytes(1) == Bytes{5});
    CHECK(input.below(0x10000) == 0x0706);
    CHECK(input.empty());
    CHECK(input.number(8) == 0);
    CHECK(input.rest().empty());
}

TEST_CASE("fuzz: what is written as a list's input is read as it was, whatever it was") {
    redoubt::support::Random random(1);
    for (unsigned n = 0; n < 2000; ++n) {
        Bytes noise(random.below(600));
        for (auto& byte : noise)
            byte = static_cast<std::uint8_t>(random.next());
        auto const os = bytes_of(read_os_list_input({noise.data(), noise.size()}));
        CHECK(bytes_of(read_os_list_input({os.data(), os.size()})) == os);
        auto const bios = bytes_of(read_bios_list_input({noise.data(), noise.size()}));
        CHECK(bytes_of(read_bios_list_input({bios.data(), bios.size()})) == bios);
        if (noise.size() > 9) CHECK(std::equal(noise.begin() + 1, noise.end(), os.begin() + 1, os.end()));
    }
}
