// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace redoubt::machine::test {

struct NativeRegisters {
    std::array<uint64_t, 16> general; // in the order of their numbers: RAX, RCX, RDX, RBX, RSP, ...
    uint64_t flags;
    std::array<unsigned __int128, 16> xmm = {};
    bool operator==(NativeRegisters const&) const = default;
};

// Runs one instruction on the processor that runs the test, with all registers as given. The instruction must neither
// fault nor jump.
class NativeInstruction {
public:
    NativeInstruction();
    ~NativeInstruction();
    NativeInstruction(NativeInstruction const&) = delete;
    NativeInstruction& operator=(NativeInstruction const&) = delete;

    // Where the instruction stands when it runs. Valid after set().
    [[nodiscard]] std::byte* place() const { return place_; }
    void set(std::span<std::byte const> instruction);
    [[nodiscard]] NativeRegisters run(NativeRegisters const& before);

private:
    std::byte* page_; // the code, then the registers, so that code finds them without a register
    std::byte* place_;
};

} // namespace redoubt::machine::test
