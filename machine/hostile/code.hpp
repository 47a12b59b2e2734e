// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/state.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace redoubt::hostile {

// By their numbers in instructions.
enum class Register : uint8_t { Ax, Cx, Dx, Bx, Sp, Bp, Si, Di };

// A few instructions, encoded for one mode of a processor (SDM vol. 2). Memory is named by [DI], as wide as the mode has it
// and 32 bits in 16-bit code.
class Code {
public:
    explicit Code(machine::CodeMode mode) : mode_(mode) {}

    Code& set(Register to, uint64_t value); // 64 bits where the mode has them, else the lower 32
    Code& raw(std::initializer_list<uint8_t> bytes);
    Code& dword(uint32_t value);
    Code& at_di(std::initializer_list<uint8_t> opcode, unsigned reg = 0); // opcode /reg [DI]

    Code& load(unsigned size);  // AL, AX, EAX, RAX from [DI]; 8 bytes as 4 where the mode has no more
    Code& store(unsigned size); // the other way
    Code& jump_to_di();
    Code& in(unsigned size);  // from port DX
    Code& out(unsigned size); // to port DX
    Code& string_io(bool in, unsigned size, bool repeated);
    Code& move_to_control(unsigned number); // from AX
    Code& move_from_control(unsigned number);
    Code& move_to_debug(unsigned number);
    Code& read_msr(uint32_t index);
    Code& write_msr(uint32_t index, uint64_t value);
    Code& fill(uint32_t count); // REP STOSB
    Code& spin(uint32_t times); // with CX
    Code& interrupt_return();   // IRET to what follows, with the flags as they are: NMIs are not blocked any more
    Code& call_monitor() { return raw({0x0f, 0x01, 0xc1}); }
    Code& halt() { return raw({0xf4, 0xeb, 0xfd}); } // for ever, whatever wakes the processor
    Code& resume() { return raw({0x0f, 0xaa}); }     // RSM
    Code& cpuid() { return raw({0x0f, 0xa2}); }
    Code& loop_for_ever() { return raw({0xeb, 0xfe}); }

    [[nodiscard]] machine::CodeMode mode() const { return mode_; }
    [[nodiscard]] std::span<std::byte const> bytes() const { return std::as_bytes(std::span{bytes_}); }

private:
    void operand_prefix(unsigned size);
    [[nodiscard]] unsigned size_here(unsigned size) const;
    void address_prefix();

    machine::CodeMode mode_;
    std::vector<uint8_t> bytes_ = {};
};

} // namespace redoubt::hostile
