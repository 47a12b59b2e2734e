// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/code.hpp"

#include <Zydis/Zydis.h>
#include <doctest/doctest.h>
#include <string>

using redoubt::hostile::Code;
using redoubt::machine::CodeMode;
using enum redoubt::hostile::Register;

namespace {

struct Width {
    ZydisMachineMode machine;
    ZydisStackWidth stack;
};

Width width(CodeMode mode) {
    switch (mode) {
    case CodeMode::Bits16: return {ZYDIS_MACHINE_MODE_REAL_16, ZYDIS_STACK_WIDTH_16};
    case CodeMode::Bits32: return {ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32};
    case CodeMode::Bits64: break;
    }
    return {ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64};
}

// What an independent decoder reads, one instruction after the other.
std::string read(Code const& code) {
    ZydisDecoder decoder;
    ZydisFormatter formatter;
    auto const [machine, stack] = width(code.mode());
    REQUIRE(ZYAN_SUCCESS(ZydisDecoderInit(&decoder, machine, stack)));
    REQUIRE(ZYAN_SUCCESS(ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL)));
    std::string text;
    for (auto left = code.bytes(); !left.empty();) {
        ZydisDecodedInstruction instruction;
        ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
        REQUIRE(ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, left.data(), left.size(), &instruction, operands)));
        char line[128];
        REQUIRE(ZYAN_SUCCESS(ZydisFormatterFormatInstruction(&formatter, &instruction, operands,
                                                             instruction.operand_count_visible, line, sizeof line,
                                                             ZYDIS_RUNTIME_ADDRESS_NONE, nullptr)));
        text += (text.empty() ? "" : "; ") + std::string(line);
        left = left.subspan(instruction.length);
    }
    return text;
}

} // namespace

TEST_CASE("hostile: instructions are those that they are called, in each mode") {
    CHECK(read(Code(CodeMode::Bits64).set(Di, 0x123456789).load(8)) == "mov rdi, 0x123456789; mov rax, [rdi]");
    CHECK(read(Code(CodeMode::Bits64).set(Bx, 5).store(4)) == "mov ebx, 0x05; mov [rdi], eax");
    CHECK(read(Code(CodeMode::Bits32).load(2).store(8)) == "mov ax, [edi]; mov [edi], eax");
    CHECK(read(Code(CodeMode::Bits16).set(Ax, 7).load(4).store(2)) == "mov eax, 0x07; mov eax, [edi]; mov [edi], ax");
    CHECK(read(Code(CodeMode::Bits64).out(4).in(1).out(2)) == "out dx, eax; in al, dx; out dx, ax");
    CHECK(read(Code(CodeMode::Bits64).move_to_control(8).move_from_control(3).move_to_debug(7)) ==
          "mov cr8, rax; mov rax, cr3; mov dr7, rax");
    CHECK(read(Code(CodeMode::Bits64).call_monitor().resume().cpuid()) == "vmcall; rsm; cpuid");
    CHECK(read(Code(CodeMode::Bits64).interrupt_return()) ==
          "mov rcx, rsp; mov eax, ss; push rax; push rcx; pushfq; mov eax, cs; push rax; lea rax, [rip+0x03]; push "
          "rax; iretq");
    CHECK(read(Code(CodeMode::Bits32).interrupt_return()) ==
          "pushfd; push cs; call +0x05; add dword ptr [esp], 0x05; iretd");
    CHECK(read(Code(CodeMode::Bits64).at_di({0x0f, 0x01}, 3)) == "lidt [rdi]");
    CHECK(read(Code(CodeMode::Bits64).raw({0xf3}).at_di({0x0f, 0xc7}, 6)) == "vmxon [rdi]");
}

// The decoder counts from the jump's own first byte.
TEST_CASE("hostile: loops come back to where they began") {
    CHECK(read(Code(CodeMode::Bits16).spin(3)) == "mov ecx, 0x03; dec ecx; jnz +0xFFFD");
    CHECK(read(Code(CodeMode::Bits64).spin(3)) == "mov ecx, 0x03; dec ecx; jnz -0x02");
    CHECK(read(Code(CodeMode::Bits64).halt()) == "hlt; jmp -0x01");
    CHECK(read(Code(CodeMode::Bits32).string_io(true, 4, true)) == "rep insd");
}
