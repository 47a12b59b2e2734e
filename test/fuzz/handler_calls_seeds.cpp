// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/handler_calls.hpp"
#include "test/fuzz/seeds.hpp"

namespace redoubt::fuzz {
namespace {

void put(Seed& seed, test::MapCall const& call) {
    seed.below(kHandlerSteps, static_cast<unsigned>(HandlerStep::Map));
    put_map_call(seed, call);
}

void put(Seed& seed, test::UnmapCall const& call) {
    seed.below(kHandlerSteps, static_cast<unsigned>(HandlerStep::Unmap));
    put_unmap_call(seed, call);
}

void put(Seed& seed, test::LookupCall const& call) {
    seed.below(kHandlerSteps, static_cast<unsigned>(HandlerStep::Lookup));
    put_lookup_call(seed, call);
}

} // namespace

Corpus handler_calls_seeds() {
    using namespace test;
    Seed maps;
    put(maps, MapCall{});
    put(maps, MapCall{.pages = 0});
    put(maps, MapCall{.cache_type = 2});
    put(maps, MapCall{.physical = 0xfffffe000});
    put(maps, MapCall{.at = 0x100000000, .long_mode = false});
    put(maps, MapCall{.at = 0xffffffffffffd000});
    Seed unmaps;
    put(unmaps, UnmapCall{.length = 0x1001});
    put(unmaps, UnmapCall{.length = 0});
    put(unmaps, UnmapCall{.at = 0xfffff000, .length = 0x1001, .long_mode = false});
    put(unmaps, UnmapCall{.at = 0x7ffffffff000, .length = 0x1000});
    Seed lookups;
    put(lookups, LookupCall{});
    put(lookups, LookupCall{.length = 0, .mode = kDoNotMap | 4, .target = 1});
    put(lookups, LookupCall{.length = 0x20, .mode = kOneToOne | 8, .target = 1});
    put(lookups, LookupCall{.mode = 2});
    put(lookups, LookupCall{.mode = kSpecified | 32});
    put(lookups, LookupCall{.length = 0x989, .target = 0xfffff000, .long_mode = false});
    put(lookups, LookupCall{.address = ~std::uint64_t{0}, .length = 2});
    return {{"maps", maps.all()}, {"unmaps", unmaps.all()}, {"lookups", lookups.all()}};
}

} // namespace redoubt::fuzz
