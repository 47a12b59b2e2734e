// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/handler_calls.hpp"

#include "monitor/api/lookup.h"
#include "monitor/api/map_range.h"
#include "test/fuzz/harness.hpp"

#include <array>
#include <cstring>

// The structures of the handler's calls: which status each gets, and what is read of it.
namespace redoubt::fuzz {
namespace {

using test::LookupCall;
using test::MapCall;
using test::UnmapCall;

Goal map_read{"a range to be mapped was read"};
Goal unmap_read{"a range to be unmapped was read"};
Goal lookup_read{"a lookup without a mapping was read"};
Goal named_read{"a lookup with a target was read"};
Goal one_to_one_read{"a lookup without a target was read"};
Goal no_page{"a count or length was 0"};
Goal cache_type{"a cache type had no name"};
Goal parameter{"an address was none"};
Goal reserved{"a reserved bit was set"};
Goal small_space{"there was no place for a mapping"};

std::uint32_t tell(std::uint32_t status, Goal& success) {
    switch (status) {
    case 0: success.reached(); break;
    case 0x80010002: cache_type.reached(); break;
    case 0x80010006: small_space.reached(); break;
    case 0x8001000e: no_page.reached(); break;
    case 0x80010013: reserved.reached(); break;
    case 0x80038002: parameter.reached(); break;
    default: check(false, "there are no other statuses");
    }
    return status;
}

template <class T>
T filled() {
    T value;
    std::memset(&value, 0x77, sizeof value);
    return value;
}

template <class T>
bool same(T const& a, T const& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

// Reads by `read`, from a page that stays as it is into `read_to`, which stays as it was if it is refused.
template <class Call, class T, class Read>
bool reads(Call const& call, T& read_to, Goal& success, Read read) {
    auto const page = test::page_of(test::bytes_of(call));
    auto const page_before = page;
    auto const before = read_to;
    auto const expected = tell(test::expected_status(call), success);
    auto const status = static_cast<std::uint32_t>(read(page, read_to));
    check(status == expected, "REQ-MAP-01, REQ-MAP-03, REQ-MAP-04: the status of a structure");
    check(same(page, page_before), "REQ-CALL-01: reading changes nothing");
    check(status == 0 || same(read_to, before), "REQ-MAP-01: what is refused is not read");
    return status == 0;
}

void map(MapCall const& call) {
    auto range = filled<stm::api::MapRange>();
    if (!reads(call, range, map_read, [&](auto const& page, auto& to) {
            return stm::api::read_map_range(page, call.long_mode, call.limit, to);
        }))
        return;
    check(range.physical_address == call.physical && range.virtual_address == call.at && range.pages == call.pages &&
              static_cast<std::uint32_t>(range.cache_type) == call.cache_type,
          "REQ-MAP-01: a range as it lies in the page");
}

void unmap(UnmapCall const& call) {
    auto range = filled<stm::api::UnmapRange>();
    if (!reads(call, range, unmap_read,
               [&](auto const& page, auto& to) { return stm::api::read_unmap_range(page, call.long_mode, to); }))
        return;
    check(range.virtual_address == call.at && range.pages == test::pages_of(call),
          "REQ-MAP-04: the pages of which a byte is named");
}

void look_up(LookupCall const& call) {
    auto lookup = filled<stm::api::Lookup>();
    auto const how = call.mode & 3;
    auto& goal = how == test::kDoNotMap ? lookup_read : how == test::kSpecified ? named_read : one_to_one_read;
    if (reads(call, lookup, goal,
              [&](auto const& page, auto& to) { return stm::api::read_lookup(page, call.long_mode, to); })) {
        check(lookup.guest_address == call.address && lookup.cr3 == call.cr3 && lookup.eptp == call.eptp,
              "REQ-MAP-03: whose address it is");
        check(static_cast<std::uint32_t>(lookup.map) == how && lookup.pae == ((call.mode & 4) != 0) &&
                  lookup.pse == ((call.mode & 8) != 0) && lookup.ia32e == ((call.mode & 16) != 0),
              "REQ-MAP-03: how it is translated");
        check(lookup.length == (how == test::kDoNotMap ? 0 : call.length) &&
                  lookup.target == (how == test::kSpecified ? call.target : 0),
              "REQ-MAP-03: what is mapped, and where");
    }
    auto answered = call;
    answered.physical = call.eptp;
    answered.target = call.cr3;
    auto page = test::page_of(test::bytes_of(call));
    stm::api::answer_lookup(page, answered.physical, answered.target);
    check(same(page, test::page_of(test::bytes_of(answered))), "REQ-MAP-03: the answer, and no other byte");
}

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace redoubt::fuzz;
    Input input(data, size);
    constexpr unsigned most_steps = 64;
    for (unsigned n = 0; n < most_steps && !input.empty(); ++n)
        switch (static_cast<HandlerStep>(input.below(kHandlerSteps))) {
        case HandlerStep::Map: map(read_map_call(input)); break;
        case HandlerStep::Unmap: unmap(read_unmap_call(input)); break;
        case HandlerStep::Lookup: look_up(read_lookup_call(input)); break;
        }
    return 0;
}
