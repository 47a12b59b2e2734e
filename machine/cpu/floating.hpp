// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace redoubt::machine {

namespace mxcsr { // SDM vol. 1, 10.2.3
inline constexpr uint32_t initial = 0x1f80;
inline constexpr uint32_t defined = 0xffff;
} // namespace mxcsr

namespace xcr0 { // SDM vol. 1, 13.3
inline constexpr uint64_t x87 = 1u << 0;
inline constexpr uint64_t sse = 1u << 1;
inline constexpr uint64_t defined = x87 | sse; // by this processor
} // namespace xcr0

// x87 and SSE state, as FXSAVE64 stores it (SDM vol. 1, 10.5.1); what a compiler emits uses no more.
struct alignas(16) Floating {
    std::array<std::byte, 512> image = after_reset();
    uint64_t xcr0 = xcr0::x87;

    // Where things are in the image.
    static constexpr unsigned control_at = 0;
    static constexpr unsigned tags_at = 4; // a bit a register: it is not empty
    static constexpr unsigned instruction_at = 8;
    static constexpr unsigned data_at = 16;
    static constexpr unsigned mxcsr_at = 24;
    static constexpr unsigned mxcsr_mask_at = 28; // mxcsr::defined, always
    static constexpr unsigned stack_at = 32;
    static constexpr unsigned xmm_at = 160;
    static constexpr unsigned xmm8_at = 288;
    static constexpr unsigned xmm_end = 416;

    // By its distance from XMM0.
    [[nodiscard]] std::byte* xmm(unsigned at) { return image.data() + xmm_at + at; }

    template <typename T>
    [[nodiscard]] T get(unsigned at) const {
        T value;
        std::memcpy(&value, image.data() + at, sizeof value);
        return value;
    }
    template <typename T>
    void set(unsigned at, T value) {
        std::memcpy(image.data() + at, &value, sizeof value);
    }

    bool operator==(Floating const&) const = default;

    // SDM vol. 3A table 9-1.
    static constexpr std::array<std::byte, 512> after_reset() {
        std::array<std::byte, 512> made = {};
        made[control_at] = std::byte{0x40};
        made[tags_at] = std::byte{0xff};
        made[mxcsr_at] = std::byte{mxcsr::initial & 0xff};
        made[mxcsr_at + 1] = std::byte{mxcsr::initial >> 8};
        made[mxcsr_mask_at] = made[mxcsr_mask_at + 1] = std::byte{0xff};
        return made;
    }
};

} // namespace redoubt::machine
