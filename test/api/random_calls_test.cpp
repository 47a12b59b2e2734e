// SPDX-License-Identifier: Apache-2.0
#include "test/api/os_oracle.hpp"
#include "test/api/os_world.hpp"
#include "test/resources/generate.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

constexpr std::uint32_t kProtect = 0x10003, kUnprotect = 0x10004;
constexpr std::uint32_t kUnprotectable = 0x80010007, kMalformed = 0x8001000d;

// Well-formed, or with a bit that was changed.
Bytes some_page(Random& random, bool unprotect) {
    auto list = some_list(random, unprotect ? stm::Call::Unprotect : stm::Call::Protect, 0x1000);
    if (random.one_in(4)) list[random.below(list.size())] ^= static_cast<std::uint8_t>(1u << random.below(8));
    return bytes_of(page_of(list));
}

// Of the BIOS's list in an OsWorld.
OsOracle oracle_of_world() {
    OsOracle oracle;
    oracle.use_window({kWindowPage, kWindowBuses});
    oracle.claim({stm::Area::Physical, true, true, false, 0x100, 0x10f});
    oracle.claim({stm::Area::Port, true, true, false, 0x70, 0x71});
    return oracle;
}

// The range, and what is beside it, by each access alone.
void compare_around(OsWorld const& os, OsOracle const& oracle, Named const& name) {
    for (unsigned access = 0; access < 3; ++access)
        for (auto const x : {name.first - 1, name.first, name.last, name.last + 1}) {
            stm::Request const one{name.area, access == 0, access == 1, access == 2, x, x};
            REQUIRE(os.policy->for_handler(one) == oracle.for_handler(one));
        }
}

} // namespace

TEST_CASE("REQ-POL-03: after any calls, what is protected is what a plain set says, and so are all answers") {
    Random random(seed_or(57));
    OsWorld os;
    os.platform.ecam = {.first_page = kWindowPage, .buses = kWindowBuses};
    auto oracle = oracle_of_world();
    unsigned done = 0, refused = 0, malformed = 0;
    for (unsigned n = 0; n < 3000; ++n) {
        CAPTURE(n);
        bool const unprotect = random.one_in(2);
        auto const page = some_page(random, unprotect);
        auto const expected = oracle.serve({.function = unprotect ? kUnprotect : kProtect,
                                            .rbx = kCallPage,
                                            .rcx = 0,
                                            .rdx = 0,
                                            .long_mode = true,
                                            .phase = stm::api::Phase::Started,
                                            .page = page});
        REQUIRE((unprotect ? os.unprotect(page) : os.protect(page)) == expected.status);
        REQUIRE(os.found(page.size()) == expected.written.over(kCallPage, page));
        REQUIRE(memory().writes == (expected.status == kMalformed ? 0 : 1));
        if (expected.status == kSuccess) ++done;
        if (expected.status == kUnprotectable) ++refused;
        if (expected.status == kMalformed) ++malformed;

        auto const names_page = [](auto const& name) { return name.area == stm::Area::Physical; };
        if (!unprotect)
            REQUIRE(os.unmap == (expected.status == kSuccess && std::ranges::any_of(expected.named, names_page)));
        for (auto const& name : expected.named)
            compare_around(os, oracle, name);
    }
    for (auto const& edge : oracle.edges(1000))
        REQUIRE(os.policy->for_handler(edge) == oracle.for_handler(edge));
    CHECK(done > 500);
    CHECK(refused > 100);
    CHECK(malformed > 100);
}
