// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/gdb/target.hpp"
#include "machine/system/machine.hpp"

namespace redoubt::machine {

// The machine as a debugger sees it: a thread a processor, registers and memory of the context that it is in. General
// registers, RIP, RFLAGS and the bases of FS and GS can be written, and memory wherever there is any, SMRAM too.
class DebugTarget : public gdb::Target {
public:
    // go_on: asked now and then while the machine runs; false: it is to stop, as if the debugger had interrupted it.
    DebugTarget(Machine& machine, std::function<bool()> go_on) : machine_(machine), go_on_(std::move(go_on)) {}

    [[nodiscard]] unsigned threads() const override { return machine_.processors(); }
    [[nodiscard]] std::string description(unsigned thread) const override; // the context's name

    // Of the x87 registers, those that have a place of their own in its saved state.
    [[nodiscard]] bool read_register(unsigned thread, unsigned number, std::span<std::byte> value) override;
    [[nodiscard]] bool write_register(unsigned thread, unsigned number, std::span<std::byte const> value) override;

    [[nodiscard]] gdb::Bytes read_memory(unsigned thread, uint64_t address, std::size_t size) override;
    [[nodiscard]] bool write_memory(unsigned thread, uint64_t address, std::span<std::byte const> bytes) override;

    // An event in the place of an instruction is a step, too. Signal::Abort: no processor runs again.
    [[nodiscard]] gdb::Stopped step(unsigned thread) override;
    [[nodiscard]] gdb::Stopped run(StopBefore const& stop) override;

private:
    Machine& machine_;
    std::function<bool()> go_on_;
};

} // namespace redoubt::machine
