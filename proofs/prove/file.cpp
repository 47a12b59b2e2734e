// SPDX-License-Identifier: Apache-2.0
#include "proofs/prove/file.hpp"

#include "proofs/prove/error.hpp"
#include "tools/support/whole_file.hpp"

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/SHA256.h>

namespace redoubt::prove {

void write_file(std::filesystem::path const& path, std::string_view text) {
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    try {
        support::write_whole(path, text);
    } catch (std::runtime_error const& problem) {
        throw CannotRun(problem.what());
    }
}

std::string digest(std::string_view text) {
    llvm::SHA256 hash;
    hash.update(llvm::StringRef(text.data(), text.size()));
    return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

} // namespace redoubt::prove
