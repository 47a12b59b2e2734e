// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tsl/interpreter.hpp"
#include "tools/support/random.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace redoubt::conformance {

using support::Random;

// What a symbol's cell is when the subject is in no state that the model knows, as half of something: it differs from
// all that the model says.
inline constexpr tsl::Value kTorn = -1;

// The part of a model that a subject has, by names. All else is the model's alone.
struct Share {
    struct Performed {
        std::string action;
        // Those that the subject must find by itself not to hold. The others are its callers' duty: the run asks for
        // the action only where they hold.
        std::set<std::string> guards;
        std::set<std::string> never_first = {}; // of these: in every state another one refuses before
    };

    std::set<std::string> symbols; // those that the abstraction gives
    std::vector<Performed> actions;
    std::set<std::string> absent = {}; // never taken: they change those symbols, and there is no code for them yet
    // To be tried once in so many times: what leads away from the subject's actions, or to and fro.
    std::map<std::string, std::size_t> rare = {};
};

// Code, with what surrounds it, as an implementation of a model.
class Subject {
public:
    Subject() = default;
    Subject(Subject const&) = delete;
    Subject& operator=(Subject const&) = delete;
    virtual ~Subject() = default;

    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual tsl::Model const& model() const = 0;
    [[nodiscard]] virtual tsl::Sizes sizes() const = 0;
    [[nodiscard]] virtual Share share() const = 0;

    // To its start, with a new choice of all that the model leaves open. The rigid symbols then.
    virtual tsl::State reset(tsl::Interpreter const& interpreter, Random& random) = 0;

    // Arguments that are nobody's choice, as whether there is room, get the value that they have.
    [[nodiscard]] virtual tsl::Label settled(tsl::Label label) const { return label; }

    // Nothing: it succeeded. Otherwise the guard that it refuses for; empty when it does not say.
    virtual std::optional<std::string> perform(tsl::Label const& label) = 0;

    // The abstraction function: sets all cells of its symbols.
    virtual void abstract(tsl::Interpreter const& interpreter, tsl::State& state) const = 0;

    // What abstract values stand for since the last reset, for a report.
    [[nodiscard]] virtual std::vector<std::string> legend() const { return {}; }
};

} // namespace redoubt::conformance
