// SPDX-License-Identifier: Apache-2.0
#include "monitor/caller/handler_page.h"
#include "test/resources/memory.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <vector>

using namespace redoubt::test;
using stm::Area;
using stm::Request;

namespace {

constexpr std::uint32_t kSuccess = 0, kSecurityViolation = 0x80010001;
constexpr std::uint64_t kLimit = 1ull << 36;

Request pages(std::uint64_t first, std::uint64_t last, bool write) {
    return {.area = Area::Physical, .read = true, .write = write, .execute = false, .first = first, .last = last};
}

// The BIOS's part of SMRAM is granted. The BIOS claimed 0xa0000 and pages from 1 MiB on for reading, from 2 MiB on for both, and the last page that the
// processor can address and the one behind it; the OS protects from 3 MiB on.
struct World {
    std::unique_ptr<stm::Policy> policy = std::make_unique<stm::Policy>();
    stm::arch::Window window{.entry = {0x1234}};

    World() {
        clear_memory();
        policy->start(kLayout);
        std::vector<Request> const claims{pages(kTseg >> 12, (kMseg >> 12) - 1, true), pages(0xa0, 0xa0, true),
                                          pages(0x100, 0x10f, false), pages(0x200, 0x20f, true),
                                          pages(0xffffff, 0x1000000, true)};
        std::vector<stm::Status> verdicts(claims.size());
        REQUIRE(policy->claim(claims.data(), static_cast<std::uint32_t>(claims.size()), verdicts.data()) ==
                stm::Status::Ok);
        policy->seal();
        auto const own = pages(0x300, 0x30f, true);
        REQUIRE(policy->protect(&own, 1, verdicts.data()) == stm::Status::Ok);
    }
    std::uint32_t read(std::uint64_t address) {
        stm::arch::Page page{};
        page.word[0] = page.word[511] = 7;
        auto const status = stm::caller::read_handler_page(page, address, *policy, kLimit, window, kLinear);
        bool const success = status == stm::abi::Status::Success;
        CHECK(memory().reads == (success ? 1 : 0));
        CHECK(window.entry[0] == (success ? 0 : 0x1234));
        for (unsigned i = 0; i < 512; ++i)
            REQUIRE(page.word[i] == (success || (i != 0 && i != 511) ? 0 : 7));
        return static_cast<std::uint32_t>(status);
    }
    std::uint32_t write(std::uint64_t address) {
        constexpr std::uint64_t words[]{0x1111111111111111, 0x2222222222222222, 0x3333333333333333};
        auto const status = stm::caller::write_handler_words(words, 3, address, 4, *policy, kLimit, window, kLinear);
        bool const success = status == stm::abi::Status::Success;
        CHECK(memory().writes == (success ? 1 : 0));
        CHECK(memory().bytes.size() == (success ? 24 : 0));
        CHECK(window.entry[0] == (success ? 0 : 0x1234));
        if (success) {
            CHECK(memory().bytes.at(address + 0x20) == 0x11);
            CHECK(memory().bytes.at(address + 0x28) == 0x22);
            CHECK(memory().bytes.at(address + 0x37) == 0x33);
        }
        return static_cast<std::uint32_t>(status);
    }
};

} // namespace

TEST_CASE("REQ-CALL-06: the handler's parameters lie in the BIOS's part of SMRAM or in what was granted to it") {
    struct Row {
        std::uint64_t address;
        std::uint32_t read, write;
    };
    constexpr auto no = kSecurityViolation;
    for (auto const& [address, reading, writing] : {
             Row{0x7f000000, kSuccess, kSuccess}, // the BIOS's part of SMRAM
             {0x7f0ff000, kSuccess, kSuccess},
             {0x7f100000, no, no}, // the monitor's
             {0x7f1ff000, no, no},
             {0x7efff000, no, no}, // nobody's
             {0x7f200000, no, no},
             {0x100000, kSuccess, no}, // claimed for reading
             {0x10f000, kSuccess, no},
             {0x110000, no, no},
             {0xff000, no, no},
             {0x1ff000, no, no},
             {0x200000, kSuccess, kSuccess}, // for both
             {0x20f000, kSuccess, kSuccess},
             {0x200008, no, no}, // no page
             {0x300000, no, no}, // the OS protects it
             {0xa0000, kSuccess, kSuccess},
             {0xa1000, no, no},
             {kLimit - 0x1000, kSuccess, kSuccess},
             {kLimit, no, no}, // claimed, but the processor has no such address
             {0x10000000000000, no, no},
             {0xfffffffffffff000, no, no},
         }) {
        CAPTURE(address);
        CHECK(World().read(address) == reading);
        CHECK(World().write(address) == writing);
    }
}

TEST_CASE("REQ-CALL-01: a page of the handler is copied whole, each word once") {
    World world;
    Bytes bytes;
    for (unsigned i = 0; i < 4096; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i * 5 + i / 256));
    place(0x7f003000, bytes);
    stm::arch::Page page{};
    REQUIRE(stm::caller::read_handler_page(page, 0x7f003000, *world.policy, kLimit, world.window, kLinear) ==
            stm::abi::Status::Success);
    for (unsigned i = 0; i < 4096; ++i)
        REQUIRE((page.word[i / 8] >> (8 * (i % 8)) & 0xff) == bytes[i]);
    CHECK(memory().seen.size() == 512);
    for (auto const& [address, times] : memory().seen)
        CHECK(times == 1);
}
