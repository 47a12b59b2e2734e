// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/conformance/conformance.hpp"
#include "models/conformance/guard_memory.hpp"

namespace redoubt::conformance {

// An action as a run sees it.
struct Step {
    tsl::Action const* action;
    std::vector<tsl::Label> labels;
    bool performed = false;
    std::size_t one_in = 1;
    std::vector<bool> own = {}; // for each guard: the subject must find it
    std::set<std::string> never_first = {};
};

// Checks the share against the model.
[[nodiscard]] std::vector<Step> steps_of(tsl::Interpreter const& interpreter, Share const& share);

// What a run tries next.
class Choice {
public:
    Choice(tsl::Interpreter const& interpreter, std::vector<Step> const& steps);

    struct Chosen {
        std::size_t step;
        tsl::Label label;
    };
    [[nodiscard]] Chosen next(tsl::State const& state, Random& random);
    void begin_walk();
    void changed_by(tsl::Action const& action); // the state has, by nothing else

private:
    template <class Fits>
    [[nodiscard]] std::optional<Chosen> find(std::vector<std::size_t> const& among, Random& random, Fits fits);

    // All guards; or those alone that are not the subject's own.
    [[nodiscard]] bool hold(std::size_t step, tsl::Label const& label, tsl::State const& state, bool all);

    std::vector<Step> const& steps_;
    std::vector<GuardMemory> guards_; // of each step
    std::vector<std::size_t> all_;
    std::vector<std::size_t> performed_;
    std::vector<std::size_t> taken_; // in this walk
};

// The first guard that does not hold, of those that are the subject's own or of the others.
[[nodiscard]] tsl::Guard const* refusing(tsl::Interpreter const& interpreter, Step const& step, tsl::Label const& label,
                                         tsl::State const& state, bool own);

} // namespace redoubt::conformance
