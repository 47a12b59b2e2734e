// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/trace/event.hpp"

#include <deque>
#include <limits>
#include <map>
#include <ostream>
#include <vector>

namespace redoubt::machine {

// A time that a processor stayed in one context: [from, to).
struct Stretch {
    unsigned processor;
    Context context;
    uint64_t from;
    uint64_t to;
    bool operator==(Stretch const&) const = default;
};

// Keeps what happened: all of it, or the last events and stretches. The times that it is told never go back.
class Recorder {
public:
    static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

    // lines: where each event goes at once as a line of JSON; null: nowhere.
    explicit Recorder(std::ostream* lines = nullptr, std::size_t last = kAll) : lines_(lines), last_(last) {}

    void add(TraceEvent event);
    void enters(unsigned processor, Context context, uint64_t time);

    [[nodiscard]] std::deque<TraceEvent> const& events() const { return events_; }
    [[nodiscard]] uint64_t forgotten_events() const { return forgotten_; }
    [[nodiscard]] uint64_t errors() const { return errors_; } // also those that are forgotten

    // In the order in which they ended; then by processor, those that last until now.
    [[nodiscard]] std::vector<Stretch> stretches(uint64_t now) const;

private:
    struct Since {
        Context context;
        uint64_t time;
    };

    std::ostream* lines_;
    std::size_t last_;
    std::deque<TraceEvent> events_ = {};
    uint64_t forgotten_ = 0;
    uint64_t errors_ = 0;
    std::deque<Stretch> stretches_ = {};
    std::map<unsigned, Since> now_in_ = {}; // by processor
};

} // namespace redoubt::machine
