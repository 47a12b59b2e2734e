// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/policy.hpp"
#include "test/fuzz/seeds.hpp"

#include <initializer_list>

namespace redoubt::fuzz {
namespace {

// Of policy_windows().
constexpr unsigned kLowPages = 0;
constexpr unsigned kSmram = 1;
constexpr unsigned kPorts = 3;
constexpr unsigned kTrapped = 5;
constexpr unsigned kMsrs = 6;
constexpr unsigned kPci = 9;
constexpr unsigned kReadWrite = 3;

struct Range {
    unsigned window;
    unsigned accesses;
    unsigned first;
    unsigned units;
};

void put_call(Seed& seed, PolicyCall call, std::initializer_list<Range> list = {}) {
    seed.below(kPolicyCalls, static_cast<unsigned>(call));
    if (call == PolicyCall::UnprotectAll || call == PolicyCall::Seal) return;
    if (call != PolicyCall::Ask) seed.below(kMostRequests, list.size());
    for (auto const& r : list)
        put_request(seed, r.window, r.accesses, r.first, r.units);
}

Seed policy_begin() {
    Seed seed;
    put_layout(seed, 0x10, 8, 8);
    return seed;
}

} // namespace

Corpus policy_seeds() {
    using enum PolicyCall;
    auto grants = policy_begin();
    put_call(grants, Claim, {{kLowPages, 7, 1, 2}, {kPorts, 1, 4, 3}, {kTrapped, 2, 2, 2}, {kPci, kReadWrite, 0, 1}});
    put_call(grants, Claim, {{kMsrs, 1, 0, 4}});
    put_call(grants, Seal);
    put_call(grants, Claim, {{kPorts, kReadWrite, 20, 1}});
    put_call(grants, Protect, {{kPorts, kReadWrite, 20, 4}, {kMsrs, 2, 1, 1}});
    put_call(grants, Ask, {{kPorts, 1, 22, 2}});
    put_call(grants, Unprotect, {{kPorts, kReadWrite, 21, 2}});
    put_call(grants, UnprotectAll);
    auto refusals = policy_begin();
    put_call(refusals, Claim, {{kPorts, kReadWrite, 4, 3}});
    put_call(refusals, Protect, {{kLowPages, kReadWrite, 0, 4}, {kPorts, 1, 6, 1}});           // taken
    put_call(refusals, Protect, {{kLowPages, kReadWrite, 0, 4}, {kSmram, kReadWrite, 30, 1}}); // reserved
    put_call(refusals, Claim, {{kMsrs, 2, 2, 1}});                                             // IA32_SMM_MONITOR_CTL
    put_call(refusals, Protect, {{kTrapped, kReadWrite, 0, 1}});                               // illegal
    put_call(refusals, Claim, {{kPorts, 4, 0, 1}});                                            // illegal
    return {{"grants", grants.all()}, {"refusals", refusals.all()}};
}

} // namespace redoubt::fuzz
