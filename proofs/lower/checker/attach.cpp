// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/checker/attach.hpp"

#include <algorithm>
#include <cctype>

#include "proofs/lower/acsl/parser.hpp"
#include "clang/Basic/SourceManager.h"

namespace redoubt::lower {

std::size_t Attach::first_after(clang::SourceLocation where) const {
    auto const place = unit_.sources.getExpansionLoc(where);
    auto const found =
        std::partition_point(unit_.annotations.begin(), unit_.annotations.end(), [&](Annotation const& annotation) {
            return unit_.sources.isBeforeInTranslationUnit(annotation.begin, place);
        });
    return static_cast<std::size_t>(found - unit_.annotations.begin());
}

Annotation* Attach::next_before(clang::SourceLocation where) {
    auto const place = unit_.sources.getExpansionLoc(where);
    while (next_ < unit_.annotations.size() && unit_.annotations[next_].consumed)
        ++next_;
    if (next_ == unit_.annotations.size()) return nullptr;
    auto& annotation = unit_.annotations[next_];
    if (place.isValid() && !unit_.sources.isBeforeInTranslationUnit(annotation.begin, place)) return nullptr;
    annotation.consumed = true;
    ++next_;
    return &annotation;
}

bool Attach::is_next_before(clang::SourceLocation where) const {
    auto const end = first_after(where);
    for (auto i = next_; i < end; ++i) {
        if (!unit_.annotations[i].consumed) return true;
    }
    return false;
}

void Attach::misplaced(Annotation const* annotation) {
    if (!annotation) return;
    bool const unknown = annotation->kind == AnnotationKind::Unknown;
    unit_.reject(annotation->begin, unknown ? Rule::AnnotationSyntax : Rule::AnnotationPlace,
                 unknown ? "the annotation starts with no word that ACSL knows" : "");
}

void Attach::refuse_until(clang::SourceLocation where) {
    while (auto const* annotation = next_before(where))
        misplaced(annotation);
}

void Attach::discard_until(clang::SourceLocation where) {
    while (next_before(where)) {
    }
}

Annotation* Attach::before_declaration(clang::SourceLocation where) {
    Annotation* contract = nullptr;
    while (auto* annotation = next_before(where)) {
        misplaced(contract);
        contract = nullptr;
        Parser parser(*annotation, unit_.scope, unit_.report);
        if (annotation->kind == AnnotationKind::Logic)
            write(*annotation, parser.logic(), {});
        else if (annotation->kind == AnnotationKind::Ghost)
            write(*annotation, parser.ghost_globals(), {});
        else if (annotation->kind == AnnotationKind::Contract)
            contract = annotation;
        else
            misplaced(annotation);
    }
    return contract;
}

Annotation* Attach::before_statement(clang::SourceLocation where) {
    Annotation* loop = nullptr;
    while (auto* annotation = next_before(where)) {
        misplaced(loop);
        loop = nullptr;
        Parser parser(*annotation, unit_.scope, unit_.report);
        if (annotation->kind == AnnotationKind::Assertion)
            write(*annotation, parser.assertion(), function);
        else if (annotation->kind == AnnotationKind::Ghost)
            write(*annotation, parser.ghost_statements(), function);
        else if (annotation->kind == AnnotationKind::Loop)
            loop = annotation;
        else
            misplaced(annotation);
    }
    return loop;
}

Annotation* Attach::list_after(clang::SourceLocation where) {
    if (where.isInvalid() || where.isMacroID()) return nullptr;
    auto const index = first_after(where);
    if (index == unit_.annotations.size()) return nullptr;
    auto& annotation = unit_.annotations[index];
    auto const [file, offset] = unit_.sources.getDecomposedLoc(where);
    if (annotation.kind != AnnotationKind::GhostList || annotation.file != file || annotation.consumed) return nullptr;
    auto const between = unit_.sources.getBufferData(file).substr(offset + 1, annotation.offset - offset - 1);
    bool const adjacent = std::all_of(between.begin(), between.end(), [](unsigned char c) { return std::isspace(c); });
    if (!adjacent) return nullptr;
    annotation.consumed = true;
    return &annotation;
}

void Attach::note(Annotation& annotation, Resolved const& resolved, std::string const& owner) {
    annotation.consumed = true;
    auto const place = unit_.point(annotation.begin);
    unit_.map.annotations.push_back({place.file, place.line, resolved.kind, owner, resolved.text});
}

void Attach::write(Annotation& annotation, Resolved const& resolved, std::string const& owner) {
    note(annotation, resolved, owner);
    unit_.out.go_to(unit_.point(annotation.begin));
    unit_.out.put(resolved.text);
}

void Attach::check_consumed() {
    for (auto const& annotation : unit_.annotations) {
        if (!annotation.consumed) misplaced(&annotation);
    }
}

} // namespace redoubt::lower
