// SPDX-License-Identifier: Apache-2.0
#include "proofs/lower/report.hpp"

namespace redoubt::lower {

Report::Report(clang::DiagnosticsEngine& engine)
    : engine_(engine),
      id_(engine.getCustomDiagID(clang::DiagnosticsEngine::Error, "%0; write %1 instead [checked-cpp: %2]")) {}

void Report::reject(clang::SourceLocation place, Rule rule, std::string const& found) {
    if (!said_.emplace(place.getRawEncoding(), rule).second) return; // one construct can be visited twice
    auto const& text = row(rule);
    engine_.Report(place, id_) << (found.empty() ? std::string(text.rejected) : found) << std::string(text.instead)
                               << std::string(text.name);
}

} // namespace redoubt::lower
