// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/unit.hpp"

#include <filesystem>

#include "clang/Basic/SourceManager.h"

namespace redoubt::lower {

bool Unit::is_project(clang::SourceLocation where) const {
    auto const place = sources.getExpansionLoc(where);
    return place.isValid() && !sources.isInSystemHeader(place) && !sources.isWrittenInBuiltinFile(place) &&
           !sources.isWrittenInCommandLineFile(place);
}

SourcePoint Unit::point(clang::SourceLocation where) const {
    auto const place = sources.getExpansionLoc(where);
    namespace fs = std::filesystem;
    auto const path = fs::weakly_canonical(fs::path(sources.getFilename(place).str()));
    auto const relative = path.lexically_relative(root);
    bool const outside = relative.empty() || *relative.begin() == "..";
    auto const column = sources.getSpellingColumnNumber(place);
    auto const line = llvm::StringRef(sources.getCharacterData(place) - (column - 1));
    auto const indent = static_cast<unsigned>(line.find_first_not_of(" \t"));
    return {outside ? path.string() : relative.string(), sources.getSpellingLineNumber(place), indent};
}

} // namespace redoubt::lower
