// SPDX-License-Identifier: Apache-2.0
#include "models/conformance/guard_memory.hpp"
#include "models/policy.hpp"
#include "models/vmcs_switching.hpp"
#include "tools/support/random.hpp"

#include <doctest/doctest.h>
#include <map>

using namespace redoubt::conformance;
using namespace redoubt::tsl;
using redoubt::support::Random;

namespace {

constexpr unsigned kSteps = 200;
constexpr unsigned kLooks = 200; // in each state

// Along a walk of the model alone.
void check_memory(Model const& model, std::uint64_t seed) {
    Interpreter const interpreter(model, model.instances().front());
    Random random(seed);
    std::map<Action const*, GuardMemory> memories;
    for (auto const& action : model.actions())
        memories.emplace(&action, GuardMemory(interpreter, action));
    auto const labels = interpreter.labels();
    auto state = interpreter.start(State(interpreter.cells(), 0)).value();
    for (unsigned step = 0; step < kSteps; ++step) {
        for (unsigned look = 0; look < kLooks; ++look) {
            auto const& label = random.of(labels);
            auto const& action = *label.action;
            for (std::size_t i = 0; i < action.guards().size(); ++i)
                REQUIRE(memories.at(&action).holds(i, label, state) ==
                        interpreter.holds(action.guards()[i].condition, state, action.parameters(), label.arguments));
        }
        auto const* label = &random.of(labels);
        while (interpreter.refused(*label, state))
            label = &random.of(labels);
        state = interpreter.after(*label, state);
        for (auto& [action, memory] : memories)
            memory.changed(updated_by(*label->action));
    }
}

} // namespace

TEST_CASE("conformance: what is remembered of a guard is what holds") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        check_memory(redoubt::models::PermissionPolicy(), seed);
        check_memory(redoubt::models::VmcsSwitching(), seed);
    }
}
