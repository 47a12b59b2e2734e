// SPDX-License-Identifier: Apache-2.0
#include "test/api/os_world.hpp"
#include "test/policy/random.hpp"

#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <set>

using namespace redoubt::test;

namespace {

constexpr std::uint32_t kSuccess = 0, kUnprotectable = 0x80010007, kMalformed = 0x8001000d;
constexpr std::uint64_t kFirst = 0xf0, kPages = 0x30, kPorts = 0x80; // claims are in the middle of both

// One by one what is protected: pages in three ways, ports in two.
struct Protected {
    std::array<std::set<std::uint64_t>, 3> pages;
    std::set<std::uint64_t> ports;
};

struct Descriptor {
    Bytes bytes;
    bool malformed = false, ignored = false, everything = false;
    std::set<std::uint64_t> pages, ports;
    unsigned rwx = 0;

    [[nodiscard]] bool meets_claims() const {
        for (auto const page : pages)
            if (page >= 0x100 && page <= 0x10f && (rwx & 3) != 0) return true; // nobody claimed to execute
        for (auto const port : ports)
            if (port == 0x70 || port == 0x71) return true;
        return false;
    }
};

Descriptor some_memory(Random& random) {
    Descriptor d;
    auto const first = kFirst + random.below(kPages), count = random.below(12) + (random.below(20) == 0 ? 0 : 1);
    d.rwx = static_cast<unsigned>(random.below(7) + 1);
    auto const odd = random.below(40) == 0;
    d.malformed = count == 0 || odd;
    d.bytes = random.below(2) == 0 ? mem(first * 0x1000 + (odd ? 8 : 0), count * 0x1000, d.rwx)
                                   : mmio(first * 0x1000 + (odd ? 8 : 0), count * 0x1000, d.rwx);
    for (std::uint64_t i = 0; i < count; ++i)
        d.pages.insert(first + i);
    return d;
}

Descriptor some_ports(Random& random) {
    Descriptor d;
    auto const first = random.below(kPorts), count = random.below(8) + 1;
    d.bytes = io(static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(count));
    for (std::uint64_t i = 0; i < count; ++i)
        d.ports.insert(first + i);
    return d;
}

Descriptor some_descriptor(Random& random, bool unprotect) {
    Descriptor d;
    if (random.below(30) == 0) {
        d.bytes = all_resources();
        d.everything = true;
        d.malformed = !unprotect;
    } else {
        d = random.below(3) == 0 ? some_ports(random) : some_memory(random);
    }
    if (random.below(8) == 0) {
        auto const bytes = ignored(d.bytes);
        d = {};
        d.bytes = bytes;
        d.ignored = true;
    }
    return d;
}

} // namespace

TEST_CASE("REQ-POL-03: after any calls, what is protected is what a plain set says, and so are all answers") {
    Random random(seed_or(57));
    OsWorld os;
    Protected expected;
    unsigned done = 0, refused = 0, malformed = 0;
    for (unsigned n = 0; n < 3000; ++n) {
        CAPTURE(n);
        bool const unprotect = random.below(2) == 0;
        std::vector<Descriptor> list;
        for (auto count = random.below(6); count-- > 0;)
            list.push_back(some_descriptor(random, unprotect));

        std::vector<Bytes> asked, answered;
        bool bad = false, taken = false, all = false;
        for (auto const& d : list) {
            bad = bad || d.malformed;
            bool const meets = !unprotect && d.meets_claims();
            taken = taken || meets;
            all = all || d.everything;
            asked.push_back(d.bytes);
            answered.push_back(d.ignored || meets ? d.bytes : granted(d.bytes));
        }
        asked.push_back(end());
        answered.push_back(end());
        auto const status = bad ? kMalformed : taken ? kUnprotectable : kSuccess;
        REQUIRE((unprotect ? os.unprotect(join(asked)) : os.protect(join(asked))) == status);
        auto const words = join(bad ? asked : answered);
        REQUIRE(os.found(words.size()) == words);
        REQUIRE(memory().writes == (bad ? 0 : 1));
        (bad ? malformed : taken ? refused : done) += 1;

        if (status == kSuccess && all) expected = {};
        if (status == kSuccess)
            for (auto const& d : list) {
                for (unsigned way = 0; way < 3; ++way)
                    for (auto const page : d.pages)
                        if ((d.rwx >> way & 1) != 0)
                            unprotect ? (void)expected.pages[way].erase(page) : (void)expected.pages[way].insert(page);
                for (auto const port : d.ports)
                    unprotect ? (void)expected.ports.erase(port) : (void)expected.ports.insert(port);
            }
        auto const names_page = std::ranges::any_of(list, [](auto const& d) { return !d.pages.empty(); });
        if (!unprotect) REQUIRE(os.unmap == (status == kSuccess && names_page));

        for (std::uint64_t page = kFirst; page < kFirst + kPages + 12; ++page)
            for (unsigned way = 0; way < 3; ++way) {
                bool const claimed = page >= 0x100 && page <= 0x10f && way < 2;
                auto const decision =
                    os.policy->for_handler({stm::Area::Physical, way == 0, way == 1, way == 2, page, page});
                REQUIRE(decision == (claimed                              ? stm::Decision::Granted
                                     : expected.pages[way].contains(page) ? stm::Decision::Protected
                                                                          : stm::Decision::Denied));
            }
        for (std::uint64_t port = 0; port < kPorts + 8; ++port)
            REQUIRE(os.handler(stm::Area::Port, port) == (port == 0x70 || port == 0x71    ? stm::Decision::Granted
                                                          : expected.ports.contains(port) ? stm::Decision::Protected
                                                                                          : stm::Decision::Denied));
    }
    CHECK(done > 500);
    CHECK(refused > 100);
    CHECK(malformed > 100);
}
