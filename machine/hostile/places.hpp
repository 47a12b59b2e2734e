// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/platform_layout.hpp"

#include <cstdint>

// Where the hostile software has its things. Physical addresses; a slot or a region a processor, or as many as it says.
namespace redoubt::hostile {

inline constexpr uint64_t kPage = machine::kPageSize;

inline constexpr machine::Range kLowSmram{0xa0000, 0x20000}; // where a chipset has it
inline constexpr uint64_t kDevicesEnd = 0x100000000; // of those that come behind TSEG

struct Slot {
    uint64_t first;
    [[nodiscard]] constexpr uint64_t of(unsigned number) const { return first + number * kPage; }
};

namespace os { // in plain memory; what real mode has to reach lies below 1 MiB
inline constexpr Slot kCode{0x20000};
inline constexpr uint64_t kStub = 0x30000; // where exceptions and VM exits lead to: it halts
inline constexpr Slot kStack{0x40000};
inline constexpr Slot kGuestCode{0x50000};
inline constexpr uint64_t kLevel4 = 0x1000000;
inline constexpr uint64_t kLevel3 = 0x1001000;
inline constexpr uint64_t kLevel2 = 0x1002000; // four pages
inline constexpr uint64_t kPdptes = 0x1006000; // of PAE paging
inline constexpr uint64_t kLevel2Of32 = 0x1007000;
inline constexpr uint64_t kGdt = 0x1008000;
inline constexpr uint64_t kIdt64 = 0x1009000;
inline constexpr uint64_t kIdt32 = 0x100a000;
inline constexpr uint64_t kIdt16 = 0x100b000;
inline constexpr uint64_t kTss64 = 0x100c000; // of 80H bytes a processor, as the next one
inline constexpr uint64_t kTss32 = 0x100d000;
inline constexpr uint64_t kEptLevel4 = 0x100e000;
inline constexpr uint64_t kEptLevel3 = 0x100f000;
inline constexpr Slot kVmxon{0x1010000};
inline constexpr Slot kVmcs{0x1020000};
inline constexpr Slot kParameters{0x1030000}; // kParameterPages
inline constexpr Slot kLog{0x1040000};        // kLogPages
inline constexpr unsigned kParameterPages = 8;
inline constexpr unsigned kLogPages = 8;

// It cannot go on without what is in this page.
constexpr bool needs(uint64_t page) {
    return (page >= kCode.first && page < kGuestCode.of(16)) || (page >= kLevel4 && page < kParameters.first);
}
} // namespace os

namespace handler { // in SMRAM, behind the handler that other tests use
inline constexpr uint64_t kLevel4 = 0x7f800000;
inline constexpr uint64_t kLevel3 = 0x7f801000; // the first 4 GiB by kLevel2, the rest in pages of 1 GiB
inline constexpr uint64_t kLevel2 = 0x7f802000; // four pages
inline constexpr uint64_t kIdt64 = 0x7f806000;
inline constexpr uint64_t kIdt32 = 0x7f807000;
inline constexpr uint64_t kStub = 0x7f808000;  // where its exceptions lead to: RSM
inline constexpr uint64_t kIdtrs = 0x7f809000; // operands of LIDT: 64-bit, 32-bit
inline constexpr Slot kCode{0x7f810000};
inline constexpr Slot kStack{0x7f820000};
inline constexpr Slot kExceptionStack{0x7f830000};
inline constexpr Slot kParameters{0x7f840000}; // kParameterPages
inline constexpr unsigned kParameterPages = 4;
} // namespace handler

} // namespace redoubt::hostile
