// SPDX-License-Identifier: Apache-2.0
#include "test/log/oracle.hpp"
#include "test/policy/random.hpp"

#include <cstring>
#include <doctest/doctest.h>

using namespace redoubt::test;

namespace {

std::uint64_t any_page(Random& random) {
    if (random.one_in(40)) return random.next();
    if (random.one_in(40)) return 0x1000 * random.between(0xa0 - 2, 0xbf + 2);
    if (random.one_in(40)) return 0x1000 * random.between(0x7f000 - 2, 0x7f000 + 2);
    if (random.one_in(40)) return 0x1000 * random.between(0x100000 - 2, 0x100000 + 2);
    if (random.one_in(40)) return limit - 0x1000 * random.below(3);
    return 0x1000 * random.between(0x100, 0x4000);
}

stm::arch::Page any_request(Random& random) {
    auto const sub = static_cast<std::uint32_t>(random.one_in(30) ? random.next() : random.between(1, 6));
    if (sub != kNew) {
        auto const argument = static_cast<std::uint32_t>(random.one_in(10) ? random.next() : random.below(0x400));
        return request(sub, random.one_in(5) ? 0 : argument);
    }
    std::vector<std::uint64_t> pages(random.one_in(20) ? random.between(1, 510) : random.between(1, 4));
    for (auto& page : pages)
        page = any_page(random);
    auto const n = random.one_in(20) ? random.next() : pages.size();
    return request(kNew, static_cast<std::uint32_t>(n), pages);
}

} // namespace

TEST_CASE("REQ-CALL-07: over random requests and events, answers and pages are those of a plain list of events") {
    auto const seed = seed_or(2024);
    CAPTURE(seed);
    Random random(seed);
    Os os;
    LogOracle oracle;
    for (int step = 0; step < 300'000; ++step) {
        if (random.one_in(6)) {
            auto const page = any_request(random);
            auto const status = os.call(page);
            REQUIRE_MESSAGE(status == oracle.call(page), "step ", step);
            if (page.word[0] % 0x100000000 == kDelete && status == stm::abi::Status::Success) os.memory.clear();
        } else {
            auto const type = static_cast<unsigned>(random.below(12));
            std::vector<std::uint8_t> data(random.below(248 + 30));
            stm::arch::Page copy{};
            for (std::size_t k = 0; k < data.size(); ++k) {
                data[k] = static_cast<std::uint8_t>(random.next());
                std::memcpy(reinterpret_cast<std::uint8_t*>(&copy) + 13 + k, &data[k], 1);
            }
            stm::log::EventData words{};
            stm::log::set_resource(words, copy, 13, static_cast<std::uint32_t>(data.size()));
            REQUIRE_MESSAGE(os.record(static_cast<std::uint16_t>(type), words) == oracle.record(type, data), "step ",
                            step);
        }
        if (random.one_in(10)) REQUIRE_MESSAGE(os.memory == oracle.memory(), "step ", step);
    }
}
