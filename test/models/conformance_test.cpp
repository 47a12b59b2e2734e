// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/conformance.hpp"
#include "models/conformance/policy_subject.hpp"
#include "models/conformance/vmcs_subject.hpp"
#include "test/models/faults.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <string>

using namespace redoubt::conformance;
using namespace redoubt::conformance::test;
using redoubt::tsl::Label;

namespace {

constexpr std::uint64_t kSteps = 50'000;
constexpr std::uint64_t kUntilCaught = 200'000;
constexpr std::uint64_t kSeed = 1;

// All must be caught; the message says by what and when.
void check_caught(std::vector<Fault> const& faults) {
    for (auto const& fault : faults) {
        auto const subject = fault.subject();
        auto const outcome = run(*subject, kUntilCaught, kSeed);
        REQUIRE_MESSAGE(outcome.divergence, fault.name);
        MESSAGE(fault.name, ": ", name(outcome.divergence->check), ", step ", outcome.steps);
    }
}

// The policy behind something that answers in its place.
class Answering : public PolicySubject {
public:
    using Answer = std::function<std::optional<std::string>(std::optional<std::string> const&)>;
    explicit Answering(Answer answer) : answer_(std::move(answer)) {}
    std::optional<std::string> perform(Label const& label) override { return answer_(PolicySubject::perform(label)); }

private:
    Answer answer_;
};

class Sharing : public PolicySubject {
public:
    explicit Sharing(std::function<void(Share&)> change) : change_(std::move(change)) {}
    [[nodiscard]] Share share() const override {
        auto share = PolicySubject::share();
        change_(share);
        return share;
    }

private:
    std::function<void(Share&)> change_;
};

// What the model does not see coming.
void seal(PolicySubject& subject) {
    (void)subject.PolicySubject::perform({&subject.model().action("seal"), {0}});
}

// Whose state is not what the model starts with.
class StartsSealed : public PolicySubject {
public:
    redoubt::tsl::State reset(redoubt::tsl::Interpreter const& interpreter, Random& random) override {
        auto rigid = PolicySubject::reset(interpreter, random);
        seal(*this);
        return rigid;
    }
};

// About one cell of its state.
class Lying : public PolicySubject {
public:
    explicit Lying(std::size_t cell) : cell_(cell) {}
    void abstract(redoubt::tsl::Interpreter const& interpreter, redoubt::tsl::State& state) const override {
        PolicySubject::abstract(interpreter, state);
        state[cell_] = kTorn;
    }

private:
    std::size_t cell_;
};

Check check_of(Subject& subject) {
    auto const outcome = run(subject, kSteps, kSeed);
    REQUIRE(outcome.divergence);
    return outcome.divergence->check;
}

} // namespace

TEST_CASE("conformance: REQ-POL-05: REQ-POL-10: the policy allows, refuses and changes what its model does") {
    PolicySubject subject;
    auto const outcome = run(subject, kSteps, kSeed);
    CHECK_MESSAGE(outcome.good(), as_text(outcome));
    CHECK(outcome.steps == kSteps);
}

TEST_CASE("conformance: REQ-VMCS-01: REQ-VMCS-04: switches leave processors and VMCSs as the model has them") {
    VmcsSubject subject;
    auto const outcome = run(subject, kSteps, kSeed);
    CHECK_MESSAGE(outcome.good(), as_text(outcome));
    CHECK(outcome.steps == kSteps);
}

TEST_CASE("conformance: every seeded fault of the policy is caught") {
    check_caught(policy_faults());
}

TEST_CASE("conformance: every seeded fault of the switch is caught") {
    check_caught(vmcs_faults());
}

TEST_CASE("conformance: who always refuses diverges, and so does who always succeeds") {
    Answering refusing([](auto const&) { return std::string{}; });
    CHECK(check_of(refusing) == Check::Refused);
    Answering succeeding([](auto const&) { return std::nullopt; });
    CHECK(check_of(succeeding) == Check::Allowed);
}

TEST_CASE("conformance: a refusal for a guard that holds is told, and one for no guard at all") {
    for (std::string const reason : {"copied", "no such guard"}) {
        Answering answering([&](auto const& answer) { return answer ? std::optional{reason} : answer; });
        CHECK(check_of(answering) == Check::Reason);
    }
}

TEST_CASE("conformance: a refusal that changes something is told of at once") {
    Answering sealing([&](auto const& answer) {
        if (answer) seal(sealing);
        return answer;
    });
    CHECK(check_of(sealing) == Check::Changed);
}

TEST_CASE("conformance: a subject that starts otherwise than the model is told of") {
    StartsSealed subject;
    CHECK(check_of(subject) == Check::Start);
}

TEST_CASE("conformance: each cell of what the subject has is compared") {
    PolicySubject const honest;
    redoubt::tsl::Interpreter const interpreter(honest.model(), honest.sizes());
    for (auto const& symbol : honest.model().symbols()) {
        if (!honest.share().symbols.contains(symbol->name)) continue;
        for (std::size_t i = 0; i < interpreter.cells(*symbol); ++i) {
            CAPTURE(symbol->name);
            CAPTURE(i);
            Lying subject(interpreter.offset(*symbol) + i);
            CHECK(check_of(subject) == Check::Start);
        }
    }
}

TEST_CASE("conformance: a run that is too short complains of actions that it has not seen") {
    PolicySubject subject;
    auto const outcome = run(subject, 10, kSeed);
    CHECK_FALSE(outcome.divergence);
    CHECK(std::ranges::count(outcome.complaints, "seal was never allowed") == 1);
}

TEST_CASE("conformance: a guard that has never refused is a complaint") {
    Sharing subject([](Share& share) { share.actions.front().never_first.clear(); });
    auto const outcome = run(subject, kSteps, kSeed);
    REQUIRE(outcome.complaints.size() == 1);
    CHECK(outcome.complaints.front() == "claim was never refused for \"not protected\"");
}

TEST_CASE("conformance: a guard that is said to be never first, and is, is a complaint") {
    Sharing subject([](Share& share) { share.actions.front().never_first.insert("room"); });
    auto const outcome = run(subject, kSteps, kSeed);
    REQUIRE(outcome.complaints.size() == 1);
    CHECK(outcome.complaints.front() == "claim was refused for \"room\", and should never be");
}

TEST_CASE("conformance: a share that does not fit its model is an error") {
    auto const refused = [](std::function<void(Share&)> const& change) {
        Sharing subject(change);
        CHECK_THROWS((void)run(subject, 1, kSeed));
    };
    refused([](Share& share) { share.symbols.insert("no_such_symbol"); });
    refused([](Share& share) { share.actions.push_back({.action = "no_such_action", .guards = {}}); });
    refused([](Share& share) { share.actions.front().guards.insert("no such guard"); });
    refused([](Share& share) { share.absent.insert("no_such_action"); });
    refused([](Share& share) { share.actions.pop_back(); }); // somebody must unprotect all: it changes its symbols
    refused([](Share& share) { share.actions.clear(); });
}

TEST_CASE("conformance: a divergence is found again from its seed, in the first walk") {
    auto const subject = policy_faults().front().subject();
    auto const found = run(*subject, kUntilCaught, kSeed).divergence;
    REQUIRE(found);
    auto const again = run(*subject, kUntilCaught, found->seed);
    REQUIRE(again.divergence);
    CHECK(again.walks == 1);
    CHECK(again.divergence->steps == found->steps);
    CHECK(again.divergence->what == found->what);
}
