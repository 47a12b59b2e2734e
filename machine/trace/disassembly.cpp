// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/disassembly.hpp"

#include <Zydis/Zydis.h>
#include <array>
#include <fmt/core.h>
#include <optional>
#include <vector>

namespace redoubt::machine {
namespace {

constexpr std::size_t around = 5; // instructions on each side of RIP

struct Instruction {
    std::size_t offset; // in the bytes given
    ZydisDecodedInstruction about;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;

    [[nodiscard]] std::size_t end() const { return offset + about.length; }
};

class Disassembler {
public:
    Disassembler(CodeBytes const& code, CodeMode mode) : code_(code) {
        switch (mode) {
        case CodeMode::Bits16: ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LEGACY_16, ZYDIS_STACK_WIDTH_16); break;
        case CodeMode::Bits32: ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32); break;
        case CodeMode::Bits64: ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64); break;
        }
        ZydisFormatterInit(&formatter_, ZYDIS_FORMATTER_STYLE_INTEL);
    }

    [[nodiscard]] std::optional<Instruction> at(std::size_t offset) const {
        Instruction instruction{.offset = offset, .about = {}, .operands = {}};
        auto const bytes = code_.bytes.subspan(offset);
        if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder_, bytes.data(), bytes.size(), &instruction.about,
                                                 instruction.operands.data())))
            return std::nullopt;
        return instruction;
    }

    // The instructions from one offset to another; nothing: they do not end there.
    [[nodiscard]] std::optional<std::vector<Instruction>> between(std::size_t from, std::size_t to) const {
        std::vector<Instruction> instructions;
        while (from < to) {
            auto const next = at(from);
            if (!next) return std::nullopt;
            instructions.push_back(*next);
            from = next->end();
        }
        if (from != to) return std::nullopt;
        return instructions;
    }

    [[nodiscard]] std::string line(Instruction const& instruction, bool marked) const {
        std::array<char, 128> text{};
        auto const address = code_.address + instruction.offset;
        ZydisFormatterFormatInstruction(&formatter_, &instruction.about, instruction.operands.data(),
                                        instruction.about.operand_count_visible, text.data(), text.size(), address,
                                        ZYAN_NULL);
        std::string bytes;
        for (auto const byte : code_.bytes.subspan(instruction.offset, instruction.about.length))
            bytes += fmt::format("{:02x} ", static_cast<unsigned>(byte));
        return fmt::format("{} {:016x}  {:<30} {}\n", marked ? '>' : ' ', address, bytes, text.data());
    }

private:
    CodeBytes code_;
    ZydisDecoder decoder_ = {};
    ZydisFormatter formatter_ = {};
};

std::vector<Instruction> before(Disassembler const& disassembler, std::size_t offset) {
    auto const reach = std::min(offset, around * ZYDIS_MAX_INSTRUCTION_LENGTH);
    for (auto from = offset - reach; from < offset; ++from)
        if (auto found = disassembler.between(from, offset)) {
            if (found->size() > around) found->erase(found->begin(), found->end() - around);
            return *std::move(found);
        }
    return {};
}

} // namespace

std::string disassembly(CodeBytes const& code, uint64_t rip, CodeMode mode) {
    auto offset = static_cast<std::size_t>(rip - code.address);
    if (offset >= code.bytes.size()) return fmt::format("> {:016x}  no code there\n", rip);

    Disassembler const disassembler(code, mode);
    std::string text;
    for (auto const& instruction : before(disassembler, offset))
        text += disassembler.line(instruction, false);
    for (std::size_t i = 0; i <= around && offset < code.bytes.size(); ++i) {
        auto const instruction = disassembler.at(offset);
        if (!instruction) {
            if (i == 0) text += fmt::format("> {:016x}  no instruction\n", rip);
            break;
        }
        text += disassembler.line(*instruction, i == 0);
        offset = instruction->end();
    }
    return text;
}

} // namespace redoubt::machine
