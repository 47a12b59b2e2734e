// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"
#include "test/machine/generator.hpp"
#include "test/machine/mnemonics.hpp"
#include "test/machine/unicorn_engine.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <stdexcept>

// Random instructions in 16-, 32- and 64-bit code, on the interpreter and on Unicorn. Both run the same straight program
// over and over, with new registers before each instruction.

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr unsigned cases = 1'000'000; // of all modes
constexpr unsigned programs = 10;     // a mode
constexpr unsigned length = 1'500;    // of a program, in instructions; it has to fit below the data
constexpr unsigned rounds = (cases + 3 * programs * length - 1) / (3 * programs * length);

constexpr uint64_t code_at = 0x100;
constexpr uint64_t data_at = 0xc000;
constexpr uint64_t data_size = 0x2000;
constexpr uint64_t memory_size = 0x10000;

// What Unicorn refuses, whatever the processor's model: compared with the processor that runs the tests alone.
constexpr ZydisMnemonic refused[] = {ZYDIS_MNEMONIC_ADCX, ZYDIS_MNEMONIC_CRC32, // both in 16-bit code
                                     ZYDIS_MNEMONIC_MOVBE, ZYDIS_MNEMONIC_POPCNT};

// Where Unicorn does something else than the interpreter. The other comparison, with a processor, has all of these, too.
struct Known {
    ZydisMnemonic mnemonic;
    bool (*when)(Decoded const& instruction, uint64_t flags_after);
    char const* reason;
};

bool always(Decoded const&, uint64_t) {
    return true;
}
bool of_word(Decoded const& instruction, uint64_t) {
    return instruction.operands[0].size == 16;
}
bool of_doubleword(Decoded const& instruction, uint64_t) {
    return instruction.operands[0].size == 32;
}
bool locked(Decoded const& instruction, uint64_t) {
    return (instruction.about.attributes & ZYDIS_ATTRIB_HAS_LOCK) != 0;
}
bool found_nothing(Decoded const&, uint64_t flags_after) {
    return (flags_after & rflags::zero) != 0;
}

constexpr Known known[] = {
    {ZYDIS_MNEMONIC_BSWAP, of_word, "undefined (SDM vol. 2)"},
    {ZYDIS_MNEMONIC_BSF, found_nothing, "undefined (SDM vol. 2)"},
    {ZYDIS_MNEMONIC_BSR, found_nothing, "undefined (SDM vol. 2)"},
    {ZYDIS_MNEMONIC_BLSI, always, "Unicorn's error: CF is the opposite of what the SDM says"},
    {ZYDIS_MNEMONIC_BEXTR, always, "Unicorn's error: the result"},
    {ZYDIS_MNEMONIC_BZHI, always, "Unicorn's error: CF"},
    {ZYDIS_MNEMONIC_PDEP, always, "Unicorn's error: the result"},
    {ZYDIS_MNEMONIC_PEXT, always, "Unicorn's error: the result"},
    {ZYDIS_MNEMONIC_NEG, locked, "Unicorn's error: the flags"},
    {ZYDIS_MNEMONIC_CMPXCHG, of_doubleword, "Unicorn's error: the upper half of what is not written stays"},
};

bool is_known(Decoded const& instruction, uint64_t flags_after) {
    return std::ranges::any_of(known, [&](Known const& each) {
        return each.mnemonic == instruction.about.mnemonic && each.when(instruction, flags_after);
    });
}

class LowMemory : public AddressSpace {
public:
    Page page(uint64_t linear, Access) override {
        auto const start = linear & ~(kPageSize - 1);
        if (start >= memory_size) throw Fault{Vector::PageFault, 0, linear};
        return {bytes.data() + start, start};
    }
    uint64_t read_device(uint64_t, unsigned) override { return 0; }
    void write_device(uint64_t, unsigned, uint64_t) override {}

    std::vector<std::byte> bytes = std::vector<std::byte>(memory_size);
};

struct Line {
    std::vector<std::byte> bytes;
    Decoded decoded;
};

using Program = std::map<uint64_t, Line>; // by address

constexpr std::byte nop{0x90};

// Branches that go over one NOP, or not.
std::vector<std::byte> branch(Generator& generate, CodeMode mode) {
    constexpr uint8_t loops[] = {0xe0, 0xe1, 0xe2, 0xe3, 0xeb};
    switch (generate.below(8)) {
    case 0: {
        std::vector<std::byte> call{std::byte{0xe8}, std::byte{1}, std::byte{0}};
        if (mode != CodeMode::Bits16) call.resize(5);
        return call;
    }
    case 1:
    case 2: return {std::byte{loops[generate.below(std::size(loops))]}, std::byte{1}};
    case 3: return {std::byte{0xc3}};
    default: return {std::byte(0x70 + generate.below(16)), std::byte{1}};
    }
}

bool is_among(std::span<ZydisMnemonic const> list, ZydisMnemonic mnemonic) {
    return std::ranges::find(list, mnemonic) != list.end();
}

bool exists(ZydisMnemonic mnemonic, CodeMode mode) {
    if (mode != CodeMode::Bits64 && is_among(kLongMnemonics, mnemonic)) return false;
    return mode != CodeMode::Bits16 || !is_among(kProtectedMnemonics, mnemonic);
}

std::vector<ZydisMnemonic> mnemonics_of(CodeMode mode) {
    std::vector<ZydisMnemonic> list;
    auto const add = [&](std::span<ZydisMnemonic const> mnemonics) {
        for (auto const mnemonic : mnemonics)
            if (exists(mnemonic, mode) && !is_among(refused, mnemonic)) list.push_back(mnemonic);
    };
    add(kIntegerMnemonics);
    if (mode != CodeMode::Bits64) add(kLegacyMnemonics);
    return list;
}

class Comparison {
public:
    explicit Comparison(CodeMode mode) : mode_(mode) {
        set_mode(ours_, mode);
        theirs_.before_instruction = [this](uint64_t address) { arrived(address); };
    }

    void run_programs() {
        for (unsigned i = 0; i < programs; ++i) {
            write_program();
            for (unsigned round = 0; round < rounds; ++round)
                run_program();
        }
    }

    [[nodiscard]] unsigned compared() const { return compared_; }
    [[nodiscard]] unsigned faults() const { return faults_; }
    [[nodiscard]] std::map<ZydisMnemonic, unsigned> const& met() const { return met_; }
    [[nodiscard]] std::map<ZydisMnemonic, std::string> const& differences() const { return differences_; }

private:
    void write_program() {
        program_.clear();
        auto const mnemonics = mnemonics_of(mode_);
        auto address = code_at;
        auto const add = [&](std::vector<std::byte> const& bytes) {
            std::ranges::copy(bytes, memory_.bytes.begin() + static_cast<std::ptrdiff_t>(address));
            program_[address] = {bytes, decode(bytes, mode_)};
            address += bytes.size();
        };
        while (program_.size() < length) {
            if (generate_.below(10) == 0) {
                add(branch(generate_, mode_));
                add({nop});
            } else {
                add(generate_.instruction(mnemonics[generate_.below(mnemonics.size())]));
            }
        }
        end_ = address;
        memory_.bytes[end_] = nop;
        REQUIRE(end_ < data_at);
        their_memory_ = memory_.bytes;
        theirs_.forget_code(0, memory_size);
        for (uint64_t page = 0; page < memory_size; page += kPageSize)
            code_.forget_page(page);
    }

    void run_program() {
        for (auto start = code_at; start != end_;) {
            current_ = nullptr;
            std::optional<uint32_t> vector;
            try {
                vector = theirs_.run(start);
            } catch (std::runtime_error const& error) {
                FAIL(error.what() << ": " << text_of(current_->bytes, mode_));
            }
            if (!vector) return;
            expect_fault(*vector);
            start = address_ + current_->bytes.size();
        }
    }

    // Unicorn is about to run the instruction there.
    void arrived(uint64_t address) {
        if (current_ != nullptr && address == address_) return; // a repeated one goes on
        if (current_ != nullptr) compare(address);
        if (address == end_) return theirs_.stop();
        address_ = address;
        current_ = &program_.at(address);
        prepare();
    }

    void prepare() {
        for (auto& value : general_)
            value = mode_ == CodeMode::Bits64 ? generate_.number() : static_cast<uint32_t>(generate_.number());
        for (auto const pointer : kPointers)
            general_[pointer] = data_at + data_size / 2 + generate_.below(256);
        general_[1] = generate_.below(4) == 0 ? 1 : generate_.below(64); // RCX counts, and is an index
        theirs_.write(general_);
        for (unsigned i = 0; i < 16; ++i)
            ours_.set_general(i, general_[i]);
        poke(data_at + 8 * generate_.below(data_size / 8), generate_.number());
        if (current_->decoded.about.mnemonic == ZYDIS_MNEMONIC_RET)
            poke(general_[4], address_ + current_->bytes.size());
        ours_.rip = address_;
    }

    void poke(uint64_t address, uint64_t value) {
        std::memcpy(memory_.bytes.data() + address, &value, sizeof value);
        std::memcpy(their_memory_.data() + address, &value, sizeof value);
    }

    std::optional<Fault> step() {
        try {
            do {
                if (ours_.run(1) == Stop::Sensitive) break;
            } while (ours_.rip == address_);
        } catch (Fault const& fault) {
            return fault;
        }
        return std::nullopt;
    }

    void compare(uint64_t next) {
        auto const& instruction = current_->decoded;
        auto const theirs = theirs_.read();
        auto const fault = step();
        if (result_is_undefined(instruction, general_[1]) || is_known(instruction, theirs.flags)) {
            memory_.bytes = their_memory_;
        } else {
            auto const defined = (rflags::status | rflags::direction) & ~undefined_flags(instruction, general_[1]);
            bool const same_flags = (ours_.flags.image() & defined) == (theirs.flags & defined);
            expect(!fault && ours_.rip == next, "goes on elsewhere");
            expect(same_flags, "other flags");
            expect(same_registers(theirs), "other registers");
            expect(same_data(), "other data");
        }
        ours_.flags.load(theirs.flags); // what is undefined goes on as theirs
        ++compared_;
        ++met_[instruction.about.mnemonic];
    }

    void expect(bool holds, char const* otherwise) {
        if (holds) return;
        memory_.bytes = their_memory_;
        differences_.emplace(current_->decoded.about.mnemonic, text_of(current_->bytes, mode_) + ": " + otherwise);
    }

    [[nodiscard]] bool same_registers(UnicornEngine::General const& theirs) const {
        for (unsigned i = 0; i < (mode_ == CodeMode::Bits64 ? 16 : 8); ++i)
            if (ours_.general(i) != theirs.values[i]) return false;
        return true;
    }

    [[nodiscard]] bool same_data() const {
        return std::memcmp(memory_.bytes.data() + data_at, their_memory_.data() + data_at, data_size) == 0;
    }

    void expect_fault(uint32_t vector) {
        auto const fault = step();
        expect(fault && static_cast<uint32_t>(fault->vector) == vector, "another fault");
        for (unsigned i = 0; i < 8; ++i)
            expect(ours_.general(i) == general_[i], "a fault with an effect");
        expect(same_data(), "a fault with an effect");
        ++faults_;
        ours_.flags.load(theirs_.read().flags);
    }

    CodeMode mode_;
    LowMemory memory_ = {};
    std::vector<std::byte> their_memory_ = std::vector<std::byte>(memory_size);
    CodeCache code_ = {};
    Interpreter ours_{memory_, code_};
    UnicornEngine theirs_{mode_, their_memory_};
    Generator generate_{20261126, mode_};
    Program program_ = {};
    uint64_t end_ = 0;

    uint64_t address_ = 0; // of the instruction that Unicorn is about to run
    Line const* current_ = nullptr;
    std::array<uint64_t, 16> general_ = {}; // before it
    unsigned compared_ = 0;
    unsigned faults_ = 0;
    std::map<ZydisMnemonic, unsigned> met_ = {};
    std::map<ZydisMnemonic, std::string> differences_ = {}; // the first of each
};

void compare_mode(CodeMode mode) {
    Comparison comparison(mode);
    comparison.run_programs();
    for (auto const& [mnemonic, text] : comparison.differences())
        CHECK_MESSAGE(false, text);
    CHECK(comparison.compared() + comparison.faults() >= cases / 3 * 98 / 100);
    CHECK(comparison.faults() > 100);
    CHECK(comparison.faults() < comparison.compared() / 20);
    for (auto const mnemonic : mnemonics_of(mode))
        CHECK_MESSAGE(comparison.met().contains(mnemonic), std::string(ZydisMnemonicGetString(mnemonic)));
}

} // namespace

TEST_CASE("machine: random instructions of 16-bit code do what they do in Unicorn") {
    compare_mode(CodeMode::Bits16);
}

TEST_CASE("machine: random instructions of 32-bit code do what they do in Unicorn") {
    compare_mode(CodeMode::Bits32);
}

TEST_CASE("machine: random instructions of 64-bit code do what they do in Unicorn") {
    compare_mode(CodeMode::Bits64);
}
