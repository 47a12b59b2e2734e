// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"

namespace redoubt::machine::test {

void set_mode(State& state, CodeMode mode) {
    namespace rights = stm::abi::access_rights;
    constexpr uint32_t code = rights::kPresent | rights::kCodeOrData | 0xb;
    constexpr uint32_t data = rights::kPresent | rights::kCodeOrData | 0x3;
    bool const real = mode == CodeMode::Bits16;
    auto const width = real                       ? 0
                       : mode == CodeMode::Bits32 ? rights::kDefaultBig | rights::kGranularity
                                                  : rights::kLong | rights::kGranularity;
    auto const limit = real ? 0xffff : 0xffffffff;
    auto const big = real ? 0 : rights::kDefaultBig | rights::kGranularity;
    state.set_segment(SegmentIndex::Cs, {.selector = 8, .rights = code | width, .limit = limit});
    for (auto const index : {SegmentIndex::Es, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs})
        state.set_segment(index, {.selector = 16, .rights = data | big, .limit = limit});
    state.cr0 = cr0::et | (real ? 0 : cr0::pe);
    state.cr4 = cr4::osfxsr | cr4::osxsave;
    state.msrs.efer = 0;
    if (mode != CodeMode::Bits64) return;
    state.cr0 |= cr0::pg;
    state.cr4 |= cr4::pae;
    state.msrs.efer = stm::abi::efer::kLme | stm::abi::efer::kLma;
}

} // namespace redoubt::machine::test
