// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/access.h"
#include "test/policy/random.hpp"

#include <array>
#include <cstring>
#include <doctest/doctest.h>
#include <utility>
#include <vector>

using namespace redoubt;
using stm::log::EventData;

namespace {

EventData full() {
    EventData data{};
    std::memset(&data, 0xee, sizeof data);
    return data;
}

std::array<std::uint8_t, 248> bytes_of(EventData const& data) {
    std::array<std::uint8_t, 248> bytes{};
    std::memcpy(bytes.data(), &data, 248);
    return bytes;
}

} // namespace

TEST_CASE("REQ-CALL-07: an invalid parameter's entry has the call's number, and no more") {
    auto data = full();
    stm::log::set_function(data, 0x00010008);
    auto bytes = bytes_of(data);
    CHECK(bytes[0] == 0x08);
    CHECK(bytes[1] == 0x00);
    CHECK(bytes[2] == 0x01);
    CHECK(bytes[3] == 0x00);
    for (std::size_t k = 4; k < 248; ++k)
        CHECK(bytes[k] == 0);
}

TEST_CASE("REQ-CALL-07: a degraded domain's entry has the VMCS and both types, at 0, 8 and 9") {
    auto data = full();
    stm::log::set_domain(data, 0x0123456789abcdef, 0x0f, 0x04);
    auto bytes = bytes_of(data);
    constexpr std::array<std::uint8_t, 10> expected{0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01, 0x0f, 0x04};
    for (std::size_t k = 0; k < 248; ++k)
        CHECK(bytes[k] == (k < 10 ? expected[k] : 0));
}

TEST_CASE("REQ-EXC-04: a resource's entry has its descriptor byte by byte, cut off at 248, and zeros behind it") {
    test::Random random(test::seed_or(71));
    stm::arch::Page page{};
    for (auto& word : page.word)
        word = random.next();
    std::array<std::uint8_t, 4096> bytes{};
    std::memcpy(bytes.data(), &page, 4096);
    auto const check = [&](std::uint32_t offset, std::uint32_t length) {
        CAPTURE(offset);
        CAPTURE(length);
        auto data = full();
        stm::log::set_resource(data, page, offset, length);
        std::array<std::uint8_t, 248> expected{};
        for (std::uint32_t k = 0; k < length && k < 248; ++k)
            expected[k] = bytes[offset + k];
        CHECK(bytes_of(data) == expected);
    };
    for (std::uint32_t length = 0; length <= 300; ++length)
        for (std::uint32_t offset = 0; offset < 16; ++offset)
            check(offset, length);
    for (auto const& [offset, length] : {std::pair{4096u, 0u},
                                         {4095u, 1u},
                                         {4080u, 16u},
                                         {4074u, 22u},
                                         {0u, 4096u},
                                         {3849u, 247u},
                                         {3848u, 248u},
                                         {3847u, 249u}})
        check(offset, length);
    for (int k = 0; k < 2000; ++k) {
        auto const offset = static_cast<std::uint32_t>(random.below(4097));
        check(offset, static_cast<std::uint32_t>(random.below(4097 - offset)));
    }
}

// What the handler was denied, as the interface lays the descriptors out: type, length, flags, and the type's fields.
TEST_CASE("REQ-EXC-04: an access to memory, ports, an MSR, PCI or a control register is described byte by byte") {
    auto const is = [](EventData const& data, std::vector<unsigned> const& expected) {
        auto const bytes = bytes_of(data);
        for (std::size_t k = 0; k < 248; ++k)
            CHECK(bytes[k] == (k < expected.size() ? expected[k] : 0));
    };
    auto data = full();
    stm::log::set_memory(data, 0x0102030405060708, 0x1112131415161718, 0x6);
    is(data, {1,    0,    0,    0,    32,   0,    0,    0,    0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,
              0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11, 0x6,  0,    0,    0,    0,    0,    0,    0});
    data = full();
    stm::log::set_port(data, 0x0cf8, 4);
    is(data, {2, 0, 0, 0, 16, 0, 0, 0, 0xf8, 0x0c, 4, 0, 0, 0, 0, 0});
    data = full();
    stm::log::set_port(data, 0xffff, 0xfffe);
    is(data, {2, 0, 0, 0, 16, 0, 0, 0, 0xff, 0xff, 0xfe, 0xff, 0, 0, 0, 0});
    data = full();
    stm::log::set_msr(data, 0xc0000080, 0x2122232425262728, 0x3132333435363738);
    is(data, {4,    0,    0,    0,    32,   0,    0,    0,    0x80, 0,    0,    0xc0, 0,    0,    0,    0,
              0x28, 0x27, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21, 0x38, 0x37, 0x36, 0x35, 0x34, 0x33, 0x32, 0x31});
    data = full();
    stm::log::set_pci(data, 0xfe, 0x1f, 7, 0x0ffc, 0x0304, 2);
    is(data, {5, 0, 0, 0, 22, 0, 0, 0, 2, 0, 0xfc, 0x0f, 0x04, 0x03, 0xfe, 0, 1, 1, 6, 0, 7, 0x1f});
    data = full();
    stm::log::set_register(data, stm::abi::RegisterType::Cr4, 0x4142434445464748, 0x5152535455565758);
    is(data, {8,    0,    0,    0,    32,   0,    0,    0,    3,    0,    0,    0,    0,    0,    0,    0,
              0x48, 0x47, 0x46, 0x45, 0x44, 0x43, 0x42, 0x41, 0x58, 0x57, 0x56, 0x55, 0x54, 0x53, 0x52, 0x51});
}

TEST_CASE("REQ-CALL-07: the data of a start or a stop is 0") {
    auto data = full();
    stm::log::set_nothing(data);
    CHECK(bytes_of(data) == std::array<std::uint8_t, 248>{});
}
