// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/flags.h"
#include "test/policy/random.hpp"

#include <cstdint>
#include <doctest/doctest.h>

using stm::domains::entry_flags;
using stm::domains::is_code_address;

TEST_CASE("REQ-DOM-06: of RFLAGS each bit comes from where it has to") {
    redoubt::test::Random random(redoubt::test::seed_or(11));
    for (int i = 0; i < 20000; ++i) {
        auto const old = random.next();
        auto const wanted = random.next();
        for (bool const held : {false, true}) {
            auto const got = entry_flags(old, wanted, held);
            for (unsigned bit = 0; bit < 64; ++bit) {
                std::uint64_t expected = 0;
                switch (bit) {
                case 1: expected = 1; break; // fixed
                case 0:                      // CF
                case 2:                      // PF
                case 4:                      // AF
                case 6:                      // ZF
                case 7:                      // SF
                case 10:                     // DF
                case 11:                     // OF
                case 12:                     // IOPL
                case 13:
                case 14:                                                     // NT
                case 16:                                                     // RF
                case 18:                                                     // AC
                case 19:                                                     // VIF
                case 20:                                                     // VIP
                case 21: expected = wanted >> bit & 1u; break;               // ID
                case 17: expected = old >> bit & 1u; break;                  // VM
                case 8:                                                      // TF
                case 9: expected = (held ? old : wanted) >> bit & 1u; break; // IF
                default: break;                                              // reserved
                }
                std::uint64_t const flag = got >> bit & 1u;
                REQUIRE(flag == expected);
            }
        }
    }
}

TEST_CASE("REQ-DOM-06: RIP is canonical in 64-bit code and has 32 bits elsewhere") {
    CHECK(is_code_address(0, true, false));
    CHECK(is_code_address(0x00007fffffffffff, true, false));
    CHECK_FALSE(is_code_address(0x0000800000000000, true, false));
    CHECK_FALSE(is_code_address(0xffff7fffffffffff, true, false));
    CHECK(is_code_address(0xffff800000000000, true, false));
    CHECK(is_code_address(0xffffffffffffffff, true, false));
    CHECK(is_code_address(0x0000800000000000, true, true));
    CHECK(is_code_address(0x00ffffffffffffff, true, true));
    CHECK_FALSE(is_code_address(0x0100000000000000, true, true));
    CHECK_FALSE(is_code_address(0xfeffffffffffffff, true, true));
    CHECK(is_code_address(0xff00000000000000, true, true));
    CHECK(is_code_address(0xffffffff, false, false));
    CHECK_FALSE(is_code_address(0x100000000, false, false));
    CHECK_FALSE(is_code_address(0xffffffffffffffff, false, true));
}
