// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/legality.hpp"
#include "monitor/policy/policy.h"
#include "test/policy/oracle.hpp"
#include "test/policy/random.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <memory>
#include <sstream>
#include <string>

using namespace redoubt::test;
using stm::Access;
using stm::Area;
using stm::Decision;
using stm::Policy;
using stm::Request;
using stm::Status;

namespace {

constexpr std::size_t steps = 1'000'000;

constexpr std::uint64_t msr(std::uint64_t index) {
    return 64 * index;
}

// Around TSEG, at both ends of every area, and around the monitor's MSRs.
std::vector<Window> windows() {
    return {{Area::Physical, 0, 4},
            {Area::Physical, 0x7f0, 0x40},
            {Area::Physical, stm::kLastPage - 3, 4},
            {Area::Port, 0, 40},
            {Area::Port, stm::kLastPort - 7, 8},
            {Area::TrappedPort, 0xb0, 8},
            {Area::Msr, msr(0x99), 64 * 4},
            {Area::Msr, msr(0x1f0), 64 * 6},
            {Area::Msr, msr(0xffffffff), 64},
            {Area::Pci, 0, 4096},
            {Area::Pci, 4096 * std::uint64_t{0xfffe}, 2 * 4096}};
}

stm::Layout any_layout(Random& random) {
    auto const first = 0x7f0 + random.below(0x30);
    auto const mseg = random.between(first, 0x82e);
    return {.tseg_first = first, .mseg_first = mseg, .tseg_last = random.between(mseg, 0x82f)};
}

// The policy and its oracle, side by side.
class Walk {
public:
    explicit Walk(std::uint64_t seed) : seed_(seed), random_(seed) { start(); }

    void step() {
        ++step_;
        if (random_.one_in(2000)) return start();
        if (random_.one_in(400)) return seal();
        if (random_.one_in(200)) return unprotect_all();
        auto const what = random_.below(3);
        if (what == 0)
            change("claim", &Policy::claim, &Oracle::claim);
        else if (what == 1)
            change("protect", &Policy::protect, &Oracle::protect);
        else
            change("unprotect", &Policy::unprotect, &Oracle::unprotect);
        for (int i = 0; i < 3; ++i)
            ask(any_request());
    }

    // Every x of every window, in every access.
    void ask_everything() {
        for (auto const& window : oracle_->windows()) {
            auto const stride = window.area == Area::Pci ? 61U : 1U;
            for (std::uint64_t i = 0; i < window.count; i += stride)
                for (unsigned access = 0; access < 3; ++access)
                    ask({.area = window.area,
                         .read = access == 0,
                         .write = access == 1,
                         .execute = access == 2,
                         .first = window.first + i,
                         .last = window.first + i});
        }
    }

    [[nodiscard]] std::size_t met(std::string const& what, Status status) const {
        auto const found = statuses_.find({what, status});
        return found == statuses_.end() ? 0 : found->second;
    }
    [[nodiscard]] std::size_t met(Decision decision) const {
        auto const found = decisions_.find(decision);
        return found == decisions_.end() ? 0 : found->second;
    }

private:
    void start() {
        what_ = "start";
        auto const layout = any_layout(random_);
        policy_->start(layout);
        oracle_ = std::make_unique<Oracle>(windows(), layout);
        ask_everything();
    }

    void seal() {
        policy_->seal();
        oracle_->seal();
    }

    void unprotect_all() {
        what_ = "unprotect all";
        policy_->unprotect_all();
        oracle_->unprotect_all();
        for (int i = 0; i < 20; ++i)
            ask(any_request());
    }

    template <class OfPolicy, class OfOracle>
    void change(char const* name, OfPolicy of_policy, OfOracle of_oracle) {
        what_ = name;
        std::vector<Request> list(random_.one_in(50) ? 0 : random_.between(1, 4));
        for (auto& r : list)
            r = any_request();
        std::vector<Status> expected(list.size(), Status::Sealed);
        auto verdicts = expected;
        auto const status = ((*oracle_).*of_oracle)(list, expected);
        if (((*policy_).*of_policy)(list.data(), static_cast<std::uint32_t>(list.size()), verdicts.data()) != status)
            fail("the status is wrong");
        if (verdicts != expected) fail("a verdict is wrong");
        ++statuses_[{name, status}];
        for (auto const& r : list)
            ask(r);
    }

    void ask(Request const& r) {
        auto const expected = oracle_->for_handler(r);
        ++decisions_[expected];
        if (policy_->for_handler(r) != expected) fail("for_handler is wrong about " + name_of(r));
        if (policy_->for_os(r) != oracle_->for_os(r)) fail("for_os is wrong about " + name_of(r));
        if (policy_->for_module(r) != oracle_->for_module(r)) fail("for_module is wrong about " + name_of(r));
        if (r.area == Area::Msr && redoubt::conformance::is_legal(r))
            ask_bits(static_cast<std::uint32_t>(r.first / 64));
    }

    void ask_bits(std::uint32_t index) {
        for (auto const access : {Access::Read, Access::Write}) {
            std::uint64_t expected = 0;
            for (unsigned b = 0; b < 64; ++b)
                if (oracle_->is_claimed(Area::Msr, static_cast<unsigned>(access), msr(index) + b))
                    expected |= std::uint64_t{1} << b;
            if (policy_->claimed_bits(index, access) != expected) fail("claimed_bits is wrong about an MSR");
        }
    }

    // In a window, and as the OS may make it, mostly; else wrong in one way or another.
    Request any_request() {
        auto const all = oracle_->windows();
        auto const& window = all[random_.below(all.size())];
        std::uint64_t const unit = window.area == Area::Msr ? 64 : window.area == Area::Pci ? 4096 : 1;
        auto const units = window.count / unit;
        auto const from = random_.below(units);
        auto const to = std::min(from + random_.below(4), units - 1);
        Request r{.area = window.area,
                  .read = random_.one_in(2),
                  .write = random_.one_in(2),
                  .execute = window.area == Area::Physical && random_.one_in(4),
                  .first = window.first + from * unit,
                  .last = window.first + (to + 1) * unit - 1};
        if (random_.one_in(4)) narrow(r);
        if (random_.one_in(16)) spoil(r);
        return r;
    }

    void narrow(Request& r) {
        r.first = random_.between(r.first, r.last);
        r.last = random_.between(r.first, std::min(r.last, r.first + 70));
    }

    void spoil(Request& r) {
        switch (random_.below(4)) {
        case 0: r.first = r.last + 1; break;
        case 1: r.last = ~std::uint64_t{0}; break;
        case 2: r.read = r.write = r.execute = false; break;
        default: r.execute = true; break; // wrong but for pages
        }
    }

    static std::string name_of(Request const& r) {
        return "area " + std::to_string(static_cast<unsigned>(r.area)) + " " + std::to_string(r.first) + ".." +
               std::to_string(r.last) + (r.read ? " read" : "") + (r.write ? " write" : "") +
               (r.execute ? " execute" : "");
    }

    void fail(std::string const& difference) const {
        std::ostringstream text;
        text << "REDOUBT_SEED=" << seed_ << ", step " << step_ << ", after " << what_ << ": " << difference;
        FAIL(text.str());
    }

    std::uint64_t seed_;
    Random random_;
    std::unique_ptr<Policy> policy_ = std::make_unique<Policy>();
    std::unique_ptr<Oracle> oracle_;
    std::map<std::pair<std::string, Status>, std::size_t> statuses_;
    std::map<Decision, std::size_t> decisions_;
    std::size_t step_ = 0;
    std::string what_;
};

} // namespace

TEST_CASE("REQ-POL-01, REQ-POL-02, REQ-POL-03, REQ-POL-04, REQ-POL-05, REQ-POL-09, REQ-POL-10, REQ-POL-12, "
          "REQ-POL-13, REQ-POL-15, REQ-POL-17: after any sequence of calls, every status, verdict and decision is as "
          "the requirements say") {
    Walk walk(seed_or(5));
    for (std::size_t i = 0; i < steps; ++i) {
        walk.step();
        if (i % 1000 == 0) walk.ask_everything();
    }
    walk.ask_everything();
    // What was never met was not tested.
    for (auto const* const call : {"claim", "protect", "unprotect"}) {
        CHECK(walk.met(call, Status::Ok) > steps / 1000);
        CHECK(walk.met(call, Status::Illegal) > steps / 1000);
    }
    for (auto const* const call : {"claim", "protect"}) {
        CHECK(walk.met(call, Status::Reserved) > steps / 1000);
        CHECK(walk.met(call, Status::Taken) > steps / 1000);
    }
    CHECK(walk.met("claim", Status::Sealed) > steps / 1000);
    for (auto const decision :
         {Decision::Granted, Decision::Denied, Decision::Protected, Decision::Reserved, Decision::Illegal})
        CHECK(walk.met(decision) > steps / 1000);
}
