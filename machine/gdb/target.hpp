// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/gdb/hex.hpp"

#include <functional>

namespace redoubt::machine::gdb {

// As GDB numbers them.
enum class Signal : uint8_t { Interrupt = 2, IllegalInstruction = 4, Trap = 5, Abort = 6, SegmentationFault = 11 };

struct Stopped {
    unsigned thread;
    Signal signal;
    bool operator==(Stopped const&) const = default;
};

// What is debugged: its threads, numbered from 0 on, share one memory of code. It stands still but for step() and run().
class Target {
public:
    Target() = default;
    Target(Target const&) = delete;
    Target& operator=(Target const&) = delete;
    virtual ~Target() = default;

    [[nodiscard]] virtual unsigned threads() const = 0;                       // at least one
    [[nodiscard]] virtual std::string description(unsigned thread) const = 0; // what it is, and does, for people

    // Registers by their numbers in kRegisters, of that size, the lowest byte first. False: it has none such, or it cannot be
    // written.
    [[nodiscard]] virtual bool read_register(unsigned thread, unsigned number, std::span<std::byte> value) = 0;
    [[nodiscard]] virtual bool write_register(unsigned thread, unsigned number, std::span<std::byte const> value) = 0;

    // At addresses as the thread's instructions use them. Reading gives as many bytes as there are, from the first on; writing
    // has no effect when not all can be written.
    [[nodiscard]] virtual Bytes read_memory(unsigned thread, uint64_t address, std::size_t size) = 0;
    [[nodiscard]] virtual bool write_memory(unsigned thread, uint64_t address, std::span<std::byte const> bytes) = 0;

    // One instruction of a thread; the others stand still.
    [[nodiscard]] virtual Stopped step(unsigned thread) = 0;

    // All threads, until one of them has no way on, or `stop` says so: asked before each instruction with the thread and its
    // RIP. That thread has then stopped, by Signal::Trap.
    using StopBefore = std::function<bool(unsigned thread, uint64_t rip)>;
    [[nodiscard]] virtual Stopped run(StopBefore const& stop) = 0;
};

} // namespace redoubt::machine::gdb
