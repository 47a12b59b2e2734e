// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/event_log.hpp"
#include "test/fuzz/seeds.hpp"

#include <initializer_list>

namespace redoubt::fuzz {
namespace {

void put_request(Seed& seed, unsigned sub, unsigned argument = 0) {
    seed.below(kLogSteps, static_cast<unsigned>(LogStep::Request));
    put_log_request(seed, sub, argument);
}

void put_new(Seed& seed, std::initializer_list<unsigned> places) {
    seed.below(kLogSteps, static_cast<unsigned>(LogStep::New));
    put_new_log(seed, places);
}

void put_record(Seed& seed, unsigned type, unsigned offset, unsigned length) {
    seed.below(kLogSteps, static_cast<unsigned>(LogStep::Record)).byte(type);
    seed.below(4097, offset).below(4097 - offset, length);
}

void put_scribble(Seed& seed, unsigned slot) {
    seed.below(kLogSteps, static_cast<unsigned>(LogStep::Scribble)).number(2, slot).byte(0xff);
}

} // namespace

Corpus event_log_seeds() {
    Seed life;
    put_new(life, {0, 2});
    put_request(life, test::kConfigure, 0x3ff);
    put_request(life, test::kStart);
    put_record(life, 4, 13, 22);
    put_record(life, 9, 0, 300);
    put_scribble(life, 1);
    put_record(life, 12, 0, 8);
    put_request(life, test::kStop);
    put_request(life, test::kClear);
    put_request(life, test::kDelete);
    Seed wraps;
    put_new(wraps, {0});
    put_request(wraps, test::kConfigure, 0x010);
    put_request(wraps, test::kStart);
    for (unsigned n = 0; n < 17; ++n)
        put_record(wraps, 4, n, n);
    Seed refusals;
    put_request(refusals, test::kStart);
    for (unsigned const place : {1u, 2u, 3u, 4u, 6u})
        put_new(refusals, {0, place});
    put_new(refusals, {0});
    put_new(refusals, {0});
    put_request(refusals, test::kStop);
    put_request(refusals, test::kStart);
    put_request(refusals, 7);
    return {{"life", life.all()}, {"wraps", wraps.all()}, {"refusals", refusals.all()}};
}

} // namespace redoubt::fuzz
