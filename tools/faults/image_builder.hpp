// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace redoubt::faults {

// Builds images in which one source file is another than the project's. Everything else is taken from the build tree.
class ImageBuilder {
public:
    // `link` is the linker's response file of the real image. The directory is this builder's own.
    ImageBuilder(std::filesystem::path link, std::filesystem::path directory);

    // Whether a file below the project's root is part of the image.
    [[nodiscard]] bool has(std::string const& file) const;

    // `file`: below the project's root, a module's or the image's assembly. Throws std::runtime_error when it cannot be
    // compiled or linked.
    [[nodiscard]] std::vector<std::byte> build(std::string const& file, std::string const& text) const;

private:
    [[nodiscard]] std::filesystem::path compile(std::filesystem::path const& source, std::string const& file) const;
    [[nodiscard]] std::filesystem::path link_with(std::filesystem::path const& object, std::string const& file) const;

    std::filesystem::path link_;
    std::filesystem::path directory_;
};

} // namespace redoubt::faults
