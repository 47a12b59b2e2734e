// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/bios_pages.h"
#include "test/resources/generate.hpp"
#include "test/resources/memory.hpp"
#include "test/resources/oracle.hpp"

#include <array>
#include <cstring>
#include <doctest/doctest.h>
#include <memory>

using namespace redoubt::test;
using stm::Area;
using stm::Call;
using stm::resources::BiosList;
using stm::resources::Outcome;

namespace {

std::unique_ptr<BiosList> read(std::uint64_t address, Outcome expected) {
    auto list = std::make_unique<BiosList>();
    std::memset(list.get(), 0xee, sizeof *list);
    stm::arch::Window window{};
    auto const outcome = stm::resources::read_bios_list(*list, address, kLayout, window, kLinear);
    CHECK(outcome == expected);
    CHECK_FALSE(memory().outside);
    if (outcome != Outcome::Ok) {
        CHECK(list->bytes == 0);
        CHECK(list->nodes.count == 0);
    }
    return list;
}

Bytes copy_of(BiosList const& list) {
    Bytes bytes(sizeof list.word);
    std::memcpy(bytes.data(), list.word, sizeof list.word);
    return bytes;
}

// The copy is these bytes and zeros behind them.
void holds(BiosList const& list, Bytes expected) {
    CHECK(list.bytes == expected.size());
    expected.resize(sizeof list.word);
    CHECK(copy_of(list) == expected);
}

std::vector<Named> claims(BiosList const& list, std::uint32_t i, stm::resources::Ecam const& ecam) {
    std::array<stm::Request, 64> requests{};
    auto const n = stm::resources::bios_claims(list, i, ecam, requests.data());
    std::vector<Named> all;
    for (std::uint32_t r = 0; r < n; ++r) {
        REQUIRE(stm::legal(requests[r]));
        all.push_back(named(requests[r]));
    }
    return all;
}

constexpr stm::resources::Ecam kNone{.first_page = 0, .buses = 0};

} // namespace

TEST_CASE("REQ-RSC-11: a list of one part at any address is copied as it is") {
    auto const bytes = join({mem(0x1000, 0x2000), pci(0, 31, 0), trapped(0xb2, 2, 7), end()});
    for (std::uint64_t address = kTseg + 0xff0; address < kTseg + 0x1010; ++address) {
        clear_memory();
        place(address, bytes);
        holds(*read(address, Outcome::Ok), bytes);
    }
}

TEST_CASE("REQ-RSC-06: the parts of a list are joined without the ends between them") {
    clear_memory();
    place(kTseg + 0x101, join({mem(0x1000, 0x2000), pci(0, 31, 0), end(kTseg + 0x7ffd)}));
    place(kTseg + 0x7ffd, join({io(0x70, 2), end(kTseg + 3)}));
    place(kTseg + 3, join({end(kTseg + 0x50)}));
    place(kTseg + 0x50, join({io(0x80, 2), end()}));
    holds(*read(kTseg + 0x101, Outcome::Ok),
          join({mem(0x1000, 0x2000), pci(0, 31, 0), io(0x70, 2), io(0x80, 2), end()}));
}

TEST_CASE("REQ-RSC-06: a cycle of parts is found (W-37)") {
    clear_memory();
    place(kTseg, join({io(0x70, 2), end(kTseg)}));
    read(kTseg, Outcome::Cycle);
    clear_memory();
    place(kTseg, end(kTseg));
    read(kTseg, Outcome::Cycle);
    clear_memory();
    place(kTseg, join({io(0x70, 2), end(kTseg + 0x1000)}));
    place(kTseg + 0x1000, join({io(0x72, 2), end(kTseg + 0x2000)}));
    place(kTseg + 0x2000, end(kTseg + 0x1000));
    read(kTseg, Outcome::Cycle);
}

TEST_CASE("REQ-RSC-06: a part that continues in its own middle is found (W-37)") {
    clear_memory();
    place(kTseg, join({io(0x70, 2), io(0x72, 2), end(kTseg + 16)}));
    read(kTseg, Outcome::Cycle);
}

TEST_CASE("REQ-RSC-06: more parts than the monitor follows are refused, as many as it does are read") {
    for (unsigned parts : {stm::resources::kMaxParts, stm::resources::kMaxParts + 1}) {
        clear_memory();
        for (unsigned i = 0; i < parts; ++i)
            place(kTseg + 16 * i, end(i + 1 < parts ? kTseg + 16 * (i + 1) : 0));
        read(kTseg, parts == stm::resources::kMaxParts ? Outcome::Ok : Outcome::TooLong);
    }
}

TEST_CASE("REQ-RSC-06: a list as long as the copy is read, a longer one is refused") {
    for (unsigned n : {1023u, 1024u}) {
        clear_memory();
        Bytes bytes = join(std::vector<Bytes>(n, io(0x70, 2)));
        auto const whole = join({bytes, end()});
        place(kTseg + 1, whole);
        if (n == 1023)
            holds(*read(kTseg + 1, Outcome::Ok), whole);
        else
            read(kTseg + 1, Outcome::TooLong);
    }
    clear_memory();
    place(kTseg, join(std::vector<Bytes>(2000, io(0x70, 2))));
    read(kTseg, Outcome::TooLong);
}

TEST_CASE("REQ-BIOS-02: a list that leaves the BIOS's part of SMRAM is refused, and nothing outside is read") {
    auto const bytes = join({mem(0x1000, 0x2000), end()});
    std::vector<std::uint64_t> const outside{
        0,        0x1000, kTseg - 1, kTseg - 48,       kMseg - 47,     kMseg - 1, kMseg, kMseg + 0x1000,
        kTop + 1, ~0ull,  ~0ull - 7, 0x10000000000000, 0xfffffffffffff};
    for (auto const address : outside) {
        clear_memory();
        place(address, bytes);
        read(address, Outcome::NotInSmram);
    }
    clear_memory();
    place(kMseg - 48, bytes);
    holds(*read(kMseg - 48, Outcome::Ok), bytes);
    clear_memory();
    place(kTseg, join({io(0x70, 2), end(kMseg)}));
    read(kTseg, Outcome::NotInSmram);
    clear_memory();
    place(kTseg, join({io(0x70, 2), end(0x1000)}));
    read(kTseg, Outcome::NotInSmram);
}

TEST_CASE("REQ-RSC-08: a malformed descriptor in any part is refused (W-33)") {
    clear_memory();
    place(kTseg, join({mem(0x1000, 0), end()}));
    read(kTseg, Outcome::Malformed);
    clear_memory();
    place(kTseg, join({io(0x70, 2), end(kTseg + 0x100)}));
    place(kTseg + 0x100, join({ignored(header(2, 8)), end()}));
    read(kTseg, Outcome::Malformed);
    clear_memory();
    read(kTseg, Outcome::Malformed); // zeros
    clear_memory();
    auto wrong = end(kTseg + 0x100);
    put(wrong, 6, 2, 0x8000);
    place(kTseg, wrong);
    place(kTseg + 0x100, end());
    read(kTseg, Outcome::Malformed);
    clear_memory();
    place(kTseg, join({all_resources(), end()}));
    read(kTseg, Outcome::Malformed);
    clear_memory();
    place(kTseg, join({register_violation(), end()}));
    read(kTseg, Outcome::Malformed);
}

TEST_CASE("REQ-RSC-11: memory that changes while it is read cannot make a list out of what is none") {
    clear_memory();
    auto const bytes = join({mem(0x1000, 0x1000), end()});
    place(kTseg, bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        memory().later[kTseg + i] = 0xff;
    read(kTseg, Outcome::TooLong);
}

TEST_CASE("REQ-RSC-11: later changes of the original have no effect on the copy") {
    clear_memory();
    auto const bytes = join({mem(0x1000, 0x1000), end()});
    place(kTseg, bytes);
    auto const list = read(kTseg, Outcome::Ok);
    auto const reads = memory().reads;
    place(kTseg, Bytes(64, 0xff));
    CHECK(claims(*list, 0, kNone) == std::vector<Named>{{Area::Physical, true, true, false, 1, 1}});
    CHECK(memory().reads == reads);
}

TEST_CASE(
    "REQ-POL-17: the BIOS claims memory in bytes, which are whole pages, MSRs in bits, and parts of PCI functions") {
    clear_memory();
    place(kTseg, join({mem(0x1fff, 2, 4), msr(0x1b, 0x8000000000000001, 1), pci(0, 31, 0, 0x40, 4, 1),
                       trapped(0xb2, 2, 2), io(0, 0xffff), ignored(io(0, 1)), trapped(0xb2, 2, 4), end()}));
    auto const list = read(kTseg, Outcome::Ok);
    REQUIRE(list->nodes.count == 7);
    stm::resources::Ecam const ecam{.first_page = 0xe0000, .buses = 256};
    CHECK(claims(*list, 0, ecam) == std::vector<Named>{{Area::Physical, false, false, true, 1, 2}});
    CHECK(claims(*list, 1, ecam) ==
          std::vector<Named>{{Area::Msr, true, true, false, 64 * 0x1b, 64 * 0x1b},
                             {Area::Msr, true, false, false, 64 * 0x1b + 63, 64 * 0x1b + 63}});
    auto const first = 4096ull * 0xf8 + 0x40;
    CHECK(claims(*list, 2, ecam) == std::vector<Named>{{Area::Pci, true, false, false, first, first + 3}});
    CHECK(claims(*list, 3, ecam) == std::vector<Named>{{Area::TrappedPort, false, true, false, 0xb2, 0xb3}});
    CHECK(claims(*list, 4, ecam) == std::vector<Named>{{Area::Port, true, true, false, 0, 0xfffe}});
    CHECK(claims(*list, 5, ecam).empty());
    CHECK(claims(*list, 6, ecam).empty());
}

TEST_CASE("REQ-RSC-06: random lists in random parts are copied, read and claimed as the tables say") {
    auto const seed = seed_or(6);
    CAPTURE(seed);
    Random random(seed);
    unsigned good = 0;
    unsigned bad = 0;
    stm::resources::Ecam const ecam{.first_page = kWindowPage, .buses = kWindowBuses};
    for (unsigned n = 0; n < 400; ++n) {
        CAPTURE(n);
        clear_memory();
        auto bytes = some_list(random, Call::Claim, 3000);
        bytes.resize(bytes.size() - 16);
        Bytes all;
        auto address = kTseg + random.below(0x10000);
        auto const first = address;
        for (auto parts = 1 + random.below(4); parts > 0; --parts) {
            auto part = some_list(random, Call::Claim, 3000);
            part.resize(part.size() - 16);
            if (random.one_in(8) && !part.empty())
                part[random.below(part.size())] ^= static_cast<std::uint8_t>(1u << random.below(8));
            all.insert(all.end(), part.begin(), part.end());
            auto const next = kTseg + 0x10000 * (parts + 1) + random.below(0x1000);
            place(address, join({part, end(parts > 1 ? next : 0)}));
            address = next;
        }
        all = join({all, end()});
        auto const expected = parse(all, Call::Claim, {kWindowPage, kWindowBuses});
        auto const list = std::make_unique<BiosList>();
        stm::arch::Window window{};
        auto const outcome = stm::resources::read_bios_list(*list, first, kLayout, window, kLinear);
        REQUIRE_FALSE(memory().outside);
        if (!expected) {
            // A length that is wrong may lead anywhere, but never to a list.
            ++bad;
            REQUIRE(outcome != Outcome::Ok);
            continue;
        }
        ++good;
        REQUIRE(outcome == Outcome::Ok);
        holds(*list, all);
        REQUIRE(list->nodes.count == expected->size());
        for (std::uint32_t i = 0; i < list->nodes.count; ++i)
            REQUIRE(claims(*list, i, ecam) == (*expected)[i].names);
    }
    CHECK(good > 50);
    CHECK(bad > 50);
}
