// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/log/os.hpp"

#include <optional>
#include <set>
#include <utility>

namespace redoubt::test {

// A page that is the OS's beyond doubt: D-24 and D-51 of the decisions, on this machine.
[[nodiscard]] bool is_the_oss(std::uint64_t address);

// The log as the interface tells of it: a list of all that was recorded, laid out anew when somebody looks.
class LogOracle {
public:
    stm::abi::Status call(stm::arch::Page const& page);
    bool record(unsigned type, std::vector<std::uint8_t> const& data);

    // What lies in the pages.
    [[nodiscard]] Slots memory() const;

    // Without a log there is neither. Events are those since the log was cleared, each where it was written.
    [[nodiscard]] std::vector<std::uint64_t> pages() const;
    [[nodiscard]] std::size_t events() const;
    [[nodiscard]] std::pair<std::uint64_t, Slot> entry(std::size_t k) const;

private:
    struct Event {
        std::uint32_t serial;
        unsigned type;
        std::vector<std::uint8_t> data;
    };
    struct Log {
        std::vector<std::uint64_t> pages;
        std::set<unsigned> enabled;
        bool runs = false;
        std::uint32_t serial = 0;
        std::vector<Event> events; // since it was cleared
    };
    std::optional<Log> log_;
};

} // namespace redoubt::test
