// SPDX-License-Identifier: Apache-2.0
#include "test/log/oracle.hpp"

#include <algorithm>

namespace redoubt::test {

using stm::abi::Status;

bool is_the_oss(std::uint64_t address) {
    auto const within = [&](std::uint64_t from, std::uint64_t to) { return address >= from && address < to; };
    return (address & 0xfff) == 0 && address < limit && !within(0x7f000000, 0x100000000) && !within(0xa0000, 0xc0000);
}

Status LogOracle::call(stm::arch::Page const& page) {
    auto const argument = static_cast<std::uint32_t>(page.word[0] >> 32);
    switch (page.word[0] & 0xffffffff) {
    case 1: {
        if (argument == 0 || argument > 510) return Status::InvalidPageCount;
        std::vector<std::uint64_t> const pages(page.word + 1, page.word + 1 + argument);
        if (!std::all_of(pages.begin(), pages.end(), is_the_oss)) return Status::SecurityViolation;
        if (log_) return Status::LogAllocated;
        log_ = Log{.pages = pages, .enabled = {}, .events = {}};
        return Status::Success;
    }
    case 2:
        if (!log_) return Status::LogNotAllocated;
        if (log_->runs) return Status::LogNotStopped;
        if ((argument & 0xfffffc00) != 0) return Status::ReservedBitSet;
        log_->enabled.clear();
        for (unsigned type = 0; type < 10; ++type)
            if ((argument & 1u << type) != 0) log_->enabled.insert(type);
        return Status::Success;
    case 3:
        if (!log_) return Status::LogNotAllocated;
        if (log_->runs) return Status::LogNotStopped;
        if (log_->enabled.empty()) return Status::NoEventsEnabled;
        log_->runs = true;
        (void)record(0, {});
        return Status::Success;
    case 4:
        if (!log_) return Status::LogNotAllocated;
        if (!log_->runs) return Status::LogNotStarted;
        (void)record(1, {});
        log_->runs = false;
        return Status::Success;
    case 5:
        if (!log_) return Status::LogNotAllocated;
        if (log_->runs) return Status::LogNotStopped;
        log_->events.clear();
        return Status::Success;
    case 6:
        if (log_ && log_->runs) return Status::LogNotStopped;
        log_.reset();
        return Status::Success;
    default: return Status::FunctionNotSupported;
    }
}

bool LogOracle::record(unsigned type, std::vector<std::uint8_t> const& data) {
    if (!log_ || !log_->runs || !log_->enabled.contains(type)) return false;
    log_->events.push_back({log_->serial++, type, data});
    return true;
}

std::vector<std::uint64_t> LogOracle::pages() const {
    return log_ ? log_->pages : std::vector<std::uint64_t>{};
}

std::size_t LogOracle::events() const {
    return log_ ? log_->events.size() : 0;
}

std::pair<std::uint64_t, Slot> LogOracle::entry(std::size_t k) const {
    auto const slots = 16 * log_->pages.size();
    auto const& event = log_->events.at(k);
    Slot slot{};
    for (unsigned n = 0; n < 4; ++n)
        slot[n] = static_cast<std::uint8_t>(event.serial >> (8 * n));
    slot[4] = static_cast<std::uint8_t>(event.type);
    slot[6] = k < slots ? 0x02 : 0x0a;
    std::copy_n(event.data.begin(), std::min<std::size_t>(event.data.size(), 248), slot.begin() + 8);
    return {log_->pages[k % slots / 16] + 256 * (k % 16), slot};
}

Slots LogOracle::memory() const {
    Slots memory;
    for (std::size_t k = 0; k < events(); ++k) {
        auto const [address, slot] = entry(k);
        memory[address] = slot;
    }
    return memory;
}

} // namespace redoubt::test
