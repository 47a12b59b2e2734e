// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/bios_pages.h"
#include "test/fuzz/bios_list.hpp"
#include "test/fuzz/harness.hpp"
#include "test/fuzz/list_mutator.hpp"
#include "test/fuzz/smram.hpp"
#include "test/resources/generate.hpp"
#include "test/resources/oracle.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <set>

// The BIOS's list in SMRAM: followed through its parts, copied, read, claimed and handed out in pages.
namespace redoubt::fuzz {
namespace {

using stm::Call;
using stm::resources::BiosList;
using stm::resources::Outcome;
using test::kMseg;
using test::kTseg;

constexpr std::size_t kMostBytes = 0x4000; // D-21
constexpr std::size_t kMostParts = 32;     // D-21
constexpr std::uint32_t kBuses = test::kWindowBuses;
constexpr stm::resources::Ecam kEcam{.first_page = test::kWindowPage, .buses = kBuses};

Goal accepted{"a list was accepted"};
Goal parts_joined{"a list of several parts was accepted"};
Goal pages{"a list of several pages was accepted"};
Goal malformed{"a list was malformed"};
Goal outside{"a list left the BIOS's part of SMRAM"};
Goal too_long{"a list was too long"};
Goal cycle{"a list went in a circle"};
Goal changed{"a list that changes was accepted"};
Goal msr_bits{"an MSR was claimed bit by bit"};
Goal two_names{"a descriptor had two names"};

void fill_memory(BiosListInput const& input) {
    auto& smram = the_smram();
    smram.clear(input.changing);
    for (auto const& piece : input.pieces) {
        auto at = piece.address;
        for (unsigned n = 0; n < piece.times; ++n, at += piece.bytes.size())
            smram.place(at, piece.bytes);
    }
}

// What a reader finds who follows the list's parts byte by byte.
struct Walk {
    Outcome outcome = Outcome::Ok;
    Bytes joined; // without the ends
    std::size_t parts = 0;
};

// False: there is no such byte, or no room for it.
bool take(Walk& walk, std::uint64_t& at) {
    if (walk.joined.size() == kMostBytes) {
        walk.outcome = Outcome::TooLong;
        return false;
    }
    if (at < kTseg || at >= kMseg) {
        walk.outcome = Outcome::NotInSmram;
        return false;
    }
    walk.joined.push_back(the_smram().byte(at++));
    return true;
}

// One part; the address of the next one, or nothing.
std::uint64_t walk_part(Walk& walk, std::uint64_t at) {
    while (true) {
        auto const start = walk.joined.size();
        for (unsigned i = 0; i < 8; ++i)
            if (!take(walk, at)) return 0;
        auto const length = test::get(walk.joined, start + 4, 2);
        if (length < 8) {
            walk.outcome = Outcome::Malformed;
            return 0;
        }
        for (std::uint64_t i = 8; i < length; ++i)
            if (!take(walk, at)) return 0;
        if (test::get(walk.joined, start, 4) != 0) continue;
        if (length != 16 || test::get(walk.joined, start + 6, 2) != 0) {
            walk.outcome = Outcome::Malformed;
            return 0;
        }
        auto const next = test::get(walk.joined, start + 8, 8);
        walk.joined.resize(start);
        return next;
    }
}

Walk walk_list(std::uint64_t at) {
    Walk walk;
    std::set<std::uint64_t> seen;
    for (; at != 0 || walk.parts == 0; ++walk.parts) {
        if (walk.parts == kMostParts) walk.outcome = Outcome::TooLong;
        if (walk.parts < kMostParts && !seen.insert(at).second) walk.outcome = Outcome::Cycle;
        if (walk.outcome != Outcome::Ok) return walk;
        at = walk_part(walk, at);
        if (walk.outcome != Outcome::Ok) return walk;
    }
    walk.joined = test::join({walk.joined, test::end()});
    return walk;
}

void tell(Outcome outcome) {
    switch (outcome) {
    case Outcome::Ok: accepted.reached(); break;
    case Outcome::Malformed: malformed.reached(); break;
    case Outcome::NotInSmram: outside.reached(); break;
    case Outcome::TooLong: too_long.reached(); break;
    case Outcome::Cycle: cycle.reached(); break;
    }
}

Bytes copy_of(BiosList const& list) {
    Bytes bytes(sizeof list.word);
    std::memcpy(bytes.data(), list.word, sizeof list.word);
    return bytes;
}

// What is claimed of the copy is what its bytes mean.
void claim(BiosList const& list, std::vector<test::Descriptor> const& expected) {
    check(list.nodes.count == expected.size(), "REQ-RSC-06: as many descriptors as the parts have");
    for (std::uint32_t i = 0; i < list.nodes.count; ++i) {
        std::array<stm::Request, 64> requests{};
        auto const n = stm::resources::bios_claims(list, i, kEcam, requests.data());
        auto const& names = expected[i].names;
        check(n == names.size(), "REQ-POL-17: as many claims as the descriptor means");
        for (std::uint32_t r = 0; r < n; ++r) {
            check(stm::legal(requests.at(r)), "REQ-POL-06: claims are legal");
            check(test::named(requests.at(r)) == names[r], "REQ-POL-17: what is claimed");
        }
        if (n > 2) msr_bits.reached();
        if (n == 2 && names[0].area != names[1].area) two_names.reached();
    }
}

// An OS that asks until the index is 0 has the list, and zeros behind it; no other index is answered.
void hand_out(BiosList const& list, Bytes const& copy) {
    stm::arch::Page page{};
    Bytes all;
    std::uint32_t index = 0;
    do {
        std::uint32_t next = 77;
        check(stm::resources::bios_page(list, index, page, next), "REQ-RSC-05: there is a next page");
        check(next == 0 || next == index + 1, "REQ-RSC-05: pages one after the other");
        auto const bytes = test::bytes_of(page);
        all.insert(all.end(), bytes.begin(), bytes.end());
        index = next;
    } while (index != 0);
    check(all.size() == (list.bytes + 4095) / 4096 * 4096, "REQ-RSC-05: all pages of the list");
    check(std::equal(all.begin(), all.end(), copy.begin()), "REQ-RSC-05: the list in pages");
    if (all.size() > 4096) pages.reached();
    std::uint32_t next = 77;
    for (auto const beyond : {static_cast<std::uint32_t>(all.size() / 4096), 0x100000u, 0x100001u, 0xffffffffu})
        check(!stm::resources::bios_page(list, beyond, page, next) && next == 0, "REQ-RSC-05: no page beyond");
}

void check_list(BiosList const& list, BiosListInput const& input, Walk const& walk) {
    auto const copy = copy_of(list);
    check(list.bytes > 0 && list.bytes <= kMostBytes, "REQ-RSC-06: the list is in its copy");
    Bytes const bytes(copy.begin(), copy.begin() + list.bytes);
    for (std::size_t b = list.bytes; b < copy.size(); ++b)
        check(copy[b] == 0, "REQ-RSC-06: nothing behind the end");
    if (!input.changing) check(bytes == walk.joined, "REQ-RSC-06: the parts, joined");
    auto const expected = test::parse(bytes, Call::Claim, {test::kWindowPage, kBuses});
    check(expected.has_value(), "REQ-RSC-08: what is accepted is well-formed");
    claim(list, *expected);
    hand_out(list, copy);
    if (input.changing) changed.reached();
    if (walk.parts > 1 && !input.changing) parts_joined.reached();
}

void run(BiosListInput const& input) {
    static auto const list = std::make_unique<BiosList>(); // with what the input before left in it
    fill_memory(input);
    auto walk = walk_list(input.address);
    if (walk.outcome == Outcome::Ok && !test::parse(walk.joined, Call::Claim, {test::kWindowPage, kBuses}))
        walk.outcome = Outcome::Malformed;
    stm::arch::Window window{};
    auto const outcome = stm::resources::read_bios_list(*list, input.address, test::kLayout, window, test::kLinear);
    check(the_smram().reads() <= kMostBytes + 16 * kMostParts, "REQ-RSC-11: no byte is read twice");
    if (!input.changing) check(outcome == walk.outcome, "REQ-RSC-06: what a list is");
    tell(outcome);
    if (outcome == Outcome::Ok) {
        check_list(*list, input, walk);
        return;
    }
    check(list->bytes == 0 && list->nodes.count == 0, "REQ-RSC-06: what is refused is no list");
    stm::arch::Page page{};
    std::uint32_t next = 77;
    check(!stm::resources::bios_page(*list, 0, page, next), "REQ-RSC-05: without a list no page");
}

void mutate(BiosListInput& input, std::uint64_t seed) {
    test::Random random(seed);
    if (input.pieces.empty()) input.pieces.push_back({kTseg, 1, test::end()});
    auto& piece = input.pieces[random.below(input.pieces.size())];
    auto const& other = input.pieces[random.below(input.pieces.size())];
    switch (random.below(6)) {
    case 0: { // its end says that the list goes on
        if (piece.bytes.size() >= 16)
            test::put(piece.bytes, piece.bytes.size() - 8, 8, random.one_in(4) ? 0 : other.address);
        break;
    }
    case 1:
        if (input.pieces.size() < 40)
            input.pieces.push_back({kTseg + random.below(kMseg - kTseg), 1,
                                    test::join({test::some_descriptor(random, Call::Claim), test::end()})});
        break;
    case 2: input.address = other.address; break;
    default: mutate_list(piece.bytes, Call::Claim, seed, 255); break;
    }
}

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    redoubt::fuzz::run(redoubt::fuzz::read_bios_list_input({data, size}));
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    using namespace redoubt::fuzz;
    Bytes bytes(data, data + size);
    if (seed % 3 != 0) {
        auto input = read_bios_list_input({data, size});
        mutate(input, seed);
        bytes = bytes_of(input);
        bytes.resize(std::min(bytes.size(), most));
    } else {
        mutate_bytes(bytes, most);
    }
    std::copy(bytes.begin(), bytes.end(), data);
    return bytes.size();
}
