// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/code.hpp"

#include <algorithm>

namespace redoubt::hostile {
namespace {

using machine::CodeMode;

constexpr uint8_t operand_size = 0x66;
constexpr uint8_t address_size = 0x67;
constexpr uint8_t rex_w = 0x48;
constexpr uint8_t repeat = 0xf3;
constexpr unsigned di = 7;

constexpr uint8_t mod_rm(unsigned mod, unsigned reg, unsigned rm) {
    return static_cast<uint8_t>(mod << 6 | reg << 3 | rm);
}

// Opcodes of byte operands are even, the others follow them.
constexpr uint8_t opcode(uint8_t of_bytes, unsigned size) {
    return static_cast<uint8_t>(of_bytes + (size == 1 ? 0 : 1));
}

} // namespace

Code& Code::raw(std::initializer_list<uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes);
    return *this;
}

Code& Code::dword(uint32_t value) {
    for (unsigned i = 0; i < 4; ++i)
        bytes_.push_back(static_cast<uint8_t>(value >> 8 * i));
    return *this;
}

void Code::operand_prefix(unsigned size) {
    if (size == 8) bytes_.push_back(rex_w);
    if (size == (mode_ == CodeMode::Bits16 ? 4 : 2)) bytes_.push_back(operand_size);
}

unsigned Code::size_here(unsigned size) const {
    return size == 8 && mode_ != CodeMode::Bits64 ? 4 : size;
}

void Code::address_prefix() {
    if (mode_ == CodeMode::Bits16) bytes_.push_back(address_size);
}

Code& Code::set(Register to, uint64_t value) {
    bool const wide = mode_ == CodeMode::Bits64 && value > 0xffffffff;
    if (wide) bytes_.push_back(rex_w);
    if (mode_ == CodeMode::Bits16) bytes_.push_back(operand_size);
    bytes_.push_back(static_cast<uint8_t>(0xb8 + static_cast<unsigned>(to)));
    dword(static_cast<uint32_t>(value));
    return wide ? dword(static_cast<uint32_t>(value >> 32)) : *this;
}

Code& Code::at_di(std::initializer_list<uint8_t> instruction, unsigned reg) {
    address_prefix();
    raw(instruction);
    bytes_.push_back(mod_rm(0, reg, di));
    return *this;
}

Code& Code::load(unsigned size) {
    size = size_here(size);
    address_prefix();
    operand_prefix(size);
    return raw({opcode(0x8a, size), mod_rm(0, 0, di)});
}

Code& Code::store(unsigned size) {
    size = size_here(size);
    address_prefix();
    operand_prefix(size);
    return raw({opcode(0x88, size), mod_rm(0, 0, di)});
}

Code& Code::jump_to_di() {
    if (mode_ == CodeMode::Bits16) bytes_.push_back(operand_size);
    return raw({0xff, mod_rm(3, 4, di)});
}

Code& Code::in(unsigned size) {
    operand_prefix(size);
    return raw({opcode(0xec, size)});
}

Code& Code::out(unsigned size) {
    operand_prefix(size);
    return raw({opcode(0xee, size)});
}

Code& Code::string_io(bool in, unsigned size, bool repeated) {
    if (repeated) bytes_.push_back(repeat);
    address_prefix();
    operand_prefix(size);
    return raw({opcode(in ? 0x6c : 0x6e, size)});
}

Code& Code::move_to_control(unsigned number) {
    if (number >= 8) bytes_.push_back(0x44); // REX.R: CR8
    return raw({0x0f, 0x22, mod_rm(3, number % 8, 0)});
}

Code& Code::move_from_control(unsigned number) {
    if (number >= 8) bytes_.push_back(0x44);
    return raw({0x0f, 0x20, mod_rm(3, number % 8, 0)});
}

Code& Code::move_to_debug(unsigned number) {
    return raw({0x0f, 0x23, mod_rm(3, number % 8, 0)});
}

Code& Code::read_msr(uint32_t index) {
    return set(Register::Cx, index).raw({0x0f, 0x32});
}

Code& Code::write_msr(uint32_t index, uint64_t value) {
    set(Register::Cx, index).set(Register::Ax, static_cast<uint32_t>(value)).set(Register::Dx, value >> 32);
    return raw({0x0f, 0x30});
}

Code& Code::fill(uint32_t count) {
    set(Register::Cx, count).raw({repeat});
    address_prefix();
    return raw({0xaa});
}

Code& Code::spin(uint32_t times) {
    set(Register::Cx, times);
    operand_prefix(4);
    raw({0xff, mod_rm(3, 1, 1)}); // DEC ECX
    auto const back = static_cast<uint8_t>(mode_ == CodeMode::Bits16 ? -5 : -4);
    return raw({0x75, back});
}

Code& Code::interrupt_return() {
    if (mode_ != CodeMode::Bits64)
        return raw({0x9c, 0x0e, 0xe8, 0, 0, 0, 0, 0x83, 0x04, 0x24, 5, 0xcf}); // PUSHF; PUSH CS; CALL +0; ADD; IRET
    // PUSH SS, RSP, RFLAGS, CS and the next RIP, by way of RAX
    raw({0x48, 0x89, 0xe1, 0x8c, 0xd0, 0x50, 0x51, 0x9c, 0x8c, 0xc8, 0x50});
    return raw({0x48, 0x8d, 0x05, 3, 0, 0, 0, 0x50, 0x48, 0xcf}); // LEA RAX, [RIP + 3]; PUSH RAX; IRETQ
}

} // namespace redoubt::hostile
