// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/flags.hpp"
#include "machine/cpu/operation.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace redoubt::machine {

// What nearly every instruction uses, and nothing else: it is the part of a processor's state that has to be near.
class Registers {
public:
    Flags flags = {};
    uint64_t rip = 0;

    template <Word T>
    [[nodiscard]] T get(RegisterAt at) const {
        T value;
        std::memcpy(&value, file_.data() + at, sizeof value);
        return value;
    }

    // Writing 32 bits clears the upper half (SDM vol. 1, 3.4.1.1).
    template <Word T>
    void set(RegisterAt at, T value) {
        if constexpr (sizeof(T) == 4) return set<uint64_t>(at, value);
        std::memcpy(file_.data() + at, &value, sizeof value);
    }

    // General registers by their numbers: RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15.
    [[nodiscard]] uint64_t general(unsigned number) const { return get<uint64_t>(static_cast<RegisterAt>(number * 8)); }
    void set_general(unsigned number, uint64_t value) { set<uint64_t>(static_cast<RegisterAt>(number * 8), value); }

    // Of all segments, as loaded; which of them count in 64-bit mode is decoded.
    [[nodiscard]] uint64_t segment_base(SegmentIndex index) const { return bases_[static_cast<unsigned>(index)]; }
    void set_segment_base(SegmentIndex index, uint64_t base) { bases_[static_cast<unsigned>(index)] = base; }

private:
    alignas(64) std::array<std::byte, at::words * 8> file_ = {};
    std::array<uint64_t, kSegments + 2> bases_ = {}; // the last two: none
};

} // namespace redoubt::machine
