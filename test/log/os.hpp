// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/log/event_log.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

// An OS with memory, and the monitor's side of a call as its caller plays it.
namespace redoubt::test {

using Slot = std::array<std::uint8_t, 256>;
using Slots = std::map<std::uint64_t, Slot>; // by address; what is not there is 0

inline constexpr stm::Layout layout{.tseg_first = 0x7f000, .mseg_first = 0x7f700, .tseg_last = 0x7f7ff};
inline constexpr std::uint64_t limit = std::uint64_t{1} << 39;

// Sub-functions by their number in the interface.
enum Sub : std::uint32_t { kNew = 1, kConfigure = 2, kStart = 3, kStop = 4, kClear = 5, kDelete = 6 };

inline stm::arch::Page request(std::uint32_t sub_function, std::uint32_t argument = 0,
                               std::vector<std::uint64_t> const& pages = {}) {
    stm::arch::Page page{};
    page.word[0] = sub_function | std::uint64_t{argument} << 32;
    for (std::size_t k = 0; k < pages.size(); ++k)
        page.word[1 + k] = pages[k];
    return page;
}

void clear_page(Slots& memory, std::uint64_t address);

// The two steps of a write.
void write_words(Slots& memory, stm::log::Entry const& entry);
void write_header(Slots& memory, stm::log::Entry const& entry);

struct Os {
    Os();

    stm::abi::Status call(stm::arch::Page const& page);
    stm::abi::Status call(std::uint32_t sub_function, std::uint32_t argument = 0,
                          std::vector<std::uint64_t> const& pages = {}) {
        return call(request(sub_function, argument, pages));
    }
    bool record(std::uint16_t type, stm::log::EventData const& data = {});

    // A log of these pages that runs, with these events enabled.
    void run(std::vector<std::uint64_t> const& pages, std::uint32_t enabled);

    std::unique_ptr<stm::log::EventLog> log;
    Slots memory;
    stm::log::Task task{};
    stm::log::Entry entry{};
};

// Little-endian fields of a slot.
std::uint64_t field(Slot const& slot, std::size_t offset, std::size_t size);

} // namespace redoubt::test
