// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "test/log/os.hpp"

#include <optional>
#include <set>

namespace redoubt::test {

// The log as the interface tells of it: a list of all that was recorded, laid out anew when somebody looks.
class Oracle {
public:
    stm::abi::Status call(stm::arch::Page const& page);
    bool record(unsigned type, std::vector<std::uint8_t> const& data);

    // What lies in the pages.
    Memory memory() const;

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
