// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/smram.hpp"

#include "monitor/arch/window.h"
#include "test/fuzz/harness.hpp"

#include <cstring>

namespace redoubt::fuzz {

using test::kMseg;
using test::kTseg;

Smram& the_smram() {
    static Smram the;
    return the;
}

void Smram::clear(bool changing) {
    for (auto const& [first, size] : placed_)
        std::memset(bytes_.data() + first, 0, size);
    placed_.clear();
    if (changing_) seen_.assign(seen_.size(), false);
    changing_ = changing;
    reads_ = 0;
}

void Smram::place(std::uint64_t address, Bytes const& bytes) {
    auto const first = std::max(address, kTseg);
    auto const end = std::min(address + bytes.size(), kMseg);
    if (first >= end) return;
    std::memcpy(bytes_.data() + (first - kTseg), bytes.data() + (first - address), end - first);
    placed_.emplace_back(first - kTseg, end - first);
}

std::uint64_t Smram::read(std::uint64_t address) {
    check(address % 8 == 0 && address >= kTseg && address + 8 <= kMseg,
          "REQ-BIOS-02: nothing is read but the BIOS's part of SMRAM");
    ++reads_;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_.data() + (address - kTseg), 8);
    if (!changing_) return word;
    auto const place = (address - kTseg) / 8;
    bool const again = seen_[place];
    seen_[place] = true;
    return again ? ~word : word;
}

} // namespace redoubt::fuzz

void stm::arch::read_physical(std::uint64_t* words, std::uint32_t count, std::uint64_t physical, Window& window,
                              std::uint64_t linear) {
    redoubt::fuzz::check(physical % 0x1000 + 8 * count <= 0x1000, "a read is within one page");
    redoubt::fuzz::check(linear == redoubt::test::kLinear, "a read is through the caller's window");
    for (std::uint32_t i = 0; i < count; ++i)
        words[i] = redoubt::fuzz::the_smram().read(physical + 8 * i);
    window.entry[0] = 0;
}
