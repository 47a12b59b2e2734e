// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/reporter.hpp"

namespace redoubt::machine {

void RecordingReporter::report(std::string_view rule, std::string text) {
    auto& times = reports_[std::string(rule)];
    ++times;
    auto const running = source_.running();
    auto const detailed = running.processor && times <= kDetailed;
    recorder_.add({.time = running.time,
                   .processor = running.processor,
                   .context = running.context,
                   .kind = EventKind::Violation,
                   .rip = running.rip,
                   .rule = std::string(rule),
                   .text = std::move(text),
                   .details = detailed ? source_.details() : std::string()});
}

} // namespace redoubt::machine
