// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/place.h"
#include "test/exceptions/world.hpp"

#include <doctest/doctest.h>
#include <optional>

using namespace redoubt::test;

namespace {

// The interface's rule, step by step in signed numbers: align-down16(SpeRsp - sizeof(frame) - 0x10) - 8.
std::optional<std::uint64_t> expected_address(std::uint64_t rsp, bool long_mode) {
    __int128 address = static_cast<__int128>(rsp) - (long_mode ? 224 : 80) - 0x10;
    if (address < 0) return {};
    address -= address % 16;
    address -= 8;
    if (address < 0) return {};
    return static_cast<std::uint64_t>(address);
}

bool expected_place(std::uint64_t rsp, bool long_mode) {
    auto const address = expected_address(rsp, long_mode);
    if (!address) return false;
    __int128 const end = static_cast<__int128>(*address) + (long_mode ? 224 : 80);
    return *address >= 0x7f000000 && end <= 0x7f800000;
}

} // namespace

TEST_CASE("REQ-EXC-09: the frame is 224 bytes in long mode and 80 else, and lies where the interface has it") {
    CHECK(stm::exceptions::frame_bytes(some_handler(true)) == 224);
    CHECK(stm::exceptions::frame_bytes(some_handler(false)) == 80);
    auto handler = some_handler(true);
    handler.rsp = 0x7f003000;
    CHECK(stm::exceptions::frame_address(handler) == 0x7f002f08);
    handler.long_mode = false;
    CHECK(stm::exceptions::frame_address(handler) == 0x7f002f98);
    for (bool const long_mode : {false, true})
        for (std::uint64_t rsp = 0x7f002000; rsp < 0x7f002100; ++rsp) {
            handler = some_handler(long_mode);
            handler.rsp = rsp;
            CHECK(stm::exceptions::frame_address(handler) == *expected_address(rsp, long_mode));
        }
}

TEST_CASE("REQ-EXC-09: a frame is placed only if all of it is in the BIOS's part of SMRAM, and nothing wraps") {
    Random random(seed_or(91));
    std::uint64_t const edges[] = {0,          0x7f000000,         0x7f800000,         0x7fffffff,        0x100000000,
                                   1ull << 52, 0x7fffffff00000000, 0xffffffff80000000, ~std::uint64_t{0}, 0x17f002000};
    for (bool const long_mode : {false, true}) {
        auto handler = some_handler(long_mode);
        for (auto const edge : edges)
            for (std::uint64_t step = 0; step < 1024; ++step) {
                handler.rsp = edge - 512 + step;
                CAPTURE(handler.rsp);
                CHECK(stm::exceptions::has_place(handler, kLayout) == expected_place(handler.rsp, long_mode));
            }
        for (unsigned step = 0; step < 100'000; ++step) {
            handler.rsp = random.next() >> random.below(64);
            CAPTURE(handler.rsp);
            REQUIRE(stm::exceptions::has_place(handler, kLayout) == expected_place(handler.rsp, long_mode));
        }
    }
}

TEST_CASE("REQ-EXC-09: no address wraps even if SMRAM begins at 0") {
    constexpr Layout low{.tseg_first = 0, .mseg_first = 1, .tseg_last = 2};
    for (bool const long_mode : {false, true})
        for (std::uint64_t rsp = 0; rsp < 0x1200; ++rsp) {
            auto handler = some_handler(long_mode);
            handler.rsp = rsp;
            auto const address = expected_address(rsp, long_mode);
            CHECK(stm::exceptions::has_place(handler, low) == (address && *address + (long_mode ? 224 : 80) <= 0x1000));
        }
}
