// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/policy.h"
#include "test/policy/random.hpp"
#include "test/resources/bytes.hpp"

// Descriptors by chance: most are right for the call, and touch the window's edges often.
namespace redoubt::test {

inline constexpr std::uint64_t kWindowPage = 0x80;
inline constexpr std::uint32_t kWindowBuses = 1;

inline Bytes some_descriptor(Random& random, stm::Call call) {
    bool const os = call != stm::Call::Claim;
    auto const mask = [&] { return os ? (random.one_in(2) ? ~0ull : 0ull) : random.next() & random.next(); };
    auto const small = [&](std::uint64_t bound) { return static_cast<std::uint16_t>(random.below(bound)); };
    Bytes bytes;
    switch (random.below(os ? 7 : 6)) {
    case 0:
    case 1: {
        auto const base = random.one_in(8) ? 0xffffffffff000 - 0x1000 * random.below(3) : 0x1000 * random.below(0x200);
        auto const length = 0x1000 * (1 + random.below(0x120));
        bytes = mem(os ? base : base + small(4096), os ? length : 1 + random.below(length), 1u + small(7));
        if (random.one_in(2)) put(bytes, 0, 4, 3);
        break;
    }
    case 2: bytes = io(small(0x10000), static_cast<std::uint16_t>(1u + small(64))); break;
    case 3: bytes = msr(static_cast<std::uint32_t>(random.next()), mask(), mask()); break;
    case 4: {
        std::uint16_t const base = os ? std::uint16_t{0} : small(4096);
        bytes = pci(static_cast<std::uint8_t>(small(2)), static_cast<std::uint8_t>(small(32)),
                    static_cast<std::uint8_t>(small(8)), random.one_in(2) ? std::uint16_t{0} : base,
                    static_cast<std::uint16_t>(os ? 4096u : 1u + small(4096)),
                    static_cast<std::uint16_t>(1u + small(3)), static_cast<std::uint8_t>(random.one_in(9) ? 2 : 1));
        break;
    }
    case 5:
        bytes = os ? io(small(0x10000), 1)
                   : trapped(small(0xff00), static_cast<std::uint16_t>(1u + small(256)),
                             static_cast<std::uint16_t>(small(4)));
        break;
    default: bytes = call == stm::Call::Unprotect ? all_resources() : io(small(0x10000), 1); break;
    }
    return random.one_in(6) ? ignored(bytes) : bytes;
}

inline Bytes some_list(Random& random, stm::Call call, std::size_t most) {
    Bytes bytes;
    for (auto n = random.below(random.one_in(10) ? 300 : 12); n > 0; --n) {
        auto const next = some_descriptor(random, call);
        if (bytes.size() + next.size() + 16 > most) break;
        bytes.insert(bytes.end(), next.begin(), next.end());
    }
    auto const last = end();
    bytes.insert(bytes.end(), last.begin(), last.end());
    return bytes;
}

} // namespace redoubt::test
