// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/file.hpp"

#include "proofs/prove/error.hpp"

#include <fmt/core.h>
#include <fstream>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/SHA256.h>
#include <unistd.h>

namespace redoubt::prove {

void write_file(std::filesystem::path const& path, std::string_view text) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    auto const draft = path.string() + fmt::format(".{}.new", ::getpid());
    {
        std::ofstream out(draft, std::ios::binary | std::ios::trunc);
        out << text;
        out.flush();
        if (!out) {
            std::filesystem::remove(draft, error);
            throw CannotRun(fmt::format("cannot write {}", path.string()));
        }
    }
    std::filesystem::rename(draft, path, error);
    if (error) throw CannotRun(fmt::format("cannot write {}: {}", path.string(), error.message()));
}

std::string digest(std::string_view text) {
    llvm::SHA256 hash;
    hash.update(llvm::StringRef(text.data(), text.size()));
    return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

} // namespace redoubt::prove
