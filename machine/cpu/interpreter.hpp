// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/address_space.hpp"
#include "machine/cpu/code_cache.hpp"
#include "machine/cpu/state.hpp"

#include <array>

namespace redoubt::machine {

enum class Stop : uint8_t {
    Budget,   // as many instructions as were asked for have retired
    Sensitive // the instruction at RIP is not one of these
};

// Runs the instructions that need nothing but registers, flags and memory, in 16-, 32- and 64-bit code. Everything else
// is left to the caller, before it has had any effect; so is PAUSE, at which a guest may have to exit.
class Interpreter : public State {
public:
    Interpreter(AddressSpace& space, CodeCache& code);

    // Throws Fault with the state as before the faulting instruction, or the faulting iteration of a repeated one. Between
    // runs the state may change in any way; what it was translated with is to be forgotten then, but for the code's width.
    [[nodiscard]] Stop run(uint64_t budget);

    [[nodiscard]] uint64_t retired() const { return retired_; }

    void forget_translations(); // of all pages
    void forget_writable();     // who may be written without asking
    void forget_blocks();       // which code stands where

    [[nodiscard]] uint64_t linear(Operation const* operation) const {
        auto offset = get<uint64_t>(operation->base) + (get<uint64_t>(operation->index) << operation->shift) +
                      static_cast<uint64_t>(operation->displacement);
        if (operation->address_size != AddressSize::Bits64) offset = static_cast<uint32_t>(offset);
        return offset + segment_base(operation->segment);
    }

    template <Word T>
    [[nodiscard]] T load(Operation const* operation, uint64_t linear) {
        auto const& entry = readable_[slot(linear)];
        auto const offset = linear - entry.base;
        if (offset > kPageSize - sizeof(T)) [[unlikely]]
            return static_cast<T>(load_slowly(operation, linear, sizeof(T)));
        T value;
        std::memcpy(&value, entry.bytes + offset, sizeof value);
        return value;
    }

    template <Word T>
    void store(Operation const* operation, uint64_t linear, T value) {
        auto const& entry = writable_[slot(linear)];
        auto const offset = linear - entry.base;
        if (offset > kPageSize - sizeof(T)) [[unlikely]]
            return store_slowly(operation, linear, sizeof(T), value);
        std::memcpy(entry.bytes + offset, &value, sizeof value);
    }

    // Reads what is going to be written: a fault is that of a write. `change` takes the value and returns the new one.
    template <Word T, typename Change>
    void modify(Operation const* operation, uint64_t linear, Change change) {
        auto const& entry = writable_[slot(linear)];
        auto const offset = linear - entry.base;
        if (offset > kPageSize - sizeof(T)) [[unlikely]] {
            check_writable(operation, linear, sizeof(T));
            return store_slowly(operation, linear, sizeof(T),
                                change(static_cast<T>(load_slowly(operation, linear, sizeof(T)))));
        }
        T value;
        std::memcpy(&value, entry.bytes + offset, sizeof value);
        value = change(value);
        std::memcpy(entry.bytes + offset, &value, sizeof value);
    }

    // As load() and store(), on the stack of 64-bit mode.
    template <Word T>
    [[nodiscard]] T load_stack(Operation const* operation, uint64_t linear) {
        auto const& entry = readable_[slot(linear)];
        auto const offset = linear - entry.base;
        if (offset > kPageSize - sizeof(T)) [[unlikely]] {
            check_stack(operation, linear, sizeof(T));
            return static_cast<T>(load_slowly(operation, linear, sizeof(T)));
        }
        T value;
        std::memcpy(&value, entry.bytes + offset, sizeof value);
        return value;
    }

    template <Word T>
    void store_stack(Operation const* operation, uint64_t linear, T value) {
        auto const& entry = writable_[slot(linear)];
        auto const offset = linear - entry.base;
        if (offset > kPageSize - sizeof(T)) [[unlikely]] {
            check_stack(operation, linear, sizeof(T));
            return store_slowly(operation, linear, sizeof(T), value);
        }
        std::memcpy(entry.bytes + offset, &value, sizeof value);
    }

    // Raise what a write would.
    void check_writable(Operation const* operation, uint64_t linear, unsigned size);
    void check_stack(Operation const* operation, uint64_t linear, unsigned size); // #SS(0): it is not canonical

    [[noreturn]] void raise(Operation const* operation, Fault const& fault);

    // Ends of blocks: before an operation, or after one that says where to go on.
    void leave(Operation const* before) {
        ended_ = before;
        rip = get<uint64_t>(at::block) + before->start;
    }
    void leave_sensitive(Operation const* before) {
        leave(before);
        sensitive_ = true;
    }
    void jump(Operation const* last, uint64_t target) {
        ended_ = last + 1;
        rip = target;
    }

    // A repeated string instruction is a block of its own, and each iteration counts as an instruction, so that one with
    // a long way to go can be left and taken up again.
    [[nodiscard]] uint64_t iterations_left() const { return end_ - retired_; }
    void count_iteration() { ++retired_; }

private:
    struct Entry {
        uint64_t base; // linear; of another slot when the entry is empty, so that nothing matches
        std::byte* bytes;
    };
    static constexpr unsigned slots = 512;
    using Entries = std::array<Entry, slots>;

    struct Known {
        uint64_t rip;
        Block* block;
    };

    static unsigned slot(uint64_t linear) { return static_cast<unsigned>(linear / kPageSize) % slots; }
    static void clear(Entries& entries);

    uint64_t load_slowly(Operation const* operation, uint64_t linear, unsigned size);
    void store_slowly(Operation const* operation, uint64_t linear, unsigned size, uint64_t value);
    Page translate(Operation const* operation, uint64_t linear, Access access);
    void write_bytes(Page const& page, uint64_t linear, unsigned size, uint64_t value);
    Block* block_at(uint64_t linear);
    Block* decode_at(uint64_t linear);
    Page code_page(uint64_t linear);
    void check_fetch(unsigned size) const;
    void run_block();
    void run_operations(Operation const* first);
    void run_one(Operation const& operation);
    void run_legacy_block();

    Entries readable_;
    Entries writable_;
    std::array<Known, 4096> known_ = {};
    Operation const* ended_ = nullptr; // the first of the block that has not retired
    CodeMode mode_ = CodeMode::Bits64; // that the known blocks are decoded for
    bool sensitive_ = false;
    uint64_t retired_ = 0;
    uint64_t end_ = 0; // of the run: what retired_ will then be
    AddressSpace& space_;
    CodeCache& code_;
    Block straddling_ = {}; // an instruction that stands in two pages, decoded anew each time
};

} // namespace redoubt::machine
