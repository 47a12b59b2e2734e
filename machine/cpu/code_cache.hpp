// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/operation.hpp"
#include "machine/cpu/state.hpp"

#include <memory>
#include <unordered_map>
#include <vector>

namespace redoubt::machine {

class Interpreter;

// Instructions that run one after the other, and a last operation that is none and leaves. Outside 64-bit mode it is one
// instruction alone, behind operations that check its segments and are none either.
struct Block {
    std::vector<Operation> operations;
    unsigned count; // of instructions
};

// What was decoded, by the physical page that it stands in, for all processors. A write to such a page takes effect at
// once, also in the block that writes.
class CodeCache {
public:
    void attach(Interpreter& interpreter) { interpreters_.push_back(&interpreter); }

    [[nodiscard]] Block* find(uint64_t physical, CodeMode mode) const;
    Block* keep(uint64_t physical, CodeMode mode, Block block); // the block begins there and ends in the same page

    [[nodiscard]] bool holds_page(uint64_t physical) const;
    void forget_page(uint64_t physical);
    void bury() { forgotten_.clear(); } // when no block runs

private:
    using Blocks = std::unordered_map<uint64_t, std::unique_ptr<Block>>;

    static uint64_t key(uint64_t physical, CodeMode mode) { return physical * 4 + static_cast<unsigned>(mode); }

    std::unordered_map<uint64_t, Blocks> pages_;    // by page number, then by key
    std::vector<std::unique_ptr<Block>> forgotten_; // one of them may be running
    std::vector<Interpreter*> interpreters_;
};

} // namespace redoubt::machine
