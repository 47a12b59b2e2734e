// SPDX-License-Identifier: Apache-2.0
#include "test/machine/generator.hpp"
#include "test/machine/host_memory.hpp"
#include "test/machine/native_instruction.hpp"

#include <array>
#include <doctest/doctest.h>
#include <map>

// Random instructions on XMM registers, on the interpreter and on the processor that runs the test.

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr unsigned cases = 300'000;

constexpr std::array mnemonics{
    ZYDIS_MNEMONIC_MOVAPS,    ZYDIS_MNEMONIC_MOVAPD,     ZYDIS_MNEMONIC_MOVDQA,    ZYDIS_MNEMONIC_MOVUPS,
    ZYDIS_MNEMONIC_MOVUPD,    ZYDIS_MNEMONIC_MOVDQU,     ZYDIS_MNEMONIC_MOVNTDQ,   ZYDIS_MNEMONIC_MOVNTPS,
    ZYDIS_MNEMONIC_MOVNTPD,   ZYDIS_MNEMONIC_MOVSS,      ZYDIS_MNEMONIC_MOVSD,     ZYDIS_MNEMONIC_MOVD,
    ZYDIS_MNEMONIC_MOVQ,      ZYDIS_MNEMONIC_MOVLPS,     ZYDIS_MNEMONIC_MOVLPD,    ZYDIS_MNEMONIC_MOVHPS,
    ZYDIS_MNEMONIC_MOVHPD,    ZYDIS_MNEMONIC_MOVLHPS,    ZYDIS_MNEMONIC_MOVHLPS,   ZYDIS_MNEMONIC_PMOVMSKB,
    ZYDIS_MNEMONIC_MOVMSKPS,  ZYDIS_MNEMONIC_MOVMSKPD,   ZYDIS_MNEMONIC_PAND,      ZYDIS_MNEMONIC_ANDPS,
    ZYDIS_MNEMONIC_ANDPD,     ZYDIS_MNEMONIC_PANDN,      ZYDIS_MNEMONIC_ANDNPS,    ZYDIS_MNEMONIC_ANDNPD,
    ZYDIS_MNEMONIC_POR,       ZYDIS_MNEMONIC_ORPS,       ZYDIS_MNEMONIC_ORPD,      ZYDIS_MNEMONIC_PXOR,
    ZYDIS_MNEMONIC_XORPS,     ZYDIS_MNEMONIC_XORPD,      ZYDIS_MNEMONIC_PADDB,     ZYDIS_MNEMONIC_PADDW,
    ZYDIS_MNEMONIC_PADDD,     ZYDIS_MNEMONIC_PADDQ,      ZYDIS_MNEMONIC_PADDSB,    ZYDIS_MNEMONIC_PADDSW,
    ZYDIS_MNEMONIC_PADDUSB,   ZYDIS_MNEMONIC_PADDUSW,    ZYDIS_MNEMONIC_PSUBB,     ZYDIS_MNEMONIC_PSUBW,
    ZYDIS_MNEMONIC_PSUBD,     ZYDIS_MNEMONIC_PSUBQ,      ZYDIS_MNEMONIC_PSUBSB,    ZYDIS_MNEMONIC_PSUBSW,
    ZYDIS_MNEMONIC_PSUBUSB,   ZYDIS_MNEMONIC_PSUBUSW,    ZYDIS_MNEMONIC_PCMPEQB,   ZYDIS_MNEMONIC_PCMPEQW,
    ZYDIS_MNEMONIC_PCMPEQD,   ZYDIS_MNEMONIC_PCMPGTB,    ZYDIS_MNEMONIC_PCMPGTW,   ZYDIS_MNEMONIC_PCMPGTD,
    ZYDIS_MNEMONIC_PMINUB,    ZYDIS_MNEMONIC_PMAXUB,     ZYDIS_MNEMONIC_PMINSW,    ZYDIS_MNEMONIC_PMAXSW,
    ZYDIS_MNEMONIC_PAVGB,     ZYDIS_MNEMONIC_PAVGW,      ZYDIS_MNEMONIC_PMULLW,    ZYDIS_MNEMONIC_PMULHW,
    ZYDIS_MNEMONIC_PMULHUW,   ZYDIS_MNEMONIC_PMULUDQ,    ZYDIS_MNEMONIC_PMADDWD,   ZYDIS_MNEMONIC_PSADBW,
    ZYDIS_MNEMONIC_PSLLW,     ZYDIS_MNEMONIC_PSLLD,      ZYDIS_MNEMONIC_PSLLQ,     ZYDIS_MNEMONIC_PSRLW,
    ZYDIS_MNEMONIC_PSRLD,     ZYDIS_MNEMONIC_PSRLQ,      ZYDIS_MNEMONIC_PSRAW,     ZYDIS_MNEMONIC_PSRAD,
    ZYDIS_MNEMONIC_PSLLDQ,    ZYDIS_MNEMONIC_PSRLDQ,     ZYDIS_MNEMONIC_PUNPCKLBW, ZYDIS_MNEMONIC_PUNPCKLWD,
    ZYDIS_MNEMONIC_PUNPCKLDQ, ZYDIS_MNEMONIC_PUNPCKLQDQ, ZYDIS_MNEMONIC_PUNPCKHBW, ZYDIS_MNEMONIC_PUNPCKHWD,
    ZYDIS_MNEMONIC_PUNPCKHDQ, ZYDIS_MNEMONIC_PUNPCKHQDQ, ZYDIS_MNEMONIC_UNPCKLPS,  ZYDIS_MNEMONIC_UNPCKLPD,
    ZYDIS_MNEMONIC_UNPCKHPS,  ZYDIS_MNEMONIC_UNPCKHPD,   ZYDIS_MNEMONIC_PACKSSWB,  ZYDIS_MNEMONIC_PACKSSDW,
    ZYDIS_MNEMONIC_PACKUSWB,  ZYDIS_MNEMONIC_PSHUFD,     ZYDIS_MNEMONIC_PSHUFLW,   ZYDIS_MNEMONIC_PSHUFHW,
    ZYDIS_MNEMONIC_SHUFPS,    ZYDIS_MNEMONIC_SHUFPD,     ZYDIS_MNEMONIC_PINSRW,    ZYDIS_MNEMONIC_PEXTRW};

using Data = std::array<unsigned __int128, 64>;

Data& data() {
    static Data memory;
    return memory;
}

constexpr unsigned rbx = 3;
constexpr unsigned rsp = 4;

bool may_be_unaligned(ZydisMnemonic mnemonic) {
    return mnemonic == ZYDIS_MNEMONIC_MOVUPS || mnemonic == ZYDIS_MNEMONIC_MOVUPD || mnemonic == ZYDIS_MNEMONIC_MOVDQU;
}

// Memory is addressed by RBX.
ZydisEncoderOperand operand(Generator& generate, ZydisMnemonic mnemonic, unsigned position) {
    ZydisEncoderOperand result{};
    switch (generate.below(position == 0 ? 5 : 6)) {
    case 0:
        result.type = ZYDIS_OPERAND_TYPE_MEMORY;
        result.mem.size = static_cast<ZyanU16>(2u << generate.below(4));
        result.mem.base = ZYDIS_REGISTER_RBX;
        result.mem.displacement = static_cast<ZyanI64>(16 * generate.below(16));
        if (may_be_unaligned(mnemonic)) result.mem.displacement += static_cast<ZyanI64>(generate.below(16));
        return result;
    case 1:
        result.type = ZYDIS_OPERAND_TYPE_REGISTER;
        result.reg.value = static_cast<ZydisRegister>(
            (generate.below(2) == 0 ? ZYDIS_REGISTER_EAX : ZYDIS_REGISTER_RAX) + generate.below(16));
        return result;
    case 5:
        result.type = ZYDIS_OPERAND_TYPE_IMMEDIATE;
        result.imm.u = generate.below(2) == 0 ? generate.below(40) : generate.below(256);
        return result;
    default:
        result.type = ZYDIS_OPERAND_TYPE_REGISTER;
        result.reg.value = static_cast<ZydisRegister>(ZYDIS_REGISTER_XMM0 + generate.below(16));
        return result;
    }
}

std::vector<std::byte> instruction(Generator& generate, ZydisMnemonic mnemonic) {
    for (;;) {
        ZydisEncoderRequest request{};
        request.machine_mode = ZYDIS_MACHINE_MODE_LONG_64;
        request.mnemonic = mnemonic;
        request.operand_count = static_cast<ZyanU8>(2 + generate.below(2));
        for (unsigned i = 0; i < request.operand_count; ++i)
            request.operands[i] = operand(generate, mnemonic, i);
        std::array<std::byte, ZYDIS_MAX_INSTRUCTION_LENGTH> bytes;
        ZyanUSize length = bytes.size();
        bool const of_sse4 = mnemonic == ZYDIS_MNEMONIC_PEXTRW && request.operands[0].type == ZYDIS_OPERAND_TYPE_MEMORY;
        if (of_sse4) continue;
        if (!ZYAN_SUCCESS(ZydisEncoderEncodeInstruction(&request, bytes.data(), &length))) continue;
        return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)};
    }
}

// Elements that are equal, near the ends of their range, or small counts, often enough.
unsigned __int128 vector(Generator& generate) {
    auto const low = generate.number();
    auto const high = generate.below(3) == 0 ? low : generate.number();
    constexpr uint64_t edges = 0x7f80'8000'7fff'ff01;
    return (static_cast<unsigned __int128>(generate.below(8) == 0 ? edges : high) << 64) |
           (generate.below(4) == 0 ? generate.below(70) : low);
}

} // namespace

TEST_CASE("machine: random instructions on XMM registers do what they do on the processor") {
    HostMemory memory;
    CodeCache code;
    Interpreter interpreter(memory, code);
    set_mode(interpreter, CodeMode::Bits64);
    NativeInstruction native;
    Generator generate(20261125, CodeMode::Bits64);
    std::map<ZydisMnemonic, unsigned> met;
    alignas(16) static std::array<std::byte, 4096> stack;
    for (unsigned i = 0; i < cases; ++i) {
        auto const bytes = instruction(generate, mnemonics[i % mnemonics.size()]);
        auto const name = text_of(bytes, CodeMode::Bits64);
        CAPTURE(name);
        CAPTURE(i);
        native.set(bytes);
        NativeRegisters before{.general = {}, .flags = rflags::fixed | rflags::interrupt};
        for (auto& reg : before.general)
            reg = generate.number();
        before.general[rbx] = reinterpret_cast<uint64_t>(data().data());
        before.general[rsp] =
            reinterpret_cast<uint64_t>(stack.data() + stack.size()); // a signal may come, see NativeInstruction
        for (auto& reg : before.xmm)
            reg = vector(generate);
        data()[generate.below(data().size())] = vector(generate);
        auto const data_before = data();

        auto const start = reinterpret_cast<uint64_t>(native.place());
        code.forget_page(start);
        for (unsigned reg = 0; reg < 16; ++reg) {
            interpreter.set_general(reg, before.general[reg]);
            std::memcpy(interpreter.floating.xmm(reg * 16), &before.xmm[reg], 16);
        }
        interpreter.flags.load(before.flags);
        interpreter.rip = start;
        REQUIRE(interpreter.run(1) == Stop::Budget);
        auto const data_ours = data();
        data() = data_before;
        auto const expected = native.run(before);
        for (unsigned reg = 0; reg < 16; ++reg) {
            CAPTURE(reg);
            REQUIRE(interpreter.general(reg) == expected.general[reg]);
            REQUIRE(std::memcmp(interpreter.floating.xmm(reg * 16), &expected.xmm[reg], 16) == 0);
        }
        REQUIRE(data_ours == data());
        REQUIRE(interpreter.rip == start + bytes.size());
        ++met[mnemonics[i % mnemonics.size()]];
    }
    CHECK(met.size() == mnemonics.size());
}
