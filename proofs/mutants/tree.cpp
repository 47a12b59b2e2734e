// SPDX-License-Identifier: Apache-2.0
#include "proofs/mutants/tree.hpp"

#include <set>

namespace redoubt::mutants {
namespace {

namespace fs = std::filesystem;

void copy_one(fs::path const& from, fs::path const& to) {
    fs::create_directories(to.parent_path());
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

std::set<fs::path> top_folders(support::Module const& module) {
    std::set<fs::path> tops{"spec"};
    for (auto const& source : module.sources)
        tops.insert(*fs::path(source).begin());
    return tops;
}

} // namespace

Tree::Tree(support::Module const& module, fs::path directory)
    : original_(module.root), directory_(std::move(directory)) {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    for (auto const& top : top_folders(module)) {
        if (!fs::is_directory(original_ / top)) continue;
        for (auto const& entry : fs::recursive_directory_iterator(original_ / top))
            if (entry.path().extension() == ".h")
                copy_one(entry.path(), directory_ / entry.path().lexically_relative(original_));
    }
    for (auto const& header : module.headers)
        restore(header);
    for (auto const& source : module.sources)
        restore(source);
}

fs::path Tree::in_place_of(fs::path const& directory) const {
    auto const inside = directory.lexically_relative(original_);
    bool const outside = inside.empty() || *inside.begin() == "..";
    return outside ? directory : (directory_ / inside).lexically_normal();
}

void Tree::restore(std::string const& file) const {
    copy_one(original_ / file, directory_ / file);
}

} // namespace redoubt::mutants
