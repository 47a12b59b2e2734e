// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/policy.hpp"

#include "models/conformance/legality.hpp"
#include "test/fuzz/harness.hpp"

#include <memory>

// The permission policy, call after call: statuses, verdicts and decisions are the oracle's.
namespace redoubt::fuzz {
namespace {

using stm::Access;
using stm::Area;
using stm::Decision;
using stm::Policy;
using stm::Request;
using stm::Status;
using test::Oracle;

Goal claimed{"a list was claimed"};
Goal is_protected{"a list was protected"};
Goal unprotected{"a list was unprotected"};
Goal taken{"a list met what the other side has"};
Goal reserved{"a list met what the monitor keeps"};
Goal illegal{"a list was illegal"};
Goal sealed{"a claim came too late"};
Goal granted{"the handler was granted an access"};
Goal violation{"the handler met a protection"};

class Both {
public:
    Both(stm::Layout const& layout, Policy& policy) : policy_(policy), oracle_(policy_windows(), layout) {
        policy_.start(layout);
    }

    void call(Input& input) {
        switch (static_cast<PolicyCall>(input.below(kPolicyCalls))) {
        case PolicyCall::Claim: change(input, &Policy::claim, &Oracle::claim, claimed); break;
        case PolicyCall::Protect: change(input, &Policy::protect, &Oracle::protect, is_protected); break;
        case PolicyCall::Unprotect: change(input, &Policy::unprotect, &Oracle::unprotect, unprotected); break;
        case PolicyCall::UnprotectAll:
            policy_.unprotect_all();
            oracle_.unprotect_all();
            break;
        case PolicyCall::Seal:
            policy_.seal();
            oracle_.seal();
            break;
        case PolicyCall::Ask: ask(read_request(input)); break;
        }
    }

    // Every x of the small windows, at their units' ends in the others.
    void ask_everything() const {
        for (auto const& window : policy_windows()) {
            std::uint64_t const step = window.area == Area::Pci ? 4095 : window.area == Area::Msr ? 63 : 1;
            for (std::uint64_t i = 0; i < window.count; i += step)
                for (unsigned access = 0; access < (window.area == Area::Physical ? 3 : 2); ++access)
                    ask_handler({.area = window.area,
                                 .read = access == 0,
                                 .write = access == 1,
                                 .execute = access == 2,
                                 .first = window.first + i,
                                 .last = window.first + i});
        }
    }

private:
    template <class OfPolicy, class OfOracle>
    void change(Input& input, OfPolicy of_policy, OfOracle of_oracle, Goal& done) {
        std::vector<Request> list(input.below(kMostRequests));
        for (auto& r : list)
            r = read_request(input);
        std::vector<Status> expected(list.size(), Status::Sealed);
        auto verdicts = expected;
        auto const status = (oracle_.*of_oracle)(list, expected);
        auto const answer = (policy_.*of_policy)(list.data(), static_cast<std::uint32_t>(list.size()), verdicts.data());
        check(answer == status, "REQ-POL-09: the status of a list");
        check(verdicts == expected, "REQ-POL-09: the verdict of each request");
        tell(status, list.empty() ? nullptr : &done);
        for (auto const& r : list)
            ask(r);
    }

    static void tell(Status status, Goal* done) {
        switch (status) {
        case Status::Ok:
            if (done != nullptr) done->reached();
            break;
        case Status::Illegal: illegal.reached(); break;
        case Status::Reserved: reserved.reached(); break;
        case Status::Taken: taken.reached(); break;
        case Status::NoRoom: break;
        case Status::Sealed: sealed.reached(); break;
        }
    }

    void ask_handler(Request const& r) const {
        auto const expected = oracle_.for_handler(r);
        if (expected == Decision::Granted) granted.reached();
        if (expected == Decision::Protected) violation.reached();
        check(policy_.for_handler(r) == expected, "REQ-POL-17: what the handler may do");
    }

    void ask(Request const& r) const {
        ask_handler(r);
        check(policy_.for_os(r) == oracle_.for_os(r), "REQ-POL-02: what the OS may do");
        check(policy_.for_module(r) == oracle_.for_module(r), "REQ-POL-15: what a PE may have");
        if (!conformance::is_legal(r)) return;
        if (r.area == Area::Msr) ask_bits(static_cast<std::uint32_t>(r.first / 64));
        if (r.area == Area::Physical) ask_extent(r);
    }

    void ask_bits(std::uint32_t index) const {
        for (auto const access : {Access::Read, Access::Write}) {
            std::uint64_t expected = 0;
            for (unsigned b = 0; b < 64; ++b)
                if (oracle_.is_claimed(Area::Msr, static_cast<unsigned>(access), 64 * std::uint64_t{index} + b))
                    expected |= std::uint64_t{1} << b;
            check(policy_.claimed_bits(index, access) == expected, "REQ-POL-17: the bits of an MSR");
        }
    }

    void ask_extent(Request const& r) const {
        for (auto const access : {Access::Read, Access::Write, Access::Execute}) {
            std::uint64_t some = 0;
            for (auto page = r.first; page <= r.last; ++page)
                some += oracle_.is_claimed(Area::Physical, static_cast<unsigned>(access), page) ? 1 : 0;
            auto const expected = some == 0                      ? stm::Extent::None
                                  : some == r.last - r.first + 1 ? stm::Extent::All
                                                                 : stm::Extent::Some;
            check(policy_.extent_for_handler(access, r.first, r.last) == expected, "REQ-POL-17: how much is reached");
        }
    }

    Policy& policy_;
    Oracle oracle_;
};

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace redoubt::fuzz;
    Input input(data, size);
    static auto const policy = std::make_unique<stm::Policy>(); // with what the input before left in it
    Both both(read_layout(input), *policy);
    constexpr unsigned most_calls = 64;
    for (unsigned n = 0; n < most_calls && !input.empty(); ++n)
        both.call(input);
    both.ask_everything();
    return 0;
}
