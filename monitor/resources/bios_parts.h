// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/window.h"
#include "monitor/policy/layout.h"
#include "monitor/resources/nodes.h"

#include <stdint.h>

// The BIOS's list of what its handler needs, while it is copied out of SMRAM: byte by byte, each once, its parts
// joined.
namespace stm::resources {

struct BiosList {
    uint64_t word[kMostListBytes / 8];
    uint32_t bytes; // 0 when there is no list
    Nodes nodes;
};

inline constexpr uint32_t kMaxParts = 32;
inline constexpr uint32_t kEnd = sizeof(abi::RscEnd);

enum class Outcome : uint8_t {
    Ok = 0,
    Malformed = 1,
    NotInSmram = 2, // not all of it lies in the BIOS's part of SMRAM
    TooLong = 3,    // more bytes than the copy holds, or more than kMaxParts parts
    Cycle = 4,      // a part continues in one that has been read
};

// The descriptors of all parts, without an end, for which there is room.
/*@ requires \valid(&list) && \valid(&window) && \valid_read(&layout) && \separated(&list, &window, &layout);
    requires ValidLayout(&layout) && linear % 0x1000 == 0;
    assigns list.word[0 .. kMostListBytes / 8 - 1], list.bytes, window.entry[0];
    ensures outcome: \result <= Outcome::Cycle;
    ensures bytes: list.bytes <= kMostListBytes && (\result == Outcome::Ok ==> list.bytes + kEnd <= kMostListBytes);
    ensures REQ_BIOS_02_outside: !InBiosSmram(&layout, address, 8) ==> \result == Outcome::NotInSmram;
*/
[[nodiscard]] Outcome append_parts(BiosList& list, uint64_t address, Layout const& layout, arch::Window& window,
                                   uint64_t linear);

} // namespace stm::resources
