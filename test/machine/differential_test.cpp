// SPDX-License-Identifier: Apache-2.0
#include "test/machine/generator.hpp"
#include "test/machine/host_memory.hpp"
#include "test/machine/mnemonics.hpp"
#include "test/machine/native_instruction.hpp"

#include <array>
#include <doctest/doctest.h>
#include <map>

// Random instructions with random operands, on the interpreter and on the processor that runs the test.

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr unsigned cases = 1'000'000;

// What not every processor has, and how the compiler names what has it.
bool can_run(ZydisISAExt extension, ZydisISASet set) {
    __builtin_cpu_init();
    switch (extension) {
    case ZYDIS_ISA_EXT_BMI1: return __builtin_cpu_supports("bmi") != 0;
    case ZYDIS_ISA_EXT_BMI2: return __builtin_cpu_supports("bmi2") != 0;
    case ZYDIS_ISA_EXT_ADOX_ADCX: return __builtin_cpu_supports("adx") != 0;
    case ZYDIS_ISA_EXT_MOVBE: return __builtin_cpu_supports("movbe") != 0;
    case ZYDIS_ISA_EXT_SSE4: return __builtin_cpu_supports("sse4.2") != 0;
    default: return set != ZYDIS_ISA_SET_LZCNT || __builtin_cpu_supports("lzcnt") != 0;
    }
}

struct Data {
    alignas(4096) std::array<uint64_t, 1024> words;
    bool operator==(Data const&) const = default;
};

Data& data() {
    static Data memory;
    return memory;
}

} // namespace

TEST_CASE("machine: random instructions do what they do on the processor") {
    HostMemory memory;
    CodeCache code;
    Interpreter interpreter(memory, code);
    set_mode(interpreter, CodeMode::Bits64);
    NativeInstruction native;
    Generator generate(20261124, CodeMode::Bits64);
    auto const middle = reinterpret_cast<uint64_t>(&data().words[512]);
    std::map<ZydisMnemonic, unsigned> met;
    std::map<ZydisMnemonic, bool> missing;
    unsigned faults = 0;

    for (unsigned i = 0; i < cases; ++i) {
        auto const bytes = generate.instruction(kIntegerMnemonics[i % std::size(kIntegerMnemonics)]);
        auto const decoded = decode(bytes, CodeMode::Bits64);
        if (!can_run(decoded.about.meta.isa_ext, decoded.about.meta.isa_set)) {
            missing[decoded.about.mnemonic] = true;
            continue;
        }
        native.set(bytes);
        NativeRegisters before{};
        for (auto& reg : before.general)
            reg = generate.number();
        for (auto const pointer : kPointers)
            before.general[pointer] = middle + generate.below(256);
        before.general[1] = generate.below(4) == 0 ? 1 : generate.below(64); // RCX counts, and is an index
        before.flags = (generate.number() & (rflags::status | rflags::direction)) | rflags::fixed | rflags::interrupt;
        for (auto& word : data().words)
            if (generate.below(64) == 0) word = generate.number();
        auto const data_before = data();
        if (result_is_undefined(decoded, before.general[1])) continue;

        auto const start = reinterpret_cast<uint64_t>(native.place());
        code.forget_page(start);
        for (unsigned reg = 0; reg < 16; ++reg)
            interpreter.set<uint64_t>(static_cast<RegisterAt>(reg * 8), before.general[reg]);
        interpreter.flags.load(before.flags);
        interpreter.rip = start;
        auto const name = text_of(bytes, CodeMode::Bits64);
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
    for (auto const mnemonic : kIntegerMnemonics)
        CHECK_MESSAGE((met[mnemonic] > 1000 || missing[mnemonic]), std::string(ZydisMnemonicGetString(mnemonic)));
    CHECK(faults > 100);
    CHECK(faults < cases / 20);
}
