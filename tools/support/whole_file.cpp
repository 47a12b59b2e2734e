// SPDX-License-Identifier: Apache-2.0
#include "tools/support/whole_file.hpp"

#include <fmt/core.h>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace redoubt::support {
namespace {

namespace fs = std::filesystem;

// The file itself, not a link to it; never a device, which a file would take the place of.
fs::path place_of(fs::path const& path) {
    std::error_code error;
    auto const place = fs::weakly_canonical(path, error);
    auto const status = fs::status(place, error);
    if (path.empty() || place.empty() || (fs::exists(status) && !fs::is_regular_file(status)))
        throw std::runtime_error(fmt::format("cannot write {}", path.string()));
    return place;
}

void write_beside(fs::path const& path, fs::path const& beside, std::string_view text) {
    std::ofstream file(beside, std::ios::binary);
    file << text;
    file.close();
    if (file) return;
    std::error_code ignored;
    fs::remove(beside, ignored);
    throw std::runtime_error(fmt::format("cannot write {}", path.string()));
}

fs::path beside(fs::path const& place) {
    return place.parent_path() / fmt::format(".{}.{}", place.filename().string(), ::getpid());
}

} // namespace

void need_writable(fs::path const& path) {
    auto const temporary = beside(place_of(path));
    write_beside(path, temporary, {});
    fs::remove(temporary);
}

void write_whole(fs::path const& path, std::string_view text) {
    auto const place = place_of(path);
    auto const temporary = beside(place);
    write_beside(path, temporary, text);
    std::error_code error;
    fs::rename(temporary, place, error);
    if (!error) return;
    fs::remove(temporary, error);
    throw std::runtime_error(fmt::format("cannot write {}", path.string()));
}

} // namespace redoubt::support
