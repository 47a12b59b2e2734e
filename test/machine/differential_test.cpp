// SPDX-License-Identifier: Apache-2.0
#include "machine/cpu/interpreter.hpp"
#include "test/machine/native_instruction.hpp"

#include <Zydis/Zydis.h>
#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

// Random instructions with random operands, on the interpreter and on the processor that runs the test.

using namespace redoubt::machine;
using redoubt::machine::test::NativeInstruction;
using redoubt::machine::test::Registers;

namespace {

constexpr unsigned cases = 1'000'000;

// What the host has at an address is what the guest has there.
class HostMemory : public AddressSpace {
public:
    Page page(uint64_t linear, Access) override {
        auto const start = linear & ~(kPageSize - 1);
        return {reinterpret_cast<std::byte*>(start), start};
    }
    uint64_t read_device(uint64_t, unsigned) override { return 0; }
    void write_device(uint64_t, unsigned, uint64_t) override {}
};

constexpr std::array mnemonics{
    ZYDIS_MNEMONIC_ADD,     ZYDIS_MNEMONIC_ADC,    ZYDIS_MNEMONIC_SUB,     ZYDIS_MNEMONIC_SBB,    ZYDIS_MNEMONIC_AND,
    ZYDIS_MNEMONIC_OR,      ZYDIS_MNEMONIC_XOR,    ZYDIS_MNEMONIC_CMP,     ZYDIS_MNEMONIC_TEST,   ZYDIS_MNEMONIC_INC,
    ZYDIS_MNEMONIC_DEC,     ZYDIS_MNEMONIC_NEG,    ZYDIS_MNEMONIC_NOT,     ZYDIS_MNEMONIC_MOV,    ZYDIS_MNEMONIC_MOVZX,
    ZYDIS_MNEMONIC_MOVSX,   ZYDIS_MNEMONIC_MOVSXD, ZYDIS_MNEMONIC_LEA,     ZYDIS_MNEMONIC_XCHG,   ZYDIS_MNEMONIC_XADD,
    ZYDIS_MNEMONIC_CMPXCHG, ZYDIS_MNEMONIC_BSWAP,  ZYDIS_MNEMONIC_CBW,     ZYDIS_MNEMONIC_CWDE,   ZYDIS_MNEMONIC_CDQE,
    ZYDIS_MNEMONIC_CWD,     ZYDIS_MNEMONIC_CDQ,    ZYDIS_MNEMONIC_CQO,     ZYDIS_MNEMONIC_SHL,    ZYDIS_MNEMONIC_SHR,
    ZYDIS_MNEMONIC_SAR,     ZYDIS_MNEMONIC_ROL,    ZYDIS_MNEMONIC_ROR,     ZYDIS_MNEMONIC_RCL,    ZYDIS_MNEMONIC_RCR,
    ZYDIS_MNEMONIC_SHLD,    ZYDIS_MNEMONIC_SHRD,   ZYDIS_MNEMONIC_MUL,     ZYDIS_MNEMONIC_IMUL,   ZYDIS_MNEMONIC_DIV,
    ZYDIS_MNEMONIC_IDIV,    ZYDIS_MNEMONIC_BT,     ZYDIS_MNEMONIC_BTS,     ZYDIS_MNEMONIC_BTR,    ZYDIS_MNEMONIC_BTC,
    ZYDIS_MNEMONIC_BSF,     ZYDIS_MNEMONIC_BSR,    ZYDIS_MNEMONIC_TZCNT,   ZYDIS_MNEMONIC_LZCNT,  ZYDIS_MNEMONIC_POPCNT,
    ZYDIS_MNEMONIC_PUSH,    ZYDIS_MNEMONIC_POP,    ZYDIS_MNEMONIC_LEAVE,   ZYDIS_MNEMONIC_CLC,    ZYDIS_MNEMONIC_STC,
    ZYDIS_MNEMONIC_CMC,     ZYDIS_MNEMONIC_CLD,    ZYDIS_MNEMONIC_STD,     ZYDIS_MNEMONIC_LAHF,   ZYDIS_MNEMONIC_SAHF,
    ZYDIS_MNEMONIC_MOVSB,   ZYDIS_MNEMONIC_MOVSW,  ZYDIS_MNEMONIC_MOVSD,   ZYDIS_MNEMONIC_MOVSQ,  ZYDIS_MNEMONIC_STOSB,
    ZYDIS_MNEMONIC_STOSW,   ZYDIS_MNEMONIC_STOSD,  ZYDIS_MNEMONIC_STOSQ,   ZYDIS_MNEMONIC_LODSB,  ZYDIS_MNEMONIC_LODSW,
    ZYDIS_MNEMONIC_LODSD,   ZYDIS_MNEMONIC_LODSQ,  ZYDIS_MNEMONIC_CMPSB,   ZYDIS_MNEMONIC_CMPSW,  ZYDIS_MNEMONIC_CMPSD,
    ZYDIS_MNEMONIC_CMPSQ,   ZYDIS_MNEMONIC_SCASB,  ZYDIS_MNEMONIC_SCASW,   ZYDIS_MNEMONIC_SCASD,  ZYDIS_MNEMONIC_SCASQ,
    ZYDIS_MNEMONIC_CMOVO,   ZYDIS_MNEMONIC_CMOVNO, ZYDIS_MNEMONIC_CMOVB,   ZYDIS_MNEMONIC_CMOVNB, ZYDIS_MNEMONIC_CMOVZ,
    ZYDIS_MNEMONIC_CMOVNZ,  ZYDIS_MNEMONIC_CMOVBE, ZYDIS_MNEMONIC_CMOVNBE, ZYDIS_MNEMONIC_CMOVS,  ZYDIS_MNEMONIC_CMOVNS,
    ZYDIS_MNEMONIC_CMOVP,   ZYDIS_MNEMONIC_CMOVNP, ZYDIS_MNEMONIC_CMOVL,   ZYDIS_MNEMONIC_CMOVNL, ZYDIS_MNEMONIC_CMOVLE,
    ZYDIS_MNEMONIC_CMOVNLE, ZYDIS_MNEMONIC_SETO,   ZYDIS_MNEMONIC_SETNO,   ZYDIS_MNEMONIC_SETB,   ZYDIS_MNEMONIC_SETNB,
    ZYDIS_MNEMONIC_SETZ,    ZYDIS_MNEMONIC_SETNZ,  ZYDIS_MNEMONIC_SETBE,   ZYDIS_MNEMONIC_SETNBE, ZYDIS_MNEMONIC_SETS,
    ZYDIS_MNEMONIC_SETNS,   ZYDIS_MNEMONIC_SETP,   ZYDIS_MNEMONIC_SETNP,   ZYDIS_MNEMONIC_SETL,   ZYDIS_MNEMONIC_SETNL,
    ZYDIS_MNEMONIC_SETLE,   ZYDIS_MNEMONIC_SETNLE};

constexpr std::array<ZydisRegister, 4> first_registers{ZYDIS_REGISTER_AL, ZYDIS_REGISTER_AX, ZYDIS_REGISTER_EAX,
                                                       ZYDIS_REGISTER_RAX};
constexpr std::array<ZydisRegister, 5> pointers{ZYDIS_REGISTER_RBX, ZYDIS_REGISTER_RSP, ZYDIS_REGISTER_RBP,
                                                ZYDIS_REGISTER_RSI, ZYDIS_REGISTER_RDI};

bool is_bit_test(ZydisMnemonic mnemonic) {
    return mnemonic == ZYDIS_MNEMONIC_BT || mnemonic == ZYDIS_MNEMONIC_BTS || mnemonic == ZYDIS_MNEMONIC_BTR ||
           mnemonic == ZYDIS_MNEMONIC_BTC;
}

bool is_rotation(ZydisMnemonic mnemonic) {
    return mnemonic == ZYDIS_MNEMONIC_ROL || mnemonic == ZYDIS_MNEMONIC_ROR || mnemonic == ZYDIS_MNEMONIC_RCL ||
           mnemonic == ZYDIS_MNEMONIC_RCR;
}

bool is_shift(ZydisMnemonic mnemonic) {
    return is_rotation(mnemonic) || mnemonic == ZYDIS_MNEMONIC_SHL || mnemonic == ZYDIS_MNEMONIC_SHR ||
           mnemonic == ZYDIS_MNEMONIC_SAR || mnemonic == ZYDIS_MNEMONIC_SHLD || mnemonic == ZYDIS_MNEMONIC_SHRD;
}

class Generator {
public:
    explicit Generator(uint64_t seed) : random_(seed) {}

    uint64_t number() {
        auto const value = random_();
        switch (value % 5) {
        case 0: return random_() % 256;
        case 1: return 0 - random_() % 256;
        case 2: return uint64_t{1} << (random_() % 64);
        default: return random_();
        }
    }
    uint64_t below(uint64_t limit) { return random_() % limit; }

    // Tries operands until they can be encoded.
    std::vector<std::byte> instruction(ZydisMnemonic mnemonic) {
        for (;;) {
            auto const request = this->request(mnemonic);
            std::array<uint8_t, ZYDIS_MAX_INSTRUCTION_LENGTH> bytes;
            ZyanUSize length = bytes.size();
            if (!ZYAN_SUCCESS(ZydisEncoderEncodeInstruction(&request, bytes.data(), &length))) continue;
            auto const* const first = reinterpret_cast<std::byte const*>(bytes.data());
            return {first, first + length};
        }
    }

private:
    ZydisRegister general(unsigned width, unsigned reg) {
        if (width == 0 && below(6) == 0) return static_cast<ZydisRegister>(ZYDIS_REGISTER_AH + below(4));
        if (width == 0 && reg >= 4) return static_cast<ZydisRegister>(ZYDIS_REGISTER_SPL + reg - 4);
        return static_cast<ZydisRegister>(first_registers[width] + reg);
    }

    ZydisEncoderOperand operand(ZydisMnemonic mnemonic, unsigned position, unsigned width, bool memory_before) {
        ZydisEncoderOperand result{};
        auto const kind = below(4);
        if (kind == 0) {
            result.type = ZYDIS_OPERAND_TYPE_MEMORY;
            result.mem.size = static_cast<ZyanU16>(1u << width);
            result.mem.base = below(8) == 0 ? ZYDIS_REGISTER_NONE : pointers[below(pointers.size())];
            if (result.mem.base == ZYDIS_REGISTER_NONE) result.mem.base = ZYDIS_REGISTER_RBX;
            if (below(2) == 0) {
                result.mem.index = ZYDIS_REGISTER_RCX;
                result.mem.scale = static_cast<ZyanU8>(1u << below(4));
            }
            result.mem.displacement = static_cast<ZyanI64>(below(512)) - 256;
        } else if (kind == 1 && (position > 0 || mnemonic == ZYDIS_MNEMONIC_PUSH)) {
            result.type = ZYDIS_OPERAND_TYPE_IMMEDIATE;
            result.imm.s = below(2) == 0 ? static_cast<int8_t>(number()) : static_cast<int32_t>(number());
        } else {
            result.type = ZYDIS_OPERAND_TYPE_REGISTER;
            bool const far = memory_before && is_bit_test(mnemonic); // the index reaches into memory: a small one
            result.reg.value = general(width, far ? 1 : static_cast<unsigned>(below(16)));
            if (position > 0 && is_shift(mnemonic) && below(2) == 0) result.reg.value = ZYDIS_REGISTER_CL;
        }
        return result;
    }

    ZydisEncoderRequest request(ZydisMnemonic mnemonic) {
        ZydisEncoderRequest request{};
        request.machine_mode = ZYDIS_MACHINE_MODE_LONG_64;
        request.mnemonic = mnemonic;
        auto const width = static_cast<unsigned>(below(4));
        request.operand_count = static_cast<ZyanU8>(below(4));
        for (unsigned i = 0; i < request.operand_count; ++i) {
            bool const narrower = i > 0 && below(4) == 0;
            request.operands[i] =
                operand(request.mnemonic, i, narrower ? static_cast<unsigned>(below(width + 1)) : width,
                        i > 0 && request.operands[0].type == ZYDIS_OPERAND_TYPE_MEMORY);
        }
        if (below(6) == 0)
            request.prefixes = below(2) == 0                              ? ZYDIS_ATTRIB_HAS_LOCK
                               : request.mnemonic == ZYDIS_MNEMONIC_MOVSB ? ZYDIS_ATTRIB_HAS_REP
                                                                          : ZYDIS_ATTRIB_HAS_REPE;
        return request;
    }

    std::mt19937_64 random_;
};

struct Data {
    alignas(4096) std::array<uint64_t, 1024> words;
    bool operator==(Data const&) const = default;
};

Data& data() {
    static Data memory;
    return memory;
}

struct Decoded {
    ZydisDecodedInstruction about;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
};

Decoded decode(std::vector<std::byte> const& bytes) {
    ZydisDecoder decoder;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    Decoded result;
    REQUIRE(ZYAN_SUCCESS(
        ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &result.about, result.operands.data())));
    return result;
}

unsigned shift_count(Decoded const& instruction, uint64_t rcx) {
    auto const& last = instruction.operands[instruction.about.operand_count_visible - 1u];
    auto const count = last.type == ZYDIS_OPERAND_TYPE_IMMEDIATE ? last.imm.value.u : rcx;
    return count & (instruction.operands[0].size == 64 ? 63 : 31);
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
    auto const mnemonic = instruction.about.mnemonic;
    return (mnemonic == ZYDIS_MNEMONIC_SHLD || mnemonic == ZYDIS_MNEMONIC_SHRD) && instruction.operands[0].size == 16 &&
           shift_count(instruction, rcx) > 16;
}

std::string text_of(std::vector<std::byte> const& bytes, uint64_t address) {
    ZydisDisassembledInstruction text;
    ZydisDisassembleIntel(ZYDIS_MACHINE_MODE_LONG_64, address, bytes.data(), bytes.size(), &text);
    return text.text;
}

} // namespace

TEST_CASE("machine: random instructions do what they do on the processor") {
    HostMemory memory;
    CodeCache code;
    Interpreter interpreter(memory, code);
    NativeInstruction native;
    Generator generate(20261124);
    auto const middle = reinterpret_cast<uint64_t>(&data().words[512]);
    std::map<ZydisMnemonic, unsigned> met;
    unsigned faults = 0;

    for (unsigned i = 0; i < cases; ++i) {
        auto const bytes = generate.instruction(mnemonics[i % mnemonics.size()]);
        native.set(bytes);
        Registers before{};
        for (auto& reg : before.general)
            reg = generate.number();
        for (auto const pointer : {3u, 4u, 5u, 6u, 7u})
            before.general[pointer] = middle + generate.below(256);
        before.general[1] = generate.below(4) == 0 ? 1 : generate.below(64); // RCX counts, and is an index
        before.flags = (generate.number() & (rflags::status | rflags::direction)) | rflags::fixed | rflags::interrupt;
        for (auto& word : data().words)
            if (generate.below(64) == 0) word = generate.number();
        auto const data_before = data();
        auto const decoded = decode(bytes);
        if (result_is_undefined(decoded, before.general[1])) continue;

        auto const start = reinterpret_cast<uint64_t>(native.place());
        code.forget_page(start);
        for (unsigned reg = 0; reg < 16; ++reg)
            interpreter.set<uint64_t>(static_cast<RegisterAt>(reg * 8), before.general[reg]);
        interpreter.flags.load(before.flags);
        interpreter.rip = start;
        auto const name = text_of(bytes, start);
        CAPTURE(name);
        CAPTURE(i);
        bool fault = false;
        try {
            while (interpreter.rip == start) { // a repeated one goes on
                auto const stop = interpreter.run(1);
                REQUIRE(stop == Stop::Budget);
            }
        } catch (Fault const& thrown) {
            fault = true;
            REQUIRE(thrown.vector == Vector::DivideError);
            REQUIRE(interpreter.rip == start);
        }
        if (fault) {
            ++faults;
            CHECK(data() == data_before);
            continue;
        }
        auto const data_ours = data();
        data() = data_before;
        auto const expected = native.run(before);
        for (unsigned reg = 0; reg < 16; ++reg) {
            CAPTURE(reg);
            REQUIRE(interpreter.get<uint64_t>(static_cast<RegisterAt>(reg * 8)) == expected.general[reg]);
        }
        auto const compared = (rflags::status | rflags::direction) & ~undefined_flags(decoded, before.general[1]);
        REQUIRE((interpreter.flags.image() & compared) == (expected.flags & compared));
        REQUIRE(data_ours == data());
        REQUIRE(interpreter.rip == start + bytes.size());
        ++met[decoded.about.mnemonic];
    }
    for (auto const mnemonic : mnemonics)
        CHECK_MESSAGE(met[mnemonic] > 1000, std::string(ZydisMnemonicGetString(mnemonic)));
    CHECK(faults > 100);
    CHECK(faults < cases / 20);
}
