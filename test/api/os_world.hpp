// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/api/protect.h"
#include "monitor/api/unprotect.h"
#include "test/resources/memory.hpp"

#include <memory>

// An OS that calls, with one page for parameters, and a BIOS that claimed something.
namespace redoubt::test {

inline constexpr std::uint64_t kCallPage = 0x345000;
inline constexpr stm::api::Platform kPlatform{
    .layout = kLayout, .ecam = {.first_page = 0xe0000, .buses = 256}, .limit = 1ull << 36};

struct OsWorld {
    stm::api::Platform platform = kPlatform;
    std::unique_ptr<stm::Policy> policy = std::make_unique<stm::Policy>();
    std::unique_ptr<stm::api::ListScratch> scratch = std::make_unique<stm::api::ListScratch>();
    stm::arch::Window window{};
    stm::arch::Page page{};
    bool unmap = false;

    // The BIOS's list: pages 0x100 to 0x10f, ports 0x70 and 0x71.
    OsWorld() {
        clear_memory();
        policy->start(kLayout);
        stm::Request const claims[]{{stm::Area::Physical, true, true, false, 0x100, 0x10f},
                                    {stm::Area::Port, true, true, false, 0x70, 0x71}};
        stm::Status verdicts[2];
        (void)policy->claim(claims, 2, verdicts);
        policy->seal();
    }

    std::uint32_t protect(Bytes const& bytes) {
        page = page_of(bytes);
        place(kCallPage, bytes_of(page));
        memory().writes = 0;
        auto const answer = stm::api::protect_resource(page, kCallPage, platform, *policy, *scratch, window, kLinear);
        unmap = answer.unmap;
        return static_cast<std::uint32_t>(answer.status);
    }
    std::uint32_t unprotect(Bytes const& bytes) {
        page = page_of(bytes);
        place(kCallPage, bytes_of(page));
        memory().writes = 0;
        return static_cast<std::uint32_t>(
            stm::api::unprotect_resource(page, kCallPage, platform, *policy, *scratch, window, kLinear));
    }

    // What the OS finds in its page.
    [[nodiscard]] Bytes found(std::size_t n) const {
        Bytes bytes(n);
        for (std::size_t i = 0; i < n; ++i)
            bytes[i] = memory().bytes[kCallPage + i];
        return bytes;
    }
    [[nodiscard]] stm::Decision handler(stm::Area area, std::uint64_t x) const {
        return policy->for_handler({area, true, false, false, x, x});
    }
};

// With ReturnStatus.
inline Bytes granted(Bytes bytes) {
    bytes[6] |= 1;
    return bytes;
}

} // namespace redoubt::test
