// SPDX-License-Identifier: Apache-2.0
#include "tools/support/module.hpp"
#include "tools/support/scratch.hpp"
#include "tools/support/whole_file.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace redoubt::support;

namespace fs = std::filesystem;

namespace {

std::size_t files_in(fs::path const& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

TEST_CASE("support: a file takes the place of the one before it, and nothing is left beside it") {
    Scratch const scratch;
    auto const path = scratch / "page";
    write_whole(path, "long before");
    CHECK(read_file(path) == "long before");
    need_writable(path);
    CHECK(read_file(path) == "long before"); // to ask changes nothing
    write_whole(path, "after");
    CHECK(read_file(path) == "after");
    CHECK(files_in(scratch.path()) == 1);
    need_writable(scratch / "other");
    CHECK(files_in(scratch.path()) == 1);
}

TEST_CASE("support: a link stays a link to the file that is written") {
    Scratch const scratch;
    write_whole(scratch / "file", "before");
    fs::create_symlink(scratch / "file", scratch / "link");
    write_whole(scratch / "link", "after");
    CHECK(fs::is_symlink(scratch / "link"));
    CHECK(read_file(scratch / "file") == "after");
}

TEST_CASE("support: what cannot be a file is refused before and when it is written, and stays what it is") {
    Scratch const scratch;
    fs::create_symlink("/dev/null", scratch / "device");
    for (auto const& path : {fs::path("/nonexistent/page"), scratch.path(), fs::path("/dev/null"), fs::path(),
                             scratch / "device", scratch / "folder" / "page", fs::path("/proc/page")}) {
        CAPTURE(path);
        auto const message = "cannot write " + path.string();
        CHECK_THROWS_WITH_AS(need_writable(path), message.c_str(), std::runtime_error);
        CHECK_THROWS_WITH_AS(write_whole(path, "text"), message.c_str(), std::runtime_error);
    }
    CHECK(fs::is_character_file("/dev/null"));
    CHECK(files_in(scratch.path()) == 1);
}
