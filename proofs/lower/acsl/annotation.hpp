// SPDX-License-Identifier: Apache-2.0
// An ACSL annotation before and after its names are resolved.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clang/Basic/SourceLocation.h"

namespace redoubt::lower {

enum class AnnotationKind { Contract, Loop, Assertion, Ghost, GhostList, Logic, Unknown };

struct Annotation {
    clang::SourceLocation begin;
    clang::FileID file;
    unsigned offset = 0; // in the file
    std::string comment; // with its marks
    AnnotationKind kind = AnnotationKind::Unknown;
    bool consumed = false;
};

struct Resolved {
    std::string text; // C comment
    std::string kind; // as the map names it
    std::vector<std::string> clause_names;
    std::vector<std::string> behaviours; // a contract's
    std::vector<std::string> bound;      // ghost parameters
    bool malformed = false;
    bool assigns = false; // outside behaviours
    bool assigns_nothing = false;
    bool invariant = false;
    bool variant = false;
};

// By the first word: what the annotation is.
AnnotationKind annotation_kind(std::string_view comment);

} // namespace redoubt::lower
