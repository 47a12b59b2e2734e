// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/interpreter.hpp"

#include "machine/cpu/decode.hpp"
#include "machine/cpu/segmentation.hpp"

#include <algorithm>

namespace redoubt::machine {
namespace {

constexpr uint64_t page_of(uint64_t address) {
    return address & ~(kPageSize - 1);
}

constexpr unsigned longest_instruction = 15;

} // namespace

Interpreter::Interpreter(AddressSpace& space, CodeCache& code) : space_(space), code_(code) {
    code.attach(*this);
    forget_translations();
}

void Interpreter::clear(Entries& entries) {
    for (unsigned i = 0; i < slots; ++i)
        entries[i] = {((i + 1) % slots) * kPageSize, nullptr};
}

void Interpreter::forget_translations() {
    clear(readable_);
    forget_writable();
    forget_blocks();
}

void Interpreter::forget_writable() {
    clear(writable_);
}

void Interpreter::forget_blocks() {
    known_.fill({0, nullptr});
}

void Interpreter::raise(Operation const* operation, Fault const& fault) {
    ended_ = operation;
    throw fault;
}

void Interpreter::check_stack(Operation const* operation, uint64_t linear, unsigned size) {
    if (!canonical(linear) || !canonical(linear + size - 1)) raise(operation, {Vector::StackFault, 0});
}

Page Interpreter::translate(Operation const* operation, uint64_t linear, Access access) {
    ended_ = operation;
    if (operation->segment == SegmentIndex::FlatStack) check_stack(operation, linear, 1);
    return space_.page(mode_ == CodeMode::Bits64 ? linear : static_cast<uint32_t>(linear), access);
}

uint64_t Interpreter::load_slowly(Operation const* operation, uint64_t linear, unsigned size) {
    auto const in_first = static_cast<unsigned>(std::min<uint64_t>(size, kPageSize - linear % kPageSize));
    if (in_first < size) {
        auto const low = load_slowly(operation, linear, in_first);
        return low | (load_slowly(operation, linear + in_first, size - in_first) << (8 * in_first));
    }
    auto const page = translate(operation, linear, Access::Read);
    if (page.bytes == nullptr) return space_.read_device(page.physical + linear % kPageSize, size);
    readable_[slot(linear)] = {page_of(linear), page.bytes};
    uint64_t value = 0;
    std::memcpy(&value, page.bytes + linear % kPageSize, size);
    return value;
}

void Interpreter::check_writable(Operation const* operation, uint64_t linear, unsigned size) {
    (void)translate(operation, linear, Access::Write);
    if (page_of(linear + size - 1) != page_of(linear)) (void)translate(operation, linear + size - 1, Access::Write);
}

void Interpreter::store_slowly(Operation const* operation, uint64_t linear, unsigned size, uint64_t value) {
    auto const in_first = static_cast<unsigned>(std::min<uint64_t>(size, kPageSize - linear % kPageSize));
    auto const first = translate(operation, linear, Access::Write);
    if (in_first == size) return write_bytes(first, linear, size, value);
    auto const second = translate(operation, linear + in_first, Access::Write); // before anything is written
    write_bytes(first, linear, in_first, value);
    write_bytes(second, linear + in_first, size - in_first, value >> (8 * in_first));
}

void Interpreter::write_bytes(Page const& page, uint64_t linear, unsigned size, uint64_t value) {
    auto const offset = linear % kPageSize;
    if (page.bytes == nullptr) return space_.write_device(page.physical + offset, size, value);
    if (code_.holds_page(page.physical))
        code_.forget_page(page.physical);
    else
        writable_[slot(linear)] = {page_of(linear), page.bytes};
    std::memcpy(page.bytes + offset, &value, size);
}

// The block that begins at a linear address; decoded when it is new.
Block* Interpreter::block_at(uint64_t linear) {
    auto& known = known_[linear % known_.size()];
    if (known.block != nullptr && known.rip == linear) return known.block;
    auto* const block = decode_at(linear);
    if (block != &straddling_) known = {linear, block};
    return block;
}

Page Interpreter::code_page(uint64_t linear) {
    auto const page = space_.page(mode_ == CodeMode::Bits64 ? linear : static_cast<uint32_t>(linear), Access::Execute);
    if (page.bytes == nullptr) throw Fault{Vector::GeneralProtection, 0}; // no code in devices
    return page;
}

Block* Interpreter::decode_at(uint64_t linear) {
    auto const page = code_page(linear);
    auto const offset = linear % kPageSize;
    auto const physical = page.physical + offset;
    if (auto* const block = code_.find(physical, mode_)) return block;
    auto decoded = decode_block({page.bytes + offset, page.bytes + kPageSize}, mode_);
    if (decoded.count != 0) return code_.keep(physical, mode_, std::move(decoded));
    // Its first instruction goes on in the next page.
    std::array<std::byte, longest_instruction> bytes;
    auto const here = std::min<uint64_t>(kPageSize - offset, bytes.size());
    std::memcpy(bytes.data(), page.bytes + offset, here);
    if (here < bytes.size()) {
        check_fetch(static_cast<unsigned>(here) + 1);
        std::memcpy(bytes.data() + here, code_page(linear + here).bytes, bytes.size() - here);
    }
    straddling_ = decode_one(bytes, mode_);
    return &straddling_;
}

void Interpreter::run_operations(Operation const* first) {
    auto const begin = rip;
    set<uint64_t>(at::block, begin);
    try {
        first->execute(*this, first);
    } catch (...) { // a fault, or what the address space throws instead
        rip = begin + ended_->start;
        retired_ += static_cast<uint64_t>(ended_ - first);
        throw;
    }
    retired_ += static_cast<uint64_t>(ended_ - first);
}

void Interpreter::run_one(Operation const& operation) {
    std::array<Operation, 2> const alone{operation, leaving(operation.length)};
    run_operations(alone.data());
}

void Interpreter::run_block() {
    auto* const block = block_at(rip);
    if (block->count <= end_ - retired_)
        run_operations(block->operations.data());
    else
        run_one(block->operations.front());
}

// SDM vol. 3A 5.3: outside 64-bit mode, the bytes of an instruction lie within the code segment's limit.
void Interpreter::check_fetch(unsigned size) const {
    if (mode_ != CodeMode::Bits64 && !within_limit(segment(SegmentIndex::Cs), rip, size))
        throw Fault{Vector::GeneralProtection, 0};
}

// One instruction, behind the checks that it needs.
void Interpreter::run_legacy_block() {
    check_fetch(1);
    auto* const block = block_at(linear_rip());
    auto const& operations = block->operations;
    check_fetch(std::max<unsigned>(1, operations.back().start));
    auto const begin = rip;
    set<uint64_t>(at::block, begin);
    try {
        operations.front().execute(*this, operations.data());
    } catch (...) {
        rip = begin;
        throw;
    }
    rip = static_cast<uint32_t>(rip);
    if (ended_ == &operations.back()) ++retired_;
}

Stop Interpreter::run(uint64_t budget) {
    end_ = retired_ + budget;
    sensitive_ = false;
    if (auto const mode = code_mode(); mode != mode_) {
        mode_ = mode;
        forget_translations(); // linear addresses may have been cut to 32 bits, too
    }
    while (retired_ < end_) {
        code_.bury();
        if (mode_ == CodeMode::Bits64)
            run_block();
        else
            run_legacy_block();
        if (sensitive_) return Stop::Sensitive;
    }
    return Stop::Budget;
}

} // namespace redoubt::machine
