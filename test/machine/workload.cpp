// SPDX-License-Identifier: Apache-2.0
#include "test/machine/workload.hpp"

#define REDOUBT_WORKLOAD [[gnu::section("workload"), gnu::used]]

namespace redoubt::machine::test {
namespace {

constexpr uint32_t rotated(uint32_t value, unsigned by) {
    return (value >> by) | (value << (32 - by));
}

} // namespace

REDOUBT_WORKLOAD void workload_sha256(Workload* workload) {
    for (size_t at = 0; at < sizeof workload->data; at += 64) {
        uint32_t w[64];
        for (unsigned i = 0; i < 16; ++i) {
            auto const* const bytes = workload->data + at + 4 * i;
            w[i] = uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
        }
        for (unsigned i = 16; i < 64; ++i) {
            auto const low = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ (w[i - 15] >> 3);
            auto const high = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + low + w[i - 7] + high;
        }
        auto [a, b, c, d, e, f, g, h] = workload->state;
        for (unsigned i = 0; i < 64; ++i) {
            auto const first = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) +
                               workload->constants[i] + w[i];
            auto const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }
        uint32_t const result[] = {a, b, c, d, e, f, g, h};
        for (unsigned i = 0; i < 8; ++i)
            workload->state[i] += result[i];
    }
}

REDOUBT_WORKLOAD void workload_stores(Workload* workload) {
    auto& data = workload->data;
    uint32_t random = 1;
    for (unsigned i = 0; i < 1024; ++i) {
        random = random * 1664525 + 1013904223;
        data[i] = static_cast<uint8_t>(random >> 24);
    }
    for (unsigned i = 1; i < 1024; ++i) {
        auto const value = data[i];
        unsigned at = i;
        for (; at > 0 && data[at - 1] > value; --at)
            data[at] = data[at - 1];
        data[at] = value;
    }
}

} // namespace redoubt::machine::test
