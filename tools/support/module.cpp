// SPDX-License-Identifier: Apache-2.0
#include "tools/support/module.hpp"

#include "tools/support/places.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace redoubt::support {

std::vector<std::string> Module::front_end_flags() const {
    auto flags = cxx_flags;
    for (auto const& directory : include_dirs)
        flags.push_back("-I" + directory);
    return flags;
}

std::vector<std::string> module_names() {
    std::vector<std::string> names;
    if (std::filesystem::is_directory(modules_dir()))
        for (auto const& entry : std::filesystem::directory_iterator(modules_dir()))
            if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
    std::ranges::sort(names);
    return names;
}

Module read_module(std::string const& name) {
    auto const names = module_names();
    if (!std::ranges::binary_search(names, name))
        throw std::runtime_error(fmt::format("no such module: {} (there is: {})", name, fmt::join(names, ", ")));
    auto const path = modules_dir() / (name + ".json");
    auto const json = nlohmann::json::parse(read_file(path));
    Module module;
    json.at("name").get_to(module.name);
    module.root = json.at("root").get<std::string>();
    module.folder = json.at("folder").get<std::string>();
    json.at("sources").get_to(module.sources);
    json.at("headers").get_to(module.headers);
    json.at("depends").get_to(module.depends);
    json.at("include_dirs").get_to(module.include_dirs);
    json.at("cxx_flags").get_to(module.cxx_flags);
    json.at("c_flags").get_to(module.c_flags);
    return module;
}

std::optional<Module> module_of(std::string const& source) {
    for (auto const& name : module_names()) {
        auto module = read_module(name);
        if (std::ranges::find(module.sources, source) != module.sources.end()) return module;
    }
    return std::nullopt;
}

std::string read_file(std::filesystem::path const& path) {
    std::ifstream const file(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path)) // which opens, and is empty then
        throw std::runtime_error(fmt::format("cannot read {}", path.string()));
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

} // namespace redoubt::support
