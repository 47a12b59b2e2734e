// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/domains.hpp"
#include "test/fuzz/event_log.hpp"
#include "test/fuzz/os_calls.hpp"
#include "test/fuzz/seeds.hpp"

#include <initializer_list>

namespace redoubt::fuzz {
namespace {

// Types, places (os_calls.cpp) and accesses of descriptors.
constexpr unsigned kMemory = 1, kPorts = 2, kMmio = 3, kMsr = 4, kPci = 5, kTrapped = 6, kAll = 7;
constexpr unsigned kFree = 0, kWindowPages = 1, kMsegPages = 3, kFreeMsr = 3;
constexpr unsigned kReadMsr = 0b0100; // all of one mask, nothing of the other
constexpr bool kUnprotect = true;

void put_step(Seed& seed, CallStep step) {
    seed.below(kCallSteps, static_cast<unsigned>(step));
}

Seed begin(OsWorldSeed const& world) {
    Seed seed;
    put_os_world(seed, world);
    return seed;
}

// The pages that are claimed are the first ones that are free of all else; and so are ports and a function.
std::vector<Bytes> some_claims() {
    return {descriptor_input({.type = kMemory, .place = kFree, .units = 2}),
            descriptor_input({.type = kPorts, .place = 0, .offset = 0, .units = 2}),
            descriptor_input({.type = kMsr, .place = kFreeMsr, .accesses = 0b1010}),
            descriptor_input({.type = kPci, .place = 0, .offset = 3}),
            descriptor_input({.type = kTrapped, .place = 2, .units = 2, .accesses = 7})};
}

void put_list(Seed& seed, bool unprotect, std::initializer_list<DescriptorSeed> list, unsigned phase = 0,
              unsigned page = 0) {
    constexpr std::size_t most_descriptors = 24;
    put_step(seed, CallStep::List);
    put_caller(seed, phase, page);
    seed.byte(unprotect ? 1 : 0).below(most_descriptors, list.size());
    for (auto const& d : list)
        seed.bytes(descriptor_input(d));
}

void put_log(Seed& seed, unsigned sub, unsigned argument = 0) {
    put_step(seed, CallStep::Log);
    put_caller(seed);
    put_log_request(seed, sub, argument);
}

// A log that runs; place 0 is the page behind the parameters' first one.
void put_running_log(Seed& seed, unsigned enabled, std::initializer_list<unsigned> places = {0}) {
    put_step(seed, CallStep::NewLog);
    put_caller(seed);
    put_new_log(seed, places);
    put_log(seed, test::kConfigure, enabled);
    put_log(seed, test::kStart);
}

void put_bios_page(Seed& seed, unsigned index, unsigned kind = 0) {
    put_step(seed, CallStep::BiosPage);
    put_caller(seed, kind);
    seed.byte(index);
}

void put_manage(Seed& seed, unsigned index, unsigned type, bool add) {
    put_step(seed, CallStep::Manage);
    put_caller(seed);
    put_asked(seed, index, type, 0, 0, add);
}

void put_other(Seed& seed, std::uint32_t function, unsigned kind = 0) {
    put_step(seed, CallStep::Other);
    put_caller(seed, kind);
    put_function(seed, function);
}

// Protected and given up, claimed by the BIOS, kept by the monitor, malformed; each an event or several.
Bytes lists() {
    auto seed = begin({.claims = some_claims()});
    put_running_log(seed, 0x3ff);
    put_list(seed, !kUnprotect,
             {{.type = kMemory, .place = kFree, .offset = 4, .units = 3, .accesses = 7},
              {.type = kPorts, .place = 0, .offset = 4, .units = 4},
              {.type = kMsr, .place = kFreeMsr, .offset = 1, .accesses = kReadMsr},
              {.type = kPci, .place = 0, .offset = 9},
              {.type = kTrapped, .ignored = true}});
    put_list(seed, !kUnprotect,
             {{.type = kMmio, .place = kWindowPages, .offset = 2, .units = 4}, {.type = kPorts, .offset = 8}});
    put_list(seed, !kUnprotect, {{.type = kMemory, .place = kMsegPages}, {.type = kPorts, .place = 2}});
    put_list(seed, kUnprotect, {{.type = kMemory, .place = kFree, .offset = 5}}, 0, 1);
    put_list(seed, !kUnprotect, {{.type = kMemory, .units = 0}});
    put_list(seed, kUnprotect, {{.type = kAll}});
    put_log(seed, test::kStop);
    put_list(seed, !kUnprotect, {{.type = kPorts, .place = 1}});
    put_log(seed, test::kClear);
    put_log(seed, test::kStart);
    put_list(seed, !kUnprotect, {{.type = kPorts, .place = 1}});
    put_log(seed, test::kStop);
    put_log(seed, test::kDelete);
    put_log(seed, test::kDelete);
    return seed.all();
}

// As many descriptors as a page has room for, and as many events.
Bytes whole_page() {
    auto seed = begin({});
    put_running_log(seed, 0x3ff, {0, 2});
    std::vector<Bytes> list;
    for (std::uint16_t k = 0; k < 254; ++k)
        list.push_back(test::io(static_cast<std::uint16_t>(0x2000 + 3 * k), 2));
    list.push_back(test::end());
    auto const bytes = test::join(list);
    put_step(seed, CallStep::RawList);
    put_caller(seed);
    return seed.byte(0).below(4097, bytes.size()).bytes(bytes).all(); // to protect
}

// Who may not call yet, not any more, not with this page, or for no function that there is.
Bytes refusals() {
    auto seed = begin({});
    put_running_log(seed, 1u << 2);
    put_list(seed, kUnprotect, {{.type = kPorts, .place = 1}}, kPhaseInitialized);
    put_list(seed, !kUnprotect, {{.type = kPorts, .place = 1}}, kPhaseInitialized);
    put_list(seed, !kUnprotect, {{.type = kPorts, .place = 1}}, kPhaseOff);
    put_other(seed, 0x10007);
    put_other(seed, 0x10003, kNotLongMode | kNoise); // ECX is 0
    put_step(seed, CallStep::Log);
    put_caller_elsewhere(seed, 4, 0, kNotLongMode);
    put_log_request(seed, test::kStop);
    put_log(seed, 7);
    put_log(seed, test::kStart);
    return seed.all();
}

// The first and the last page that are the OS's, wherever that begins and ends, and those beside them.
Bytes edges() {
    auto seed = begin({});
    for (unsigned place = 1; place < 7; ++place)
        for (unsigned const offset : {0xffu, 0u, 1u}) {
            put_step(seed, CallStep::BiosPage);
            put_caller_elsewhere(seed, place, offset);
            seed.byte(0);
        }
    for (unsigned const edge : {0xd0u, 0xe0u, 0xf0u})
        for (unsigned page = 0; page < 4; ++page)
            put_manage(seed, edge + page, 0xf, true);
    return seed.all();
}

// Of a list of that size: with no claims, it ends where a page does.
Bytes pages(ListSize size, std::vector<Bytes> const& claims = {}) {
    auto seed = begin({.window = false, .size = size, .claims = claims});
    for (unsigned index = 0; index < 5; ++index)
        put_bios_page(seed, index, index == 1 ? kNoise : 0);
    return seed.all();
}

Bytes domains() {
    auto seed = begin({});
    put_manage(seed, 1, 0xf, true);
    put_manage(seed, 1, 0xf, true);
    put_manage(seed, 2, 0xc, true);
    put_manage(seed, 1, 0xf, false);
    put_manage(seed, 1, 0xf, false);
    put_manage(seed, 0xf2, 0xf, true);
    put_manage(seed, 3, 0x5, true);
    put_step(seed, CallStep::Fill);
    put_caller(seed);
    return seed.all();
}

// A table that is nearly full: no room for more, nor for what is left of ranges that are split.
Bytes no_room() {
    auto seed = begin({.full = true, .claims = some_claims()});
    for (unsigned page = 0; page < 6; ++page)
        put_list(seed, !kUnprotect,
                 {{.type = kMemory, .place = kFree, .offset = 4 + 3 * page, .units = 2, .accesses = 7},
                  {.type = kPorts, .place = 0, .offset = 2 + 2 * page}});
    for (unsigned page = 0; page < 3; ++page)
        put_list(seed, !kUnprotect, {{.type = kPorts, .place = 1, .offset = 2 * page}});
    put_list(seed, kUnprotect,
             {{.type = kPorts, .place = 2, .offset = 2},
              {.type = kPorts, .place = 2, .offset = 4},
              {.type = kPorts, .place = 2, .offset = 6}});
    put_list(seed, kUnprotect, {{.type = kAll}, {.type = kPorts, .place = 2}});
    return seed.all();
}

} // namespace

Corpus os_calls_seeds() {
    return {{"lists", lists()},
            {"whole_page", whole_page()},
            {"refusals", refusals()},
            {"edges", edges()},
            {"pages", pages(ListSize::TwoPages, some_claims())},
            {"one_page", pages(ListSize::OnePage)},
            {"most_pages", pages(ListSize::Most)},
            {"domains", domains()},
            {"no_room", no_room()}};
}

} // namespace redoubt::fuzz
