// SPDX-License-Identifier: Apache-2.0
#include "monitor/policy/policy.h"
#include "test/bench/bench.hpp"
#include "test/policy/random.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using redoubt::bench::Body;
using redoubt::bench::keep;
using redoubt::test::Random;
using stm::Area;
using stm::kMaxRequests;
using stm::Policy;
using stm::Request;
using stm::Status;

namespace {

constexpr std::size_t questions = 1000;
constexpr std::uint64_t ranges = 1000; // of pages, claimed and protected by turns

Request pages(std::uint64_t first, std::uint64_t last) {
    return {.area = Area::Physical, .read = true, .write = true, .execute = false, .first = first, .last = last};
}

std::shared_ptr<Policy> policy_with(std::uint64_t count) {
    auto policy = std::make_shared<Policy>();
    policy->start({.tseg_first = 0x7f000, .mseg_first = 0x7f700, .tseg_last = 0x7f7ff});
    Status verdict{};
    for (std::uint64_t i = 0; i < count; ++i) {
        auto const claimed = pages(16 * i, 16 * i + 3);
        auto const protects = pages(16 * i + 8, 16 * i + 11);
        keep(policy->claim(&claimed, 1, &verdict));
        keep(policy->protect(&protects, 1, &verdict));
    }
    return policy;
}

// The same random questions for each, so that rows compare.
void add_questions(std::string const& name, std::uint64_t count) {
    redoubt::bench::add("for_handler, one page, " + name, questions, [=]() -> Body {
        std::vector<Request> asked;
        Random random(1);
        for (std::size_t i = 0; i < questions; ++i) {
            auto const page = random.below(16 * ranges);
            asked.push_back(pages(page, page));
        }
        return [policy = policy_with(count), asked] {
            for (auto const& r : asked)
                keep(policy->for_handler(r));
        };
    });
    redoubt::bench::add("claimed_bits of an MSR, " + name, questions, [=]() -> Body {
        return [policy = policy_with(count)] {
            for (std::uint32_t index = 0; index < questions; ++index)
                keep(policy->claimed_bits(index, stm::Access::Read));
        };
    });
}

void add_lists() {
    redoubt::bench::add("protect and unprotect a full list", 1, []() -> Body {
        std::vector<Request> list;
        for (std::uint64_t i = 0; i < kMaxRequests; ++i)
            list.push_back(pages(0x100000 + 2 * i, 0x100000 + 2 * i));
        return [policy = policy_with(ranges), list] {
            std::array<Status, kMaxRequests> verdicts{};
            keep(policy->protect(list.data(), kMaxRequests, verdicts.data()));
            keep(policy->unprotect(list.data(), kMaxRequests, verdicts.data()));
        };
    });
}

} // namespace

void redoubt::bench::benchmarks() {
    add_questions("empty policy", 0);
    add_questions("full policy", ranges);
    add_lists();
}
