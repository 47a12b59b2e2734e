// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/arithmetic.hpp"

#include <doctest/doctest.h>

// A division that faults cannot be compared with the processor: here is what must fault, from plain arithmetic.

using namespace redoubt::machine;

namespace {

struct Halves {
    uint8_t high;
    uint8_t low;
};

Halves halves(int dividend) {
    return {static_cast<uint8_t>(static_cast<unsigned>(dividend) >> 8), static_cast<uint8_t>(dividend)};
}

} // namespace

TEST_CASE("machine: DIV of bytes is refused exactly when the quotient does not fit") {
    unsigned refused = 0;
    for (int dividend = 0; dividend < 65536; ++dividend)
        for (int divisor = 0; divisor < 256; ++divisor) {
            auto const [high, low] = halves(dividend);
            auto const result = divide<uint8_t>(high, low, static_cast<uint8_t>(divisor));
            bool const fits = divisor != 0 && dividend / divisor <= 255;
            REQUIRE(result.fault == !fits);
            refused += result.fault;
            if (!fits) continue;
            REQUIRE(result.quotient == dividend / divisor);
            REQUIRE(result.remainder == dividend % divisor);
        }
    CHECK(refused > 0);
}

TEST_CASE("machine: IDIV of bytes is refused exactly when the quotient does not fit") {
    unsigned refused = 0;
    for (int dividend = -32768; dividend < 32768; ++dividend)
        for (int divisor = -128; divisor < 128; ++divisor) {
            auto const [high, low] = halves(dividend);
            auto const result = divide_signed<uint8_t>(high, low, static_cast<uint8_t>(divisor));
            bool const fits = divisor != 0 && dividend / divisor >= -128 && dividend / divisor <= 127;
            REQUIRE(result.fault == !fits);
            refused += result.fault;
            if (!fits) continue;
            REQUIRE(static_cast<int8_t>(result.quotient) == dividend / divisor);
            REQUIRE(static_cast<int8_t>(result.remainder) == dividend % divisor);
        }
    CHECK(refused > 0);
}

TEST_CASE("machine: the widest dividends are divided without overflow of the host's") {
    constexpr auto most = ~uint64_t{0};
    CHECK(divide_signed<uint64_t>(uint64_t{1} << 63, 0, most).fault);
    CHECK(divide_signed<uint64_t>(most, uint64_t{1} << 63, most).fault); // -2^63 / -1
    CHECK(divide_signed<uint64_t>(most, uint64_t{1} << 63, 1).quotient == uint64_t{1} << 63);
    CHECK(divide<uint64_t>(most - 1, most, most).quotient == most);
    CHECK(divide<uint64_t>(most, 0, most).fault);
}
