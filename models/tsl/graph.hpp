// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

// And-inverter graphs with memory, and their file format.
namespace redoubt::tsl {

// What a node of the graph says, or the contrary of it.
class Wire {
public:
    constexpr Wire() = default; // false
    constexpr Wire(std::uint32_t node, bool negated) : code_(2 * node + (negated ? 1U : 0U)) {}

    [[nodiscard]] constexpr std::uint32_t node() const { return code_ / 2; }
    [[nodiscard]] constexpr bool negated() const { return code_ % 2 != 0; }
    [[nodiscard]] constexpr Wire operator!() const { return {node(), !negated()}; }
    friend constexpr auto operator<=>(Wire, Wire) = default;

private:
    std::uint32_t code_ = 0;
};

constexpr Wire kFalse{0, false};
constexpr Wire kTrue{0, true};

class Graph {
public:
    enum class Gate : std::uint8_t { False, Input, Latch, And };
    struct Node {
        Gate gate;
        Wire a; // And: its inputs. Latch: a, what it holds in the next frame
        Wire b;
    };

    Wire input();
    Wire latch(); // false in the first frame
    void set_next(Wire latch, Wire next) { nodes_[latch.node()].a = next; }

    // What is constant, or was there before, is not made again.
    Wire both(Wire a, Wire b);
    Wire either(Wire a, Wire b) { return !both(!a, !b); }
    Wire choice(Wire condition, Wire a, Wire b);
    Wire same(Wire a, Wire b) { return choice(a, b, !b); }

    // A node's inputs are nodes before it.
    [[nodiscard]] std::vector<Node> const& nodes() const { return nodes_; }
    [[nodiscard]] std::size_t inputs() const { return inputs_; }
    [[nodiscard]] std::size_t latches() const { return latches_; }

private:
    Wire add(Node node);

    std::vector<Node> nodes_{{Gate::False, {}, {}}};
    std::unordered_map<std::uint64_t, std::uint32_t> ands_; // by inputs
    std::size_t inputs_ = 0;
    std::size_t latches_ = 0;
};

// The graph in the binary format of AIGER 1.0, with one output. Inputs and latches are in the order of their making.
// A. Biere, The AIGER And-Inverter Graph (AIG) Format Version 20071012.
[[nodiscard]] std::string as_aiger(Graph const& graph, Wire output);

} // namespace redoubt::tsl
