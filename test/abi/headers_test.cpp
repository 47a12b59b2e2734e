// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

TEST_CASE("every header of spec/abi is among those that are tried as Checked C++") {
    std::filesystem::path const root = REDOUBT_SOURCE_ROOT;
    std::set<std::string> present;
    for (auto const& entry : std::filesystem::directory_iterator(root / "spec/abi"))
        if (entry.path().extension() == ".h") present.insert(entry.path().filename().string());
    REQUIRE(!present.empty());

    std::set<std::string> included;
    std::string const before = "#include \"spec/abi/";
    std::ifstream source(root / "test/abi/every_header.cc");
    for (std::string line; std::getline(source, line);)
        if (line.starts_with(before)) included.insert(line.substr(before.size(), line.size() - before.size() - 1));
    CHECK(included == present);
}
