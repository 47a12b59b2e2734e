// SPDX-License-Identifier: Apache-2.0
#include "test/machine/generator.hpp"

#include <array>
#include <stdexcept>

namespace redoubt::machine::test {
namespace {

// By width, 8 to 64 bits.
constexpr std::array<ZydisRegister, 4> first_registers{ZYDIS_REGISTER_AL, ZYDIS_REGISTER_AX, ZYDIS_REGISTER_EAX,
                                                       ZYDIS_REGISTER_RAX};
constexpr std::array<ZydisMachineMode, 3> modes{ZYDIS_MACHINE_MODE_LEGACY_16, ZYDIS_MACHINE_MODE_LEGACY_32,
                                                ZYDIS_MACHINE_MODE_LONG_64};

ZydisMachineMode machine_mode(CodeMode mode) {
    return modes[static_cast<unsigned>(mode)];
}

bool is_one_of(ZydisMnemonic mnemonic, std::initializer_list<ZydisMnemonic> list) {
    for (auto const each : list)
        if (each == mnemonic) return true;
    return false;
}

bool is_bit_test(ZydisMnemonic mnemonic) {
    return is_one_of(mnemonic, {ZYDIS_MNEMONIC_BT, ZYDIS_MNEMONIC_BTS, ZYDIS_MNEMONIC_BTR, ZYDIS_MNEMONIC_BTC});
}

bool is_rotation(ZydisMnemonic mnemonic) {
    return is_one_of(mnemonic, {ZYDIS_MNEMONIC_ROL, ZYDIS_MNEMONIC_ROR, ZYDIS_MNEMONIC_RCL, ZYDIS_MNEMONIC_RCR});
}

bool is_double_shift(ZydisMnemonic mnemonic) {
    return is_one_of(mnemonic, {ZYDIS_MNEMONIC_SHLD, ZYDIS_MNEMONIC_SHRD});
}

bool is_shift(ZydisMnemonic mnemonic) {
    return is_rotation(mnemonic) || is_double_shift(mnemonic) ||
           is_one_of(mnemonic, {ZYDIS_MNEMONIC_SHL, ZYDIS_MNEMONIC_SHR, ZYDIS_MNEMONIC_SAR});
}

unsigned shift_count(Decoded const& instruction, uint64_t rcx) {
    auto const& last = instruction.operands[instruction.about.operand_count_visible - 1u];
    auto const count = last.type == ZYDIS_OPERAND_TYPE_IMMEDIATE ? last.imm.value.u : rcx;
    return count & (instruction.operands[0].size == 64 ? 63 : 31);
}

} // namespace

uint64_t Generator::number() {
    auto const value = random_();
    switch (value % 5) {
    case 0: return random_() % 256;
    case 1: return 0 - random_() % 256;
    case 2: return uint64_t{1} << (random_() % 64);
    default: return random_();
    }
}

std::vector<std::byte> Generator::instruction(ZydisMnemonic mnemonic) {
    for (;;) {
        auto const request = this->request(mnemonic);
        std::array<uint8_t, ZYDIS_MAX_INSTRUCTION_LENGTH> bytes;
        ZyanUSize length = bytes.size();
        if (!ZYAN_SUCCESS(ZydisEncoderEncodeInstruction(&request, bytes.data(), &length))) continue;
        auto const* const first = reinterpret_cast<std::byte const*>(bytes.data());
        return {first, first + length};
    }
}

ZydisRegister Generator::general(unsigned width, unsigned number) {
    if (width == 0 && below(6) == 0) return static_cast<ZydisRegister>(ZYDIS_REGISTER_AH + below(4));
    if (width == 0 && number >= 4 && mode_ == CodeMode::Bits64)
        return static_cast<ZydisRegister>(ZYDIS_REGISTER_SPL + number - 4);
    return static_cast<ZydisRegister>(first_registers[width] + number);
}

ZydisEncoderOperand Generator::memory(ZydisMnemonic mnemonic, unsigned width) {
    ZydisEncoderOperand result{};
    result.type = ZYDIS_OPERAND_TYPE_MEMORY;
    result.mem.size = static_cast<ZyanU16>(1u << width);
    // Addresses of all widths that the mode has; of 16 bits, RSP is none of the pointers, and an index would be another.
    auto const address = mode_ == CodeMode::Bits64 ? (below(4) == 0 ? 2u : 3u) : 1 + static_cast<unsigned>(below(2));
    if (mode_ == CodeMode::Bits64 && address == 2 && mnemonic != ZYDIS_MNEMONIC_LEA) return memory(mnemonic, width);
    result.mem.base = static_cast<ZydisRegister>(first_registers[address] + kPointers[below(std::size(kPointers))]);
    if (address != 1 && below(2) == 0) {
        result.mem.index = static_cast<ZydisRegister>(first_registers[address] + 1);
        result.mem.scale = static_cast<ZyanU8>(1u << below(4));
    }
    result.mem.displacement = static_cast<ZyanI64>(below(512)) - 256;
    return result;
}

ZydisEncoderOperand Generator::operand(ZydisMnemonic mnemonic, unsigned position, unsigned width, bool memory_before) {
    auto const kind = below(4);
    if (kind == 0) return memory(mnemonic, width);
    ZydisEncoderOperand result{};
    bool const may_be_immediate = position > 0 || is_one_of(mnemonic, {ZYDIS_MNEMONIC_PUSH, ZYDIS_MNEMONIC_AAM,
                                                                       ZYDIS_MNEMONIC_AAD, ZYDIS_MNEMONIC_ENTER});
    if (kind == 1 && may_be_immediate) {
        result.type = ZYDIS_OPERAND_TYPE_IMMEDIATE;
        result.imm.s = below(2) == 0 ? static_cast<int8_t>(number()) : static_cast<int32_t>(number());
        if (mnemonic == ZYDIS_MNEMONIC_ENTER) result.imm.u = below(position == 0 ? 256 : 8);
        return result;
    }
    result.type = ZYDIS_OPERAND_TYPE_REGISTER;
    bool const far = memory_before && is_bit_test(mnemonic); // the index reaches into memory: a small one
    auto const registers = mode_ == CodeMode::Bits64 ? 16u : 8u;
    result.reg.value = general(width, far ? 1 : static_cast<unsigned>(below(registers)));
    if (position > 0 && is_shift(mnemonic) && below(2) == 0) result.reg.value = ZYDIS_REGISTER_CL;
    return result;
}

ZydisEncoderRequest Generator::request(ZydisMnemonic mnemonic) {
    ZydisEncoderRequest request{};
    request.machine_mode = machine_mode(mode_);
    request.allowed_encodings =
        static_cast<ZydisEncodableEncoding>(ZYDIS_ENCODABLE_ENCODING_LEGACY | ZYDIS_ENCODABLE_ENCODING_VEX);
    request.mnemonic = mnemonic;
    auto const width = static_cast<unsigned>(below(mode_ == CodeMode::Bits64 ? 4 : 3));
    request.operand_count = static_cast<ZyanU8>(below(4));
    for (unsigned i = 0; i < request.operand_count; ++i) {
        bool const narrower = i > 0 && below(4) == 0;
        request.operands[i] = operand(mnemonic, i, narrower ? static_cast<unsigned>(below(width + 1)) : width,
                                      i > 0 && request.operands[0].type == ZYDIS_OPERAND_TYPE_MEMORY);
    }
    if (mnemonic == ZYDIS_MNEMONIC_CMPXCHG8B) request.operands[0].mem.size = 8;
    if (mnemonic == ZYDIS_MNEMONIC_BOUND) request.operands[1].mem.size = static_cast<ZyanU16>(2u << width); // two words
    if (below(6) == 0)
        request.prefixes = below(2) == 0                      ? ZYDIS_ATTRIB_HAS_LOCK
                           : mnemonic == ZYDIS_MNEMONIC_MOVSB ? ZYDIS_ATTRIB_HAS_REP
                                                              : ZYDIS_ATTRIB_HAS_REPE;
    return request;
}

Decoded decode(std::span<std::byte const> bytes, CodeMode mode) {
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, machine_mode(mode), static_cast<ZydisStackWidth>(mode)); // in the same order
    Decoded result;
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &result.about, result.operands)))
        throw std::logic_error("what was encoded cannot be decoded");
    return result;
}

std::string text_of(std::span<std::byte const> bytes, CodeMode mode) {
    ZydisDisassembledInstruction text;
    ZydisDisassembleIntel(machine_mode(mode), 0, bytes.data(), bytes.size(), &text);
    return text.text;
}

// As the decoder's table has them, but of shifts: there OF is defined for a count of 1 alone, CF not for one above the
// width, AF not, and nothing changes for 0. Rotations leave all but CF and OF.
uint64_t undefined_flags(Decoded const& instruction, uint64_t rcx) {
    auto const mnemonic = instruction.about.mnemonic;
    if (!is_shift(mnemonic)) return instruction.about.cpu_flags->undefined;
    auto const count = shift_count(instruction, rcx);
    if (count == 0) return 0;
    auto const overflow = count == 1 ? 0 : rflags::overflow;
    if (is_rotation(mnemonic)) return overflow;
    return rflags::adjust | overflow | (count > instruction.operands[0].size ? rflags::carry : 0);
}

// A double shift of a word by more than its width.
bool result_is_undefined(Decoded const& instruction, uint64_t rcx) {
    return is_double_shift(instruction.about.mnemonic) && instruction.operands[0].size == 16 &&
           shift_count(instruction, rcx) > 16;
}

} // namespace redoubt::machine::test
