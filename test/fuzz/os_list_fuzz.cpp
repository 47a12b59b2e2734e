// SPDX-License-Identifier: Apache-2.0
#include "monitor/resources/return_status.h"
#include "test/fuzz/harness.hpp"
#include "test/fuzz/list_mutator.hpp"
#include "test/fuzz/os_list.hpp"
#include "test/resources/generate.hpp"
#include "test/resources/oracle.hpp"

#include <cstring>

// The list of ProtectResource or UnprotectResource: read as the interface's tables say, or refused; and the answer in
// it.
namespace redoubt::fuzz {
namespace {

using stm::Call;
using stm::Status;
using stm::resources::OsList;
using test::kWindowBuses;
using test::kWindowPage;

Goal accepted{"a list was accepted"};
Goal accepted_long{"a list of more than 50 descriptors was accepted"};
Goal refused{"a list was refused"};
Goal everything{"ALL_RESOURCES was accepted"};
Goal two_names{"a descriptor had two names"};
Goal ignored{"a descriptor was ignored in an accepted list"};
Goal partly{"a descriptor got its ReturnStatus and another one did not"};

void compare(OsList const& list, std::vector<test::Descriptor> const& expected, Call call) {
    check(list.nodes.count == expected.size(), "REQ-RSC-01: as many descriptors as the list has");
    std::uint32_t request = 0;
    bool all = false;
    for (std::uint32_t i = 0; i < list.nodes.count; ++i) {
        auto const& descriptor = expected[i];
        check(list.nodes.at[i] == descriptor.at, "REQ-RSC-01: each descriptor where it is");
        check(list.first[i] == request, "REQ-POL-09: each descriptor with its requests");
        for (auto const& name : descriptor.names) {
            check(request < list.count, "REQ-POL-09: as many requests as the descriptors mean");
            check(test::named(list.request[request]) == name, "REQ-RSC-01: what a descriptor means");
            check(stm::may_name(call, list.request[request]), "REQ-RSC-09: what the OS may name");
            ++request;
        }
        if (descriptor.names.size() == 2) two_names.reached();
        if (descriptor.ignored) ignored.reached();
        all = all || (descriptor.type == 7 && !descriptor.ignored);
    }
    check(list.first[list.nodes.count] == request && list.count == request, "REQ-POL-09: no more requests");
    check(list.everything == all, "REQ-RSC-10: ALL_RESOURCES");
    if (all) everything.reached();
}

// ReturnStatus of those that were granted, and not another bit of the page.
void answer(stm::arch::Page& page, OsList const& list, std::vector<test::Descriptor> const& all,
            OsListInput const& input) {
    std::vector<Status> verdicts(list.count);
    for (std::uint32_t j = 0; j < list.count; ++j)
        verdicts[j] = (input.refused >> (j % 64) & 1) == 0 ? Status::Ok : static_cast<Status>(1 + j % 5);
    auto expected = test::bytes_of(page);
    std::size_t granted = 0;
    for (std::uint32_t i = 0; i < list.nodes.count; ++i) {
        bool good = !all[i].ignored;
        for (auto j = list.first[i]; j < list.first[i + 1]; ++j)
            good = good && verdicts[j] == Status::Ok;
        if (!good) continue;
        expected[all[i].at + 6] |= 1;
        ++granted;
    }
    if (granted > 0 && granted < all.size()) partly.reached();
    stm::resources::set_return_status(page, list, verdicts.data());
    check(test::bytes_of(page) == expected, "REQ-RSC-02: ReturnStatus where it is granted, and nothing else");
}

void run(OsListInput const& input) {
    static OsList list; // with what the input before left in it
    auto page = test::page_of(input.list);
    auto const before = page;
    test::Window const window{kWindowPage, input.window ? kWindowBuses : 0};
    auto const expected = test::parse(test::bytes_of(page), input.call, window);
    stm::resources::Ecam const ecam{.first_page = window.first_page, .buses = window.buses};
    bool const good = stm::resources::read_os_list(page, input.call, ecam, list);
    check(std::memcmp(&page, &before, sizeof page) == 0, "REQ-RSC-02: reading changes nothing");
    check(good == expected.has_value(), "REQ-RSC-08: accepted if and only if it is well-formed");
    if (!good) {
        refused.reached();
        check(list.count == 0 && !list.everything, "REQ-RSC-01: what is malformed names nothing");
        return;
    }
    accepted.reached();
    if (list.nodes.count > 50) accepted_long.reached();
    compare(list, *expected, input.call);
    answer(page, list, *expected, input);
}

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    redoubt::fuzz::run(redoubt::fuzz::read_os_list_input({data, size}));
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    using namespace redoubt::fuzz;
    constexpr std::size_t before = 9; // the list
    Bytes bytes(data, data + size);
    if (seed % 3 != 0 && most > before) {
        auto input = read_os_list_input({data, size});
        mutate_list(input.list, input.call, seed, std::min<std::size_t>(most - before, 4096));
        bytes = bytes_of(input);
    } else {
        mutate_bytes(bytes, most);
    }
    std::copy(bytes.begin(), bytes.end(), data);
    return bytes.size();
}
