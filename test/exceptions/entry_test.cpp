// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/entry.h"
#include "test/exceptions/world.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

TEST_CASE("REQ-EXC-01: the handler begins at SpeRip, on its frame, in flat segments, and all else is as interrupted") {
    Random random(seed_or(93));
    for (unsigned step = 0; step < 1000; ++step)
        for (bool const long_mode : {false, true}) {
            auto const context = random_context(random);
            auto handler = some_handler(long_mode);
            handler.rip = random.next();
            handler.ss = static_cast<std::uint16_t>(random.next());
            auto const cs = static_cast<std::uint16_t>(random.next());
            auto guest = context.guest;
            stm::exceptions::enter(guest, handler, cs);

            auto expected = context.guest;
            expected.natural[kRip] = handler.rip;
            expected.natural[kRsp] = long_mode ? 0x7f002f08 : 0x7f002f98;
            expected.natural[kRflags] = 2;
            expected.natural[kPendingDebug] = 0;
            expected.narrow[kInterruptibility] &= ~3u;
            expected.narrow[kActivity] = 0;
            expected.selectors[kCs] = cs;
            expected.narrow[kCsLimit] = 0xffffffff;
            expected.narrow[kCsRights] = long_mode ? 0xa09b : 0xc09b;
            expected.natural[kCsBase] = 0;
            expected.selectors[kSs] = handler.ss;
            expected.narrow[kSsLimit] = 0xffffffff;
            expected.narrow[kSsRights] = 0xc093;
            expected.natural[kSsBase] = 0;
            REQUIRE(std::memcmp(&guest, &expected, sizeof guest) == 0);
        }
}

TEST_CASE("REQ-VMCS-04: SpeRip must be canonical in long mode, and of 32 bits elsewhere") {
    Random random(seed_or(94));
    struct Case {
        std::uint64_t rip;
        bool in32, in48, in57;
    };
    for (auto const& c :
         {Case{0, false, false, false}, Case{1, true, true, true}, Case{0xffffffff, true, true, true},
          Case{0x100000000, false, true, true}, Case{0x7fffffffffff, false, true, true},
          Case{0x800000000000, false, false, true}, Case{0xffff7fffffffffff, false, false, true},
          Case{0xffff800000000000, false, true, true}, Case{0xffffffffffffffff, false, true, true},
          Case{0x00ffffffffffffff, false, false, true}, Case{0x0100000000000000, false, false, false},
          Case{0xfeffffffffffffff, false, false, false}, Case{0xff00000000000000, false, false, true}}) {
        CAPTURE(c.rip);
        auto handler = some_handler(false);
        handler.rip = c.rip;
        auto context = some_context(random, false);
        CHECK(stm::exceptions::can_enter(handler, context) == c.in32);
        handler.long_mode = true;
        context = some_context(random, true);
        CHECK(stm::exceptions::can_enter(handler, context) == c.in48);
        context.guest.natural[kCr4] |= 0x1000;
        CHECK(stm::exceptions::can_enter(handler, context) == c.in57);
    }
}

TEST_CASE("REQ-VMCS-04: the handler takes over only from its own mode: IA-32e or 32-bit, protected, not virtual-8086") {
    Random random(seed_or(95));
    for (bool const handler64 : {false, true})
        for (bool const code64 : {false, true}) {
            auto context = some_context(random, code64);
            auto const handler = some_handler(handler64);
            CHECK(stm::exceptions::can_enter(handler, context) == (handler64 == code64));
            auto changed = context;
            changed.guest.narrow[kCsRights] ^= 0x6000; // compatibility mode, or 16-bit code
            CHECK(stm::exceptions::can_enter(handler, changed) == (handler64 == code64));
            changed = context;
            changed.guest.natural[kCr0] &= ~std::uint64_t{1};
            CHECK_FALSE(stm::exceptions::can_enter(handler, changed));
            changed = context;
            changed.guest.natural[kRflags] |= 0x20000;
            CHECK_FALSE(stm::exceptions::can_enter(handler, changed));
        }
}
