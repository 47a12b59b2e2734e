// SPDX-License-Identifier: Apache-2.0
#include "test/log/os.hpp"

#include <cstring>

namespace redoubt::test {

using stm::log::Task;

void clear_page(Slots& memory, std::uint64_t address) {
    for (std::uint64_t slot = 0; slot < 16; ++slot)
        memory.erase(address + 256 * slot);
}

void write_words(Slots& memory, stm::log::Entry const& entry) {
    std::memcpy(memory[entry.address].data(), entry.word, 256);
}

void write_header(Slots& memory, stm::log::Entry const& entry) {
    std::memcpy(memory[entry.address].data(), &entry.header, 8);
}

Os::Os() : log(std::make_unique<stm::log::EventLog>()) {
    log->reset();
}

stm::abi::Status Os::call(stm::arch::Page const& page) {
    auto const status = log->manage(page, layout, limit, task, entry);
    if (task == Task::ClearPages)
        for (std::uint32_t k = 0; k < log->pages(); ++k)
            clear_page(memory, log->page_address(k));
    if (task == Task::WriteEntry) {
        write_words(memory, entry);
        write_header(memory, entry);
    }
    return status;
}

bool Os::record(std::uint16_t type, stm::log::EventData const& data) {
    auto const noted = log->record(static_cast<stm::abi::EventType>(type), data, entry);
    if (noted) {
        write_words(memory, entry);
        write_header(memory, entry);
    }
    return noted;
}

void Os::run(std::vector<std::uint64_t> const& pages, std::uint32_t enabled) {
    (void)call(kNew, static_cast<std::uint32_t>(pages.size()), pages);
    (void)call(kConfigure, enabled);
    (void)call(kStart);
}

std::uint64_t field(Slot const& slot, std::size_t offset, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t k = size; k-- > 0;)
        value = value << 8 | slot[offset + k];
    return value;
}

} // namespace redoubt::test
