// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/msr_bitmap.h"

#include <array>
#include <doctest/doctest.h>
#include <set>

TEST_CASE("smi: REQ-POL-12: writes of the MSRs that the monitor stands on exit, and no other access does") {
    std::array<uint64_t, stm::smi::kBitmapWords> words;
    words.fill(0x5a5a5a5a5a5a5a5a);
    stm::smi::fill_msr_bitmap(words.data());
    // SDM vol. 3C 24.6.9: four bitmaps of 1 KiB: reads of MSRs from 0, reads from C0000000H, then writes.
    std::set<unsigned> exits;
    for (unsigned bit = 0; bit < 64 * words.size(); ++bit)
        if ((words[bit / 64] >> bit % 64 & 1) != 0) exits.insert(bit);
    constexpr unsigned writes = 0x800 * 8;
    CHECK(exits == std::set<unsigned>{writes + 0x9b, writes + 0x1f2, writes + 0x1f3});
    for (uint64_t msr = 0; msr < 0x2000; ++msr)
        CHECK(stm::is_kept_msr(msr) == exits.contains(static_cast<unsigned>(writes + msr)));
    CHECK_FALSE(stm::is_kept_msr(0x10000009b));
}
