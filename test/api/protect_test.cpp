// SPDX-License-Identifier: Apache-2.0
#include "test/api/os_world.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::Area;
using stm::Decision;

namespace {

constexpr std::uint32_t kSuccess = 0, kUnprotectable = 0x80010007, kMalformed = 0x8001000d,
                        kOutOfResources = 0x80010015;

} // namespace

TEST_CASE("REQ-POL-03: what ProtectResource was asked for is protected, and each descriptor says so") {
    OsWorld os;
    auto const list = join({mem(0x200000, 0x3000), io(0x80, 4), end()});
    CHECK(os.protect(list) == kSuccess);
    CHECK(os.found(list.size()) == join({granted(mem(0x200000, 0x3000)), granted(io(0x80, 4)), end()}));
    CHECK(os.handler(Area::Physical, 0x1ff) == Decision::Denied);
    CHECK(os.handler(Area::Physical, 0x200) == Decision::Protected);
    CHECK(os.handler(Area::Physical, 0x202) == Decision::Protected);
    CHECK(os.handler(Area::Physical, 0x203) == Decision::Denied);
    CHECK(os.handler(Area::Port, 0x83) == Decision::Protected);
    CHECK(os.handler(Area::Port, 0x84) == Decision::Denied);
    CHECK(os.handler(Area::Port, 0x70) == Decision::Granted);
    CHECK(os.unmap);
}

TEST_CASE("REQ-MAP-09: only a protection of pages is reported as one that changes maps") {
    OsWorld os;
    CHECK(os.protect(join({io(0x80, 4), msr(0x1b, ~0ull, 0), end()})) == kSuccess);
    CHECK_FALSE(os.unmap);
    CHECK(os.protect(join({io(0x90, 4), pci(0, 2, 0), end()})) == kSuccess); // its page in the window
    CHECK(os.unmap);
    CHECK(os.protect(join({mem(0x100000, 0x1000), end()})) == kUnprotectable);
    CHECK_FALSE(os.unmap);
    CHECK(os.protect(join({ignored(mem(0x200000, 0x1000)), end()})) == kSuccess);
    CHECK_FALSE(os.unmap);
}

TEST_CASE("REQ-RSC-03: a list that meets a claim is refused as a whole, and says which descriptors are to blame") {
    OsWorld os;
    auto const list = join({mem(0x200000, 0x1000), mem(0x10f000, 0x2000), io(0x80, 4), end()});
    CHECK(os.protect(list) == kUnprotectable);
    CHECK(os.found(list.size()) ==
          join({granted(mem(0x200000, 0x1000)), mem(0x10f000, 0x2000), granted(io(0x80, 4)), end()}));
    CHECK(os.handler(Area::Physical, 0x200) == Decision::Denied);
    CHECK(os.handler(Area::Physical, 0x10f) == Decision::Granted);
    CHECK(os.handler(Area::Physical, 0x110) == Decision::Denied);
    CHECK(os.handler(Area::Port, 0x80) == Decision::Denied);
}

TEST_CASE("REQ-POL-02: what the monitor keeps for itself is nobody's to protect") {
    OsWorld os;
    for (auto const& bytes : {mem(kMseg, 0x1000), mem(kTop + 1 - 0x1000, 0x2000), mmio(kMseg - 0x1000, 0x2000),
                              msr(0x9b, 0, ~0ull), msr(0x1f3, ~0ull, ~0ull)}) {
        CHECK(os.protect(join({bytes, end()})) == kUnprotectable);
        CHECK(os.found(bytes.size()) == bytes);
    }
}

TEST_CASE("REQ-RSC-01: a list that is malformed changes nothing, neither the policy nor the OS's page") {
    OsWorld os;
    for (auto const& list :
         {join({mem(0x200000, 0x1000), mem(0x300000, 0), end()}), join({mem(0x200000, 0x1000)}),
          join({mem(0x200000, 0x1000), end(0x1000)}), join({all_resources(), end()}),
          join({mem(0x200000, 0x1000), trapped(0xb2, 2, 3), end()}), join({granted(mem(0x200000, 0x1000)), end()})}) {
        CHECK(os.protect(list) == kMalformed);
        CHECK(memory().writes == 0);
        CHECK(os.handler(Area::Physical, 0x200) == Decision::Denied);
        CHECK_FALSE(os.unmap);
    }
}

TEST_CASE("REQ-RSC-02: of the page nothing is written but the words of descriptors") {
    OsWorld os;
    auto const list = join({io(0x80, 4), ignored(mem(0x5000, 0x1000)), end()});
    CHECK(os.protect(list) == kSuccess);
    CHECK(os.found(48) == join({granted(io(0x80, 4)), ignored(mem(0x5000, 0x1000))}));
    clear_memory(); // what another processor of the OS has put there since
    stm::arch::Window window{};
    stm::api::write_list(os.page, os.scratch->list, kCallPage, kPlatform, window, kLinear);
    CHECK(memory().bytes.size() == 48);
    CHECK(memory().bytes.begin()->first == kCallPage);
    clear_memory();
    CHECK(os.protect(join({end()})) == kSuccess);
}

TEST_CASE("REQ-POL-05: a list for which there is no room changes nothing") {
    OsWorld os;
    std::uint64_t base = 0x1000000;
    std::uint32_t status = kSuccess;
    unsigned lists = 0;
    auto const next = [&] {
        std::vector<Bytes> parts;
        for (unsigned i = 0; i < 120; ++i, base += 0x2000)
            parts.push_back(mem(base, 0x1000, 7));
        parts.push_back(end());
        return join(parts);
    };
    while (status == kSuccess && lists < 40) {
        status = os.protect(next());
        ++lists;
    }
    CHECK(status == kOutOfResources);
    CHECK(os.handler(Area::Physical, (base >> 12) - 2) == Decision::Denied);
    CHECK(os.handler(Area::Physical, 0x1000) == Decision::Protected);
    CHECK(os.found(7)[6] == 1); // it would have been granted by itself
    CHECK_FALSE(os.unmap);
}

TEST_CASE("REQ-POL-13: UnprotectResource gives up what it names, protected or not, and nothing of the BIOS's") {
    OsWorld os;
    REQUIRE(os.protect(join({mem(0x200000, 0x3000), io(0x80, 4), end()})) == kSuccess);
    auto const list = join({mem(0x201000, 0x1000), mem(0x100000, 0x1000), io(0x60, 1), end()});
    CHECK(os.unprotect(list) == kSuccess);
    CHECK(os.found(list.size()) ==
          join({granted(mem(0x201000, 0x1000)), granted(mem(0x100000, 0x1000)), granted(io(0x60, 1)), end()}));
    CHECK(os.handler(Area::Physical, 0x200) == Decision::Protected);
    CHECK(os.handler(Area::Physical, 0x201) == Decision::Denied);
    CHECK(os.handler(Area::Physical, 0x202) == Decision::Protected);
    CHECK(os.handler(Area::Physical, 0x100) == Decision::Granted);
    CHECK(os.handler(Area::Port, 0x60) == Decision::Denied);
    CHECK(os.handler(Area::Port, 0x80) == Decision::Protected);
}

TEST_CASE("REQ-RSC-10: ALL_RESOURCES gives up everything, whatever stands beside it") {
    OsWorld os;
    REQUIRE(os.protect(join({mem(0x200000, 0x3000), io(0x80, 4), end()})) == kSuccess);
    CHECK(os.unprotect(join({io(0x60, 1), all_resources(), end()})) == kSuccess);
    CHECK(os.found(24) == join({granted(io(0x60, 1)), granted(all_resources())}));
    CHECK(os.handler(Area::Physical, 0x200) == Decision::Denied);
    CHECK(os.handler(Area::Port, 0x80) == Decision::Denied);
    CHECK(os.handler(Area::Port, 0x70) == Decision::Granted);
}

TEST_CASE("REQ-POL-05: a malformed list gives up nothing") {
    OsWorld os;
    REQUIRE(os.protect(join({mem(0x200000, 0x3000), end()})) == kSuccess);
    CHECK(os.unprotect(join({mem(0x200000, 0x3000), mem(0x200800, 0x1000), end()})) == kMalformed);
    CHECK(memory().writes == 0);
    CHECK(os.handler(Area::Physical, 0x200) == Decision::Protected);
    CHECK(os.unprotect(join({all_resources(), io(0x80, 0), end()})) == kMalformed);
    CHECK(os.handler(Area::Physical, 0x200) == Decision::Protected);
}

TEST_CASE("REQ-POL-05: what cannot be given up for want of room stays protected, and the call says so") {
    OsWorld os;
    REQUIRE(os.protect(join({mem(0x1000000, 0x10000000, 7), end()})) == kSuccess);
    std::uint64_t base = 0x1000000;
    std::uint32_t status = kSuccess;
    for (unsigned lists = 0; status == kSuccess && lists < 40; ++lists) { // each splits three ranges more
        std::vector<Bytes> parts;
        for (unsigned i = 0; i < 120; ++i, base += 0x2000)
            parts.push_back(mem(base + 0x1000, 0x1000, 7));
        parts.push_back(end());
        status = os.unprotect(join(parts));
    }
    CHECK(status == 0x8001ffff);
    CHECK(os.handler(Area::Physical, (base >> 12) - 1) == Decision::Protected);
    CHECK(os.handler(Area::Physical, 0x1001) == Decision::Denied);
}
