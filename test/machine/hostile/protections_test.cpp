// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/protections.hpp"
#include "machine/hostile/statuses.hpp"
#include "spec/abi/resource.h"

#include <cstring>
#include <doctest/doctest.h>

using redoubt::hostile::is_status;
using redoubt::hostile::PageBytes;
using redoubt::hostile::Protections;
using redoubt::machine::Access;
using namespace stm::abi;

namespace {

RscMem memory(uint64_t base, uint64_t length, uint32_t rights, uint16_t flags = 0) {
    return {.header = {.rsc_type = RscType::MemRange, .length = sizeof(RscMem), .flags = flags},
            .base = base,
            .length = length,
            .rwx_attributes = rights,
            .reserved2 = 0};
}

template <typename... Descriptors>
PageBytes list(Descriptors const&... descriptors) {
    PageBytes page{};
    std::size_t at = 0;
    ((std::memcpy(page.data() + at, &descriptors, sizeof descriptors), at += sizeof descriptors), ...);
    return page; // zeros are the end
}

} // namespace

TEST_CASE("hostile: REQ-POL-03: what was protected is denied by kind of access, until it is given up") {
    Protections protections;
    protections.protect(list(memory(0x5000, 0x2000, RscMem::kWrite)));
    CHECK(protections.denies(0x5000, Access::Write));
    CHECK(protections.denies(0x6fff, Access::Write));
    CHECK_FALSE(protections.denies(0x4fff, Access::Write));
    CHECK_FALSE(protections.denies(0x7000, Access::Write));
    CHECK_FALSE(protections.denies(0x5000, Access::Read));
    CHECK_FALSE(protections.denies(0x5000, Access::Execute));
    protections.unprotect(list(memory(0x6000, 0x1000, RscMem::kRead)));
    CHECK(protections.empty());
}

TEST_CASE("hostile: REQ-RSC-04: what is ignored, or is no range, protects nothing") {
    Protections protections;
    protections.protect(list(memory(0x5000, 0x1000, 7, RscHeader::kIgnoreResource)));
    protections.protect(list(memory(~uint64_t{0} - 10, 0x1000, 7)));
    protections.protect(list(memory(0x5000, 0, 7)));
    CHECK(protections.empty());
    protections.protect(
        list(memory(0x5000, 0x1000, 7), RscHeader{RscType::EndOfResources, 8, 0}, memory(0x9000, 0x1000, 7)));
    CHECK(protections.denies(0x5000, Access::Execute));
    CHECK_FALSE(protections.denies(0x9000, Access::Read));
    protections.unprotect(list(RscHeader{RscType::AllResources, sizeof(RscHeader), 0}));
    CHECK(protections.empty());
}

TEST_CASE("hostile: the statuses are the interface's and no others") {
    for (uint32_t const number : {0x0u, 0x80010001u, 0x80010018u, 0x8001ffffu, 0x80038001u, 0x80040024u, 0xffffffffu})
        CHECK(is_status(number));
    for (uint32_t const number : {0x1u, 0x80010000u, 0x80010019u, 0x80020002u, 0x80038003u, 0x80040025u, 0xfffffffeu})
        CHECK_FALSE(is_status(number));
}
