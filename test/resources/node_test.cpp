// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/nodes.h"
#include "test/resources/bytes.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::Call;

namespace {

bool accepted(Bytes const& bytes, Call call) {
    auto const page = page_of(bytes);
    stm::resources::Nodes nodes{};
    return stm::resources::read_nodes(page.word, sizeof page, call, nodes);
}

// Alone in a list.
bool fits(Bytes const& descriptor, Call call = Call::Claim) {
    return accepted(join({descriptor, end()}), call);
}

Bytes with(Bytes bytes, std::size_t offset, std::size_t width, std::uint64_t value) {
    put(bytes, offset, width, value);
    return bytes;
}

struct Field {
    std::size_t offset;
    std::size_t width;
    std::uint64_t value;
};

void every_one_is_refused(Bytes const& good, std::vector<Field> const& wrong, Call call = Call::Claim) {
    REQUIRE(fits(good, call));
    for (auto const& field : wrong) {
        CAPTURE(field.offset);
        CAPTURE(field.value);
        CHECK_FALSE(fits(with(good, field.offset, field.width, field.value), call));
    }
}

std::vector<Bytes> one_of_each() {
    return {mem(0x1000, 0x2000), io(0x80, 4),   mmio(0x1000, 0x2000),
            msr(0x1b, ~0ull, 0), pci(0, 31, 0), trapped(0xb2, 2, 3)};
}

} // namespace

TEST_CASE("REQ-RSC-08: a descriptor of any type is refused in any length but its own") {
    for (auto good : one_of_each()) {
        REQUIRE(fits(good));
        for (std::uint64_t length = 0; length < 64; ++length)
            CHECK(fits(with(good, 4, 2, length)) == (length == good.size()));
        CHECK_FALSE(fits(with(good, 4, 2, 0xffff)));
    }
    CHECK_FALSE(fits(with(all_resources(), 4, 2, 16), Call::Unprotect));
    CHECK_FALSE(accepted(with(end(), 4, 2, 8), Call::Protect));
}

TEST_CASE("REQ-RSC-07: a reserved bit anywhere makes a list malformed") {
    for (auto const& good : one_of_each())
        for (std::uint64_t bit = 1; bit < 15; ++bit) {
            CHECK_FALSE(fits(with(good, 6, 2, 1ull << bit)));
            CHECK_FALSE(fits(with(good, 6, 2, 0x8000 | 1ull << bit)));
        }
    for (std::uint64_t bit = 0; bit < 32; ++bit) {
        auto const value = 1ull << bit;
        CHECK(fits(with(mem(0, 0x1000), 0x18, 4, value)) == (bit < 3));
        CHECK(fits(with(mmio(0, 0x1000), 0x18, 4, value)) == (bit < 3));
        CHECK_FALSE(fits(with(mem(0, 0x1000), 0x1c, 4, value)));
        CHECK_FALSE(fits(with(io(0, 1), 0xc, 4, value)));
        CHECK(fits(with(msr(0, 1, 1), 0xc, 4, value)) == (bit == 0));
        if (bit < 16) {
            CHECK(fits(with(pci(0, 0, 0), 8, 2, value)) == (bit < 2));
            CHECK(fits(with(trapped(0, 1, 1), 0xc, 2, value | 1)) == (bit < 3));
            CHECK_FALSE(fits(with(trapped(0, 1, 1), 0xe, 2, value)));
        }
    }
}

TEST_CASE("REQ-RSC-02: ReturnStatus that is set on input makes a list malformed") {
    for (auto const& good : one_of_each()) {
        CHECK_FALSE(fits(with(good, 6, 2, 1)));
        CHECK_FALSE(fits(with(good, 6, 2, 0x8001)));
    }
    CHECK_FALSE(accepted(with(end(), 6, 2, 1), Call::Protect));
}

TEST_CASE("REQ-RSC-08: memory that is empty, wraps or lies beyond 52 bits is malformed (W-33, W-36)") {
    every_one_is_refused(mem(0xffffffffff000, 0x1000), {{0x10, 8, 0},
                                                        {0x10, 8, 0x1001},
                                                        {0x10, 8, ~0ull},
                                                        {8, 8, 0xfffffffffffff000},
                                                        {8, 8, ~0ull},
                                                        {8, 8, 0x10000000000000},
                                                        {0x18, 4, 0}});
    CHECK(fits(mem(0, 0x10000000000000)));
    CHECK_FALSE(fits(mem(0, 0x10000000000001)));
    CHECK_FALSE(fits(mem(0x1000, 0xfffffffffffff000)));
    CHECK(fits(mem(0xfed00123, 1)));
}

TEST_CASE("REQ-RSC-08: ports that are none or wrap are malformed, and the last port can be named (W-36)") {
    every_one_is_refused(io(0xffff, 1), {{0xa, 2, 0}, {0xa, 2, 2}, {0xa, 2, 0xffff}});
    every_one_is_refused(trapped(0xffff, 1, 3), {{0xa, 2, 0}, {0xa, 2, 2}, {0xa, 2, 0xffff}, {0xc, 2, 8}});
    CHECK(fits(io(0, 0xffff)));
    CHECK(fits(io(1, 0xffff)));
    CHECK_FALSE(fits(io(2, 0xffff)));
}

TEST_CASE("REQ-RSC-08: an MSR without an access is malformed") {
    CHECK(fits(msr(0xffffffff, 1, 0)));
    CHECK(fits(msr(0, 0, 1ull << 63)));
    CHECK_FALSE(fits(msr(0x1b, 0, 0)));
    CHECK_FALSE(fits(msr(0x1b, 0, 0), Call::Protect));
}

TEST_CASE(
    "REQ-RSC-08: a PCI device path has one node with its type, subtype and length, and names a function that exists") {
    every_one_is_refused(pci(0, 31, 7), {{0x10, 1, 0},
                                         {0x10, 1, 2},
                                         {0x11, 1, 0},
                                         {0x11, 1, 2},
                                         {0x12, 2, 5},
                                         {0x12, 2, 7},
                                         {0x12, 2, 0x106},
                                         {0x14, 1, 8},
                                         {0x15, 1, 32},
                                         {0xf, 1, 1},
                                         {0xf, 1, 0xff}});
    CHECK_FALSE(fits(pci(0, 31, 7, 0, 0x1000, 3, 2)));
    CHECK(fits(ignored(pci(0, 31, 7, 0, 0x1000, 3, 2))));
    CHECK(fits(ignored(pci(0, 31, 7, 0, 0x1000, 3, 255))));
    CHECK(fits(pci(255, 31, 7)));
}

TEST_CASE("REQ-RSC-08: PCI registers that are none or beyond a function are malformed") {
    every_one_is_refused(pci(0, 1, 0, 0xfff, 1),
                         {{0xc, 2, 0}, {0xc, 2, 2}, {0xc, 2, 0xffff}, {0xa, 2, 0x1000}, {0xa, 2, 0xffff}, {8, 2, 0}});
}

TEST_CASE("REQ-RSC-08: a descriptor of the length that coreboot once gave it is malformed") {
    auto pci16 = pci(0, 31, 0);
    put(pci16, 4, 2, 16);
    CHECK_FALSE(fits(pci16));
    CHECK_FALSE(fits(ignored(pci16)));
}

TEST_CASE("REQ-RSC-09: the OS names whole pages") {
    for (auto const call : {Call::Protect, Call::Unprotect}) {
        every_one_is_refused(mem(0x1000, 0x1000), {{8, 8, 0x1001}, {8, 8, 0x1800}, {0x10, 8, 0xfff}, {0x10, 8, 1}},
                             call);
        every_one_is_refused(mmio(0x1000, 0x1000), {{8, 8, 0x1001}, {0x10, 8, 0x1800}}, call);
    }
    CHECK(fits(mem(0x1001, 0xfff)));
}

TEST_CASE("REQ-RSC-09: the OS names whole MSRs and whole PCI functions") {
    for (auto const call : {Call::Protect, Call::Unprotect}) {
        every_one_is_refused(msr(0x10, ~0ull, 0), {{0x10, 8, 1}, {0x10, 8, ~1ull}, {0x18, 8, 1}, {0x18, 8, ~0ull >> 1}},
                             call);
        CHECK(fits(msr(0x10, ~0ull, ~0ull), call));
        every_one_is_refused(pci(0, 1, 0), {{0xa, 2, 1}, {0xc, 2, 0xfff}, {0xc, 2, 0x100}}, call);
    }
}

TEST_CASE(
    "REQ-RSC-09: trapped ports and register violations are not accepted from the OS, nor the latter from the BIOS") {
    CHECK(fits(trapped(0xb2, 2, 3)));
    CHECK(fits(trapped(0xb2, 2, 0)));
    for (auto const call : {Call::Protect, Call::Unprotect})
        CHECK_FALSE(fits(trapped(0xb2, 2, 3), call));
    for (auto const call : {Call::Claim, Call::Protect, Call::Unprotect})
        CHECK_FALSE(fits(register_violation(), call));
}

TEST_CASE("REQ-RSC-10: ALL_RESOURCES is accepted in unprotect only") {
    CHECK(fits(all_resources(), Call::Unprotect));
    CHECK_FALSE(fits(all_resources(), Call::Protect));
    CHECK_FALSE(fits(all_resources(), Call::Claim));
}

TEST_CASE("REQ-RSC-08: a type that does not exist is malformed, ignored or not") {
    for (std::uint64_t type : {9ull, 10ull, 0x100ull, 0x10001ull, 0x80000001ull, 0xffffffffull})
        for (auto const& good : one_of_each()) {
            CHECK_FALSE(fits(with(good, 0, 4, type)));
            CHECK_FALSE(fits(with(ignored(good), 0, 4, type)));
        }
}

TEST_CASE("REQ-RSC-04: what is ignored may say anything in its fields, but not in its header") {
    for (auto const& good : one_of_each()) {
        auto bytes = ignored(good);
        for (std::size_t i = 8; i < bytes.size(); ++i)
            if (i != 15) bytes[i] = 0xff;
        CHECK(fits(bytes, Call::Protect));
        put(bytes, 4, 2, 0);
        CHECK_FALSE(fits(bytes, Call::Protect));
    }
    CHECK(fits(ignored(trapped(0xb2, 2, 3)), Call::Protect));
    CHECK(fits(ignored(register_violation()), Call::Protect));
    CHECK(fits(ignored(all_resources()), Call::Protect));
}

TEST_CASE("REQ-RSC-04: a descriptor of length 0 that is ignored does not hold the parser (W-33)") {
    for (std::uint64_t type = 0; type <= 9; ++type) {
        auto bytes = Bytes(4096);
        put(bytes, 0, 4, type);
        put(bytes, 6, 2, 0x8000);
        for (auto const call : {Call::Claim, Call::Protect, Call::Unprotect})
            CHECK_FALSE(accepted(bytes, call));
    }
}

TEST_CASE("REQ-RSC-01: a list ends in its page") {
    std::vector<Bytes> parts(255, io(0x80, 1));
    CHECK_FALSE(accepted(join(parts), Call::Protect));
    parts.push_back(end());
    CHECK(accepted(join(parts), Call::Protect));
    parts.insert(parts.begin(), all_resources());
    CHECK_FALSE(accepted(join(parts), Call::Unprotect));
    CHECK_FALSE(accepted(join(std::vector<Bytes>(256, io(0x80, 1))), Call::Protect));
    CHECK_FALSE(accepted(join(std::vector<Bytes>(512, all_resources())), Call::Unprotect));
    CHECK(accepted(end(), Call::Protect));
}

TEST_CASE("REQ-RSC-01: an end that is ignored or continued elsewhere is none") {
    CHECK_FALSE(accepted(ignored(end()), Call::Protect));
    CHECK_FALSE(accepted(join({ignored(end()), end()}), Call::Protect));
    CHECK_FALSE(accepted(end(0x1000), Call::Protect));
    CHECK_FALSE(accepted(end(1), Call::Claim));
}

TEST_CASE("REQ-RSC-01: what follows the end is not looked at") {
    CHECK(accepted(join({mem(0x1000, 0x1000), end(), Bytes(64, 0xff)}), Call::Protect));
}

TEST_CASE("REQ-RSC-08: the offset of the descriptor that is wrong is told") {
    auto const page = page_of(join({pci(0, 1, 0), io(0x80, 1), mem(0x1000, 0), end()}));
    stm::resources::Nodes nodes{};
    CHECK_FALSE(stm::resources::read_nodes(page.word, sizeof page, Call::Protect, nodes));
    REQUIRE(nodes.count == 2);
    CHECK(nodes.at[0] == 0);
    CHECK(nodes.at[1] == 22);
    CHECK(nodes.at[2] == 38);
}
