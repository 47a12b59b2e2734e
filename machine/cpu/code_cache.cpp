// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/code_cache.hpp"

#include "machine/cpu/address_space.hpp"
#include "machine/cpu/interpreter.hpp"

namespace redoubt::machine {

Block* CodeCache::find(uint64_t physical, CodeMode mode) const {
    auto const page = pages_.find(physical / kPageSize);
    if (page == pages_.end()) return nullptr;
    auto const block = page->second.find(key(physical, mode));
    return block == page->second.end() ? nullptr : block->second.get();
}

Block* CodeCache::keep(uint64_t physical, CodeMode mode, Block block) {
    auto& blocks = pages_[physical / kPageSize];
    if (blocks.empty())
        for (auto* const interpreter : interpreters_)
            interpreter->forget_writable(); // a write to this page has to be seen from now on
    return (blocks[key(physical, mode)] = std::make_unique<Block>(std::move(block))).get();
}

bool CodeCache::holds_page(uint64_t physical) const {
    return pages_.contains(physical / kPageSize);
}

void CodeCache::forget_page(uint64_t physical) {
    auto const page = pages_.find(physical / kPageSize);
    if (page == pages_.end()) return;
    for (auto& [key, block] : page->second) {
        for (auto& operation : block->operations)
            operation.execute = block->operations.back().execute; // whoever runs it leaves before the next one
        forgotten_.push_back(std::move(block));
    }
    pages_.erase(page);
    for (auto* const interpreter : interpreters_)
        interpreter->forget_blocks();
}

} // namespace redoubt::machine
