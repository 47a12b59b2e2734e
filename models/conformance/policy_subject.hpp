// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/conformance/ground.hpp"
#include "models/conformance/subject.hpp"
#include "models/policy.hpp"

#include <memory>

namespace redoubt::conformance {

// The policy's calls. A seeded fault is a class that overrides some of them.
class PolicyCalls {
public:
    PolicyCalls() = default;
    PolicyCalls(PolicyCalls const&) = delete;
    PolicyCalls& operator=(PolicyCalls const&) = delete;
    virtual ~PolicyCalls() = default;

    [[nodiscard]] stm::Status apply(stm::Call call, RequestList const& list); // as the policy does it

    virtual void start(stm::Layout const& layout) { policy_.start(layout); }
    virtual void seal() { policy_.seal(); }
    virtual stm::Status change(stm::Call call, RequestList const& list) { return apply(call, list); }
    virtual void unprotect_all() { policy_.unprotect_all(); }
    [[nodiscard]] virtual stm::Decision for_handler(stm::Request const& request) const {
        return policy_.for_handler(request);
    }

protected:
    stm::Policy policy_ = {};
};

// The hosted policy against M4. It has the tables and what they say of a list; locks, copies, stages and the handler's
// EPT are its callers'. All that is seen of it is its public interface.
class PolicySubject : public Subject {
public:
    explicit PolicySubject(std::string name = "policy", std::unique_ptr<PolicyCalls> calls = nullptr);

    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] tsl::Model const& model() const override { return model_; }
    [[nodiscard]] tsl::Sizes sizes() const override;
    [[nodiscard]] Share share() const override;
    tsl::State reset(tsl::Interpreter const& interpreter, Random& random) override;
    [[nodiscard]] tsl::Label settled(tsl::Label label) const override;
    std::optional<std::string> perform(tsl::Label const& label) override;
    void abstract(tsl::Interpreter const& interpreter, tsl::State& state) const override;
    [[nodiscard]] std::vector<std::string> legend() const override;

private:
    // What else is in a table, and how much of it: ranges apart from all atoms, so that little room is left.
    struct Table {
        std::size_t fillers = 0;
        std::vector<bool> holds = {}; // each atom
    };

    [[nodiscard]] bool has_room(Table const& table, std::size_t requests) const;
    [[nodiscard]] stm::Decision decision(Piece const& atom) const;
    void fill(stm::Call call, Table& table, std::size_t count);
    void note(stm::Call call, std::size_t list);

    std::string name_;
    models::PermissionPolicy model_;
    std::unique_ptr<PolicyCalls> calls_;
    Ground ground_ = {};
    std::vector<std::vector<bool>> names_; // by list, then atom
    Table claims_;
    Table protections_;
};

} // namespace redoubt::conformance
