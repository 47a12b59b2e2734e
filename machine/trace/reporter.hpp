// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/report.hpp"
#include "machine/trace/recorder.hpp"

#include <functional>

namespace redoubt::machine {

// Reports become violations in the record, with who ran and what it looked like.
class RecordingReporter : public Reporter {
public:
    struct Running { // nothing but the time: none of the processors
        uint64_t time = 0;
        std::optional<unsigned> processor = std::nullopt;
        std::optional<Context> context = std::nullopt;
        std::optional<uint64_t> rip = std::nullopt;
    };
    struct Source {
        std::function<Running()> running;
        std::function<std::string()> details; // of what is running: registers, code
    };

    // Software that breaks a rule in a loop would fill the record with registers; after so many reports of a rule they are
    // left out.
    static constexpr unsigned kDetailed = 8;

    RecordingReporter(Recorder& recorder, Source source) : recorder_(recorder), source_(std::move(source)) {}

    void report(std::string_view rule, std::string text) override;

    [[nodiscard]] std::map<std::string, uint64_t, std::less<>> const& reports() const { return reports_; } // by rule

private:
    Recorder& recorder_;
    Source source_;
    std::map<std::string, uint64_t, std::less<>> reports_ = {};
};

} // namespace redoubt::machine
