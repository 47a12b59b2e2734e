// SPDX-License-Identifier: Apache-2.0
#include "proofs/equal/canonical_order.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>

namespace redoubt::equal {
namespace {

using Instructions = std::vector<llvm::Instruction*>;

bool is_plain_load(llvm::Instruction const& instruction) {
    auto const* const load = llvm::dyn_cast<llvm::LoadInst>(&instruction);
    return load && load->isSimple();
}

// An anchor keeps its place relative to all other anchors.
bool is_anchor(llvm::Instruction const& instruction) {
    if (llvm::isa<llvm::AllocaInst>(instruction) || is_plain_load(instruction)) return false;
    return llvm::isa<llvm::PHINode>(instruction) || instruction.isTerminator() || instruction.mayHaveSideEffects() ||
           instruction.mayReadFromMemory();
}

// The place of each movable instruction in a walk from the anchors, in order, along operands.
class Ranks {
public:
    explicit Ranks(llvm::Function& function) {
        for (auto& block : function)
            for (auto& instruction : block)
                if (is_anchor(instruction)) visit_operands(instruction);
        for (auto& block : function)
            for (auto& instruction : block)
                visit(instruction); // results that nothing uses
    }
    [[nodiscard]] std::size_t of(llvm::Instruction const* instruction) const { return ranks_.at(instruction); }

private:
    void visit_operands(llvm::Instruction& instruction) {
        for (auto& operand : instruction.operands())
            if (auto* const used = llvm::dyn_cast<llvm::Instruction>(operand.get())) visit(*used);
    }
    void visit(llvm::Instruction& instruction) {
        if (is_anchor(instruction) || !seen_.insert(&instruction).second) return;
        visit_operands(instruction);
        ranks_.emplace(&instruction, ranks_.size());
    }

    std::unordered_set<llvm::Instruction const*> seen_;
    std::unordered_map<llvm::Instruction const*, std::size_t> ranks_;
};

// Rebuilds one block: anchors in order, everything else as late as its users and (for a load) the next write allow.
class BlockOrder {
public:
    BlockOrder(llvm::BasicBlock& block, Ranks const& ranks) : block_(block), ranks_(ranks) {}

    void apply() {
        for (auto& instruction : block_)
            original_.push_back(&instruction);
        place_allocas();
        Instructions loads; // since the last write
        for (auto* const instruction : original_) {
            if (is_plain_load(*instruction)) loads.push_back(instruction);
            if (!is_anchor(*instruction) || instruction->isTerminator()) continue;
            if (instruction->mayWriteToMemory() && !llvm::isa<llvm::PHINode>(instruction))
                place_all(std::move(loads)), loads = {};
            place(*instruction);
        }
        place_all(movable());
        place(*block_.getTerminator());
        for (auto* const instruction : placed_)
            instruction->moveBefore(block_, block_.end());
    }

private:
    void place(llvm::Instruction& instruction) {
        if (instruction.getParent() != &block_ || done_.contains(&instruction)) return;
        if (!llvm::isa<llvm::PHINode>(instruction))
            for (auto& operand : instruction.operands())
                if (auto* const used = llvm::dyn_cast<llvm::Instruction>(operand.get())) place(*used);
        if (done_.insert(&instruction).second) placed_.push_back(&instruction);
    }
    void place_all(Instructions list) {
        std::ranges::sort(list, {}, [this](auto const* each) { return ranks_.of(each); });
        for (auto* const each : list)
            place(*each);
    }
    [[nodiscard]] Instructions movable() const {
        Instructions list;
        std::ranges::copy_if(original_, std::back_inserter(list), [](auto const* each) { return !is_anchor(*each); });
        return list;
    }
    void place_allocas() {
        Instructions list;
        std::ranges::copy_if(original_, std::back_inserter(list),
                             [](auto const* each) { return llvm::isa<llvm::AllocaInst>(each); });
        place_all(std::move(list));
    }

    llvm::BasicBlock& block_;
    Ranks const& ranks_;
    Instructions original_;
    Instructions placed_;
    std::unordered_set<llvm::Instruction const*> done_;
};

void order_blocks(llvm::Function& function) {
    llvm::ReversePostOrderTraversal<llvm::Function*> const order(&function);
    std::unordered_map<llvm::BasicBlock const*, std::size_t> place;
    llvm::BasicBlock* last = nullptr;
    for (auto* const block : order) {
        place.emplace(block, place.size());
        if (last) block->moveAfter(last);
        last = block;
    }
    for (auto& block : function)
        for (auto& phi : block.phis()) {
            std::vector<std::pair<llvm::BasicBlock*, llvm::Value*>> incoming;
            for (unsigned at = 0; at < phi.getNumIncomingValues(); ++at)
                incoming.emplace_back(phi.getIncomingBlock(at), phi.getIncomingValue(at));
            std::ranges::sort(incoming, {}, [&](auto const& each) { return place.at(each.first); });
            for (unsigned at = 0; at < incoming.size(); ++at) {
                phi.setIncomingBlock(at, incoming[at].first);
                phi.setIncomingValue(at, incoming[at].second);
            }
        }
}

} // namespace

void order_canonically(llvm::Function& function) {
    order_blocks(function);
    Ranks const ranks(function);
    for (auto& block : function)
        BlockOrder(block, ranks).apply();
}

} // namespace redoubt::equal
