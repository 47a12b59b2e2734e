// SPDX-License-Identifier: Apache-2.0
#include "machine/board/ports.hpp"
#include "machine/board/reset_control.hpp"
#include "test/machine/board/reports.hpp"

#include <doctest/doctest.h>
#include <map>
#include <vector>

using namespace redoubt::machine;
using redoubt::test::Reports;

namespace {

// Answers each byte with a letter and its offset, and keeps what was written.
class Bytes : public Device {
public:
    explicit Bytes(uint8_t letter) : letter_(letter) {}

    uint64_t read(uint64_t offset, unsigned size) override {
        sizes.push_back(size);
        uint64_t value = 0;
        for (unsigned i = 0; i < size; ++i)
            value |= (letter_ + offset + i) << (8 * i);
        return value;
    }
    void write(uint64_t offset, unsigned size, uint64_t value) override {
        for (unsigned i = 0; i < size; ++i)
            written[offset + i] = static_cast<uint8_t>(value >> (8 * i));
    }

    std::vector<unsigned> sizes;
    std::map<uint64_t, uint8_t> written;

private:
    uint8_t letter_;
};

struct Bench {
    Reports reports = {};
    Ports ports{reports};
    Bytes a{0xa0};
    Bytes b{0xb0};
};

} // namespace

TEST_CASE("machine: a port access reaches its device with offset and size") {
    Bench bench;
    bench.ports.claim({0x60, 8}, bench.a);
    CHECK(bench.ports.read(0x60, 4) == 0xa3a2a1a0);
    CHECK(bench.ports.read(0x66, 2) == 0xa7a6);
    CHECK(bench.a.sizes == std::vector<unsigned>{4, 2});
    bench.ports.write(0x62, 2, 0x1234);
    CHECK(bench.a.written == std::map<uint64_t, uint8_t>{{2, 0x34}, {3, 0x12}});
    CHECK(bench.reports.rules.empty());
}

TEST_CASE("machine: where no device is, ports read as ones, writes are lost, and both are reported") {
    Bench bench;
    bench.ports.claim({0x60, 1}, bench.a);
    CHECK(bench.ports.read(0x61, 1) == 0xff);
    CHECK(bench.ports.read(0x62, 2) == 0xffff);
    CHECK(bench.ports.read(0x64, 4) == 0xffffffff);
    bench.ports.write(0x61, 1, 0);
    CHECK(bench.a.written.empty());
    CHECK(bench.reports.rules.size() == 4);
}

TEST_CASE("machine: a port access over a range's end is split, and each part goes its way") {
    Bench bench;
    bench.ports.claim({0x60, 2}, bench.a);
    bench.ports.claim({0x62, 1}, bench.b);
    CHECK(bench.ports.read(0x60, 4) == 0xffb0a1a0);
    CHECK(bench.reports.rules.size() == 1);
    bench.ports.write(0x60, 4, 0x44332211);
    CHECK(bench.a.written == std::map<uint64_t, uint8_t>{{0, 0x11}, {1, 0x22}});
    CHECK(bench.b.written == std::map<uint64_t, uint8_t>{{0, 0x33}});
    CHECK(bench.reports.rules.size() == 2);
}

TEST_CASE("machine: a port within another device's range is its own") {
    Bench bench;
    bench.ports.claim({0xcf8, 4}, bench.a);
    bench.ports.claim({0xcf9, 1}, bench.b);
    CHECK(bench.ports.read(0xcf8, 4) == 0xa3a2a1a0);
    CHECK(bench.ports.read(0xcf9, 1) == 0xb0);
    CHECK(bench.ports.read(0xcf9, 2) == 0xa2a1);
}

TEST_CASE("machine: the I/O space ends at port FFFFh and does not begin again") {
    Bench bench;
    bench.ports.claim({0xfff8, 8}, bench.a);
    bench.ports.claim({0, 8}, bench.b);
    CHECK(bench.ports.read(0xffff, 1) == 0xa7);
    CHECK(bench.ports.read(0xffff, 2) == 0xffa7);
    CHECK(bench.ports.read(0xfffe, 4) == 0xffffa7a6);
}

TEST_CASE("machine: a device that gives its ports back is not asked any more") {
    Bench bench;
    bench.ports.claim({0x60, 8}, bench.a);
    bench.ports.claim({0x70, 8}, bench.a);
    bench.ports.claim({0x80, 8}, bench.b);
    bench.ports.release(bench.a);
    CHECK(bench.ports.read(0x60, 1) == 0xff);
    CHECK(bench.ports.read(0x70, 1) == 0xff);
    CHECK(bench.ports.read(0x80, 1) == 0xb0);
}

TEST_CASE("machine: a reset takes place when RST_CPU becomes 1, and is of the kind that the other bits say") {
    std::vector<Reset> resets;
    ResetControl control([&](Reset reset) { resets.push_back(reset); });
    control.write(0, 1, 0x2); // says only which
    CHECK(resets.empty());
    control.write(0, 1, 0x6);
    CHECK(resets == std::vector{Reset::Platform});
    control.write(0, 1, 0xe); // RST_CPU was 1 already
    CHECK(resets.size() == 1);
    control.write(0, 1, 0);
    control.write(0, 1, 0xe);
    control.write(0, 1, 0x8);
    control.write(0, 1, 0xc);
    CHECK(resets == std::vector{Reset::Platform, Reset::Power, Reset::Processors});
    CHECK(control.read(0, 1) == 0xc);
}
