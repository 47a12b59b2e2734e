// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/os_memory.hpp"

#include "monitor/arch/window.h"
#include "test/fuzz/harness.hpp"

#include <cstring>

namespace redoubt::fuzz {

OsMemory& the_os_memory() {
    static OsMemory the;
    return the;
}

void OsMemory::begin(std::uint64_t address, Bytes const& page) {
    page_ = address;
    std::memcpy(words_.data(), page.data(), sizeof words_);
    read_.reset();
    written_ = {};
    pieces_.clear();
}

std::uint64_t OsMemory::read(std::uint64_t address) {
    auto const page = address & ~std::uint64_t{0xfff};
    check(test::is_the_oss(page), "REQ-CALL-06: nothing is read but memory of the OS");
    check(page == page_, "REQ-CALL-07: nothing is read but the page of the parameters");
    auto const word = address % 0x1000 / 8;
    check(!read_.test(word), "REQ-CALL-01: parameters are copied once");
    read_.set(word);
    return words_[word];
}

void OsMemory::write(std::uint64_t address, std::uint64_t const* words, std::size_t count) {
    check(test::is_the_oss(address & ~std::uint64_t{0xfff}), "REQ-CALL-06: nothing is written but memory of the OS");
    written_.put(address, words, count);
    if (count > 0) pieces_.push_back({address, count, words[0]});
}

} // namespace redoubt::fuzz

void stm::arch::read_physical(std::uint64_t* words, std::uint32_t count, std::uint64_t physical, Window& window,
                              std::uint64_t linear) {
    using namespace redoubt::fuzz;
    check(physical % 8 == 0 && physical % 0x1000 + 8 * std::uint64_t{count} <= 0x1000, "a read is within one page");
    check(linear == kWindowAddress, "a read is through the caller's window");
    for (std::uint32_t i = 0; i < count; ++i)
        words[i] = the_os_memory().read(physical + 8 * i);
    window.entry[0] = 0;
}

void stm::arch::write_physical(std::uint64_t const* words, std::uint32_t count, std::uint64_t physical, Window& window,
                               std::uint64_t linear) {
    using namespace redoubt::fuzz;
    check(physical % 8 == 0 && physical % 0x1000 + 8 * std::uint64_t{count} <= 0x1000, "a write is within one page");
    check(linear == kWindowAddress, "a write is through the caller's window");
    the_os_memory().write(physical, words, count);
    window.entry[0] = 0;
}
