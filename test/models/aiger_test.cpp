// SPDX-License-Identifier: Apache-2.0
#include "models/tsl/aiger.hpp"

#include "models/tsl/interpreter.hpp"
#include "test/models/lock.hpp"
#include "test/models/random_terms.hpp"
#include "test/models/simulator.hpp"
#include "test/models/tanks.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <memory>
#include <random>

using namespace redoubt::tsl;
using namespace redoubt::tsl::test;

namespace {

std::vector<std::shared_ptr<Model const>> models() {
    return {std::make_shared<Lock>(),
            std::make_shared<Lock>(Flaw::NoLock),
            std::make_shared<Lock>(Flaw::LosesCount),
            std::make_shared<Tanks>(),
            std::make_shared<Tanks>(Leak::AboveLast),
            std::make_shared<Tanks>(Leak::BelowZero),
            std::make_shared<Tanks>(Leak::StartsTooFull),
            std::make_shared<Tanks>(Leak::AboveLimit)};
}

// Runs a circuit beside the interpreter, and counts what they have done.
class Beside {
public:
    Beside(Interpreter const& interpreter, unsigned seed)
        : interpreter_(interpreter), circuit_(interpreter), random_(seed), broken_(wires()),
          simulator_(circuit_.graph()) {}

    void set_up() {
        auto const frame = simulator_.random_inputs(random_);
        simulator_.settle();
        CHECK_FALSE(simulator_(circuit_.running()));
        CHECK_FALSE(simulator_(circuit_.left_sort()));
        for (auto const wire : broken_)
            REQUIRE_FALSE(simulator_(wire));
        auto const rigid = circuit_.inputs().rigid(frame);
        auto const start = rigid ? interpreter_.start(*rigid) : std::nullopt;
        simulator_.tick();
        CHECK(simulator_(circuit_.running()) == start.has_value());
        if (start) {
            ++starts;
            agree_on(*start);
        }
        simulator_.set(circuit_.running(), false);
    }

    // One step from the state, if that is not the end.
    State step(State const& state) {
        simulator_.set(circuit_.running(), true);
        for (std::size_t cell = 0; cell < state.size(); ++cell)
            simulator_.set(circuit_.state()[cell], state[cell]);
        auto const frame = simulator_.random_inputs(random_);
        simulator_.settle();
        auto const ended = interpreter_.violated(state) != nullptr && simulator_(circuit_.left_sort());
        auto label = circuit_.inputs().choice(frame);
        if (label && (ended || interpreter_.refused(*label, state))) label.reset();
        auto next = label ? interpreter_.after(*label, state) : state;
        agree_on_properties(state, label, next);
        simulator_.tick();
        agree_on(next);
        (ended ? ends : label ? steps : refusals) += 1;
        return next;
    }

    int starts = 0;
    int steps = 0;
    int refusals = 0;
    int ends = 0;

private:
    std::vector<Wire> wires() {
        std::vector<Wire> all;
        for (auto const& property : interpreter_.model().properties())
            all.push_back(circuit_.broken(property));
        for (auto const& cover : interpreter_.model().covers())
            all.push_back(circuit_.reached(cover));
        return all;
    }

    void agree_on(State const& state) {
        for (std::size_t cell = 0; cell < state.size(); ++cell)
            REQUIRE(simulator_(circuit_.state()[cell]) == state[cell]);
    }

    void agree_on_properties(State const& state, std::optional<Label> const& label, State const& next) {
        auto wire = broken_.begin();
        auto outside = false;
        for (auto const& property : interpreter_.model().properties()) {
            auto const free = property.kind == PropertyKind::Step && !(label && property.concerns(*label->action));
            auto const broken = !free && !interpreter_.holds(property.formula, state, next);
            REQUIRE(simulator_(*wire++) == broken);
            outside = outside || (broken && property.name.ends_with("_in_range"));
        }
        CHECK(simulator_(circuit_.left_sort()) == outside);
        for (auto const& cover : interpreter_.model().covers())
            REQUIRE(simulator_(*wire++) == interpreter_.holds(cover.formula, state));
    }

    Interpreter const& interpreter_;
    Circuit circuit_;
    std::mt19937 random_;
    std::vector<Wire> broken_;
    Simulator simulator_;
};

} // namespace

TEST_CASE("a circuit is set up with what the axioms allow, in the initial state, and with nothing else") {
    for (auto const& model : models())
        for (auto const& sizes : model->instances()) {
            Interpreter const interpreter(*model, sizes);
            Beside beside(interpreter, 1);
            for (auto n = 0; n < 500; ++n)
                beside.set_up();
            CHECK(beside.starts > 0);
            CHECK(beside.starts < 500);
        }
}

TEST_CASE("a circuit steps as the interpreter does, and finds the same properties broken") {
    std::mt19937 random(2);
    for (auto const& model : models())
        for (auto const& sizes : model->instances()) {
            Interpreter const interpreter(*model, sizes);
            Beside beside(interpreter, 3);
            for (auto n = 0; n < 1000; ++n) {
                auto state = random_state(interpreter, random);
                for (auto length = 0; length < 3; ++length)
                    state = beside.step(state);
            }
            CHECK(beside.steps > 100);
            CHECK(beside.refusals > 100);
        }
}

TEST_CASE("a number that leaves its sort does not wrap, and ends the run") {
    for (auto const leak : {Leak::AboveLast, Leak::BelowZero}) {
        Tanks const tanks(leak);
        Interpreter const interpreter(tanks, tanks.instances().back());
        Beside beside(interpreter, 4);
        std::mt19937 random(5);
        auto low = 0;
        auto high = 0;
        for (auto n = 0; n < 5000; ++n) {
            auto const next = beside.step(beside.step(random_state(interpreter, random)));
            auto const [least, most] = std::ranges::minmax(next);
            low += least < 0 ? 1 : 0;
            high += most > 4 ? 1 : 0;
        }
        CHECK((leak == Leak::BelowZero ? low : high) > 20);
        CHECK(beside.ends > 20);
    }
}

TEST_CASE("a formula's circuit says what the interpreter says") {
    std::mt19937 random(6);
    std::vector<int> count(2, 0);
    for (auto const& model : {models().front(), models().back()}) {
        Interpreter const interpreter(*model, model->instances().back());
        RandomTerms terms(*model, 7);
        for (auto n = 0; n < 1500; ++n) {
            auto const formula = terms.closed(4);
            Graph graph;
            auto const cells = [&] {
                StateWords words;
                for (auto const& symbol : model->symbols())
                    for (std::size_t i = 0; i < interpreter.cells(*symbol); ++i) {
                        std::vector<Wire> bits(width(0, interpreter.size(*symbol->result) - 1) - 1);
                        std::ranges::generate(bits, [&] { return graph.input(); });
                        words.push_back(natural(bits, interpreter.size(*symbol->result) - 1));
                    }
                return words;
            };
            auto const state_words = cells();
            auto const next_words = cells();
            TermCircuit::Scene scene{state_words, &next_words};
            auto const wire = TermCircuit(graph, interpreter).wire(formula, scene);
            Simulator simulator(graph);
            for (auto k = 0; k < 10; ++k) {
                auto const state = random_state(interpreter, random);
                auto next = random_state(interpreter, random);
                for (auto const& symbol : model->symbols()) // rigid
                    for (std::size_t i = 0; symbol->rigid && i < interpreter.cells(*symbol); ++i)
                        next[interpreter.offset(*symbol) + i] = state[interpreter.offset(*symbol) + i];
                for (std::size_t i = 0; i < state.size(); ++i) {
                    simulator.set(state_words[i], state[i]);
                    simulator.set(next_words[i], next[i]);
                }
                simulator.settle();
                auto const holds = interpreter.holds(formula, state, next);
                REQUIRE(simulator(wire) == holds);
                if (wire != kTrue && wire != kFalse) ++count[holds ? 1 : 0];
            }
        }
    }
    CHECK(count[0] > 1000);
    CHECK(count[1] > 1000);
}

TEST_CASE("words add, subtract and compare as integers do") {
    std::mt19937 random(8);
    auto const any = [&] { return static_cast<Value>(random() % 41) - 20; };
    for (auto n = 0; n < 300; ++n) {
        Graph graph;
        auto const word = [&](Value low, Value high) {
            std::vector<Wire> bits(width(low, high));
            std::ranges::generate(bits, [&] { return graph.input(); });
            return Word{bits, low, high};
        };
        auto const [a_low, a_high] = std::minmax({any(), any()});
        auto const [b_low, b_high] = std::minmax({any(), any()});
        auto const a = word(a_low, a_high);
        auto const b = word(b_low, b_high);
        auto const total = sum(graph, a, b);
        auto const rest = difference(graph, a, b);
        auto const same = equal(graph, a, b);
        auto const ordered = less_or_equal(graph, a, b);
        Simulator simulator(graph);
        for (auto x = a_low; x <= a_high; ++x)
            for (auto y = b_low; y <= b_high; ++y) {
                simulator.set(a, x);
                simulator.set(b, y);
                simulator.settle();
                REQUIRE(simulator(total) == x + y);
                REQUIRE(simulator(rest) == x - y);
                REQUIRE(simulator(same) == (x == y));
                REQUIRE(simulator(ordered) == (x <= y));
            }
    }
}

TEST_CASE("what may be applied outside a sort has no circuit") {
    Tanks const tanks;
    Interpreter const interpreter(tanks, tanks.instances().front());
    Circuit circuit(interpreter);
    auto const beyond = exists([&](Term<Tank> tank) { return tanks.seen(tanks.level(tank) + 1); });
    CHECK_THROWS_WITH_AS((void)circuit.reached({"beyond", beyond.tree()}), "argument 1 of seen may be outside its sort",
                         std::runtime_error);
    auto const below = exists([&](Term<Tank> tank) { return tanks.seen(0 - tanks.level(tank)); });
    CHECK_THROWS_AS((void)circuit.reached({"below", below.tree()}), std::runtime_error);
    // Where the quantifier's value decides, it is as with the interpreter.
    auto const guarded = for_all([&](Term<Level> x) { return implies(x < last_of<Level>(), tanks.seen(x + 1)); });
    CHECK_NOTHROW((void)circuit.reached({"guarded", guarded.tree()}));
}

TEST_CASE("a graph has no gate twice, and none that is constant") {
    Graph graph;
    auto const a = graph.input();
    auto const b = graph.input();
    CHECK(graph.both(a, b) == graph.both(b, a));
    CHECK(graph.both(a, kTrue) == a);
    CHECK(graph.both(a, kFalse) == kFalse);
    CHECK(graph.both(a, a) == a);
    CHECK(graph.both(a, !a) == kFalse);
    CHECK(graph.nodes().size() == 4);
}

TEST_CASE("a graph is written in the binary format") {
    Graph graph;
    auto const enable = graph.input();
    auto const state = graph.latch();
    graph.set_next(state, !graph.same(enable, state)); // toggles
    // The input is 2, the latch 4; 6 = 4 & 2, 8 = 5 & 3, 10 = 9 & 7.
    CHECK(as_aiger(graph, state) == "aig 5 1 1 1 3\n10\n4\n\x02\x02\x03\x02\x01\x02");
}

TEST_CASE("a graph's gates that are far apart take several bytes") {
    Graph graph;
    auto const first = graph.input();
    auto far = first;
    for (auto i = 0; i < 100; ++i)
        far = graph.input();
    // 204 = 202 & 2: differences 2 and 200, which is 0x48 and then 1.
    CHECK(as_aiger(graph, graph.both(first, far)) == "aig 102 101 0 1 1\n204\n\x02\xc8\x01");
}
