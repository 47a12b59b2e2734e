// SPDX-License-Identifier: Apache-2.0
#include "test/exceptions/world.hpp"

#include <array>
#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

constexpr std::size_t kPsdBytes = 0x70;

// A descriptor's bytes, with one field written over what is there.
struct Psd {
    std::array<unsigned char, kPsdBytes> bytes;

    void put(std::size_t offset, std::uint64_t value, std::size_t width) {
        std::memcpy(bytes.data() + offset, &value, width);
    }

    [[nodiscard]] ExceptionHandler read() const {
        std::array<std::uint64_t, stm::exceptions::kPsdWords> words{};
        static_assert(sizeof words == kPsdBytes);
        std::memcpy(words.data(), bytes.data(), kPsdBytes);
        ExceptionHandler handler{};
        stm::exceptions::read_exception_handler(handler, words.data());
        return handler;
    }
};

} // namespace

TEST_CASE(
    "REQ-EXC-01: the exception handler is read from the descriptor's bytes 0x58 to 0x6b, its mode from byte 0x10") {
    for (unsigned const fill : {0x00u, 0xffu, 0xa5u}) {
        Psd psd{};
        psd.bytes.fill(static_cast<unsigned char>(fill));
        psd.put(0x10, 0x0d, 1);
        psd.put(0x58, 0x0102030405060708, 8);
        psd.put(0x60, 0x1112131415161718, 8);
        psd.put(0x68, 0x2122, 2);
        psd.put(0x6a, 0x3132, 2);
        auto handler = psd.read();
        CHECK(handler.rip == 0x0102030405060708);
        CHECK(handler.rsp == 0x1112131415161718);
        CHECK(handler.ss == 0x2122);
        CHECK(handler.delivered == 0x3132);
        CHECK_FALSE(handler.long_mode);
        psd.put(0x10, 0x02, 1);
        handler = psd.read();
        CHECK(handler.long_mode);
    }
}

TEST_CASE("REQ-EXC-01: each class of violations has its bit in the filter, and no other value has one") {
    struct Case {
        std::uint32_t error_code;
        std::uint32_t bit;
    };
    for (auto const& [error_code, bit] : {Case{1, 0}, Case{2, 1}, Case{3, 2}, Case{4, 3}, Case{5, 4}})
        for (std::uint32_t filter = 0; filter < 0x10000; ++filter) {
            auto handler = some_handler(true);
            handler.delivered = static_cast<std::uint16_t>(filter);
            CHECK(stm::exceptions::wants(handler, static_cast<Violation>(error_code)) == ((filter >> bit & 1) != 0));
        }
    auto handler = some_handler(true);
    handler.delivered = 0xffff;
    for (std::uint32_t const error_code : {0u, 6u, 7u, 0x101u, 0xffffffffu})
        CHECK_FALSE(stm::exceptions::wants(handler, static_cast<Violation>(error_code)));
}
