// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/bios_pages.h"
#include "test/resources/memory.hpp"

#include <doctest/doctest.h>
#include <memory>

using namespace redoubt::test;
using stm::resources::BiosList;
using stm::resources::Outcome;

namespace {

std::unique_ptr<BiosList> list_of(Bytes const& bytes) {
    clear_memory();
    place(kTseg, bytes);
    auto list = std::make_unique<BiosList>();
    stm::arch::Window window{};
    REQUIRE(stm::resources::read_bios_list(*list, kTseg, kLayout, window, kLinear) == Outcome::Ok);
    return list;
}

bool page(BiosList const& list, std::uint32_t index, Bytes& bytes, std::uint32_t& next) {
    stm::arch::Page found{};
    bool const there = stm::resources::bios_page(list, index, found, next);
    bytes = bytes_of(found);
    return there;
}

} // namespace

TEST_CASE("REQ-RSC-05: an OS that asks until the index is 0 has the whole list, and zeros behind it") {
    for (unsigned n : {0u, 1u, 254u, 255u, 256u, 300u, 511u, 512u, 1023u}) {
        auto const whole = join({join(std::vector<Bytes>(n, io(0x70, 2))), end()});
        auto const list = list_of(whole);
        Bytes all;
        std::uint32_t index = 0;
        do {
            Bytes bytes;
            std::uint32_t next = 77;
            REQUIRE(page(*list, index, bytes, next));
            REQUIRE((next == 0 || next == index + 1));
            all.insert(all.end(), bytes.begin(), bytes.end());
            index = next;
        } while (index != 0);
        CHECK(all.size() == (whole.size() + 4095) / 4096 * 4096);
        auto expected = whole;
        expected.resize(all.size());
        CHECK(all == expected);
    }
}

TEST_CASE("REQ-RSC-05: an index past the last page is not found, however large it is") {
    for (unsigned n : {0u, 255u, 256u, 1023u}) {
        auto const list = list_of(join({join(std::vector<Bytes>(n, io(0x70, 2))), end()}));
        std::uint32_t const pages = (list->bytes + 4095) / 4096;
        Bytes bytes;
        std::uint32_t next = 77;
        CHECK(page(*list, pages - 1, bytes, next));
        CHECK(next == 0);
        for (std::uint32_t index : {pages, pages + 1, 0x100000u, 0x100001u, 0x80000000u, 0xfffffffeu, 0xffffffffu})
            CHECK_FALSE(page(*list, index, bytes, next));
    }
}

TEST_CASE("REQ-RSC-05: without a list there is no page") {
    auto const list = std::make_unique<BiosList>();
    Bytes bytes;
    std::uint32_t next = 77;
    CHECK_FALSE(page(*list, 0, bytes, next));
}
