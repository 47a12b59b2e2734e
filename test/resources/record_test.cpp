// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/record.h"
#include "test/resources/bytes.hpp"

#include <cstring>
#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::resources::Record;

namespace {

Bytes recorded(stm::arch::Page const& page, std::uint32_t offset) {
    Record record{};
    std::memset(&record, 0xee, sizeof record);
    stm::resources::record_descriptor(page.word, offset, sizeof page, record);
    Bytes bytes(sizeof record);
    std::memcpy(bytes.data(), &record, sizeof record);
    return bytes;
}

} // namespace

TEST_CASE("REQ-EXC-04: a log record holds the bytes of one descriptor at any offset, and zeros") {
    std::vector<Bytes> const parts{pci(0, 31, 0), mem(0x1000, 0x3000), io(0x70, 2), all_resources()};
    auto const page = page_of(join(parts));
    std::size_t offset = 0;
    for (auto expected : parts) {
        auto const length = expected.size();
        expected.resize(248);
        CHECK(recorded(page, static_cast<std::uint32_t>(offset)) == expected);
        offset += length;
    }
}

TEST_CASE("REQ-EXC-04: a descriptor that is longer than a record is cut off") {
    auto expected = ignored(pci(7, 31, 0, 0, 0x1000, 3, 255));
    auto const page = page_of(expected);
    expected.resize(248);
    CHECK(recorded(page, 0) == expected);
    CHECK(recorded(page_of(join({io(0x70, 2), ignored(pci(7, 31, 0, 0, 0x1000, 3, 255))})), 16) == expected);
}
