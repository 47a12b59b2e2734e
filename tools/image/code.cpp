// SPDX-License-Identifier: Apache-2.0
#include "tools/image/code.hpp"

#include <Zydis/Zydis.h>
#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <optional>
#include <span>
#include <string_view>

namespace redoubt::image {
namespace {

struct Decoded {
    ZydisDecodedInstruction instruction;
    std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> buffer;
    std::uint64_t address = 0;
    [[nodiscard]] std::span<ZydisDecodedOperand const> operands() const {
        return {buffer.data(), instruction.operand_count};
    }
};

class Decoder {
public:
    Decoder() { ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64); }

    [[nodiscard]] std::optional<Decoded> decode(std::string_view bytes, std::uint64_t address) const {
        Decoded result{};
        result.address = address;
        if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder_, bytes.data(), bytes.size(), &result.instruction,
                                                 result.buffer.data())))
            return std::nullopt;
        return result;
    }

private:
    ZydisDecoder decoder_{};
};

bool is_stack_pointer(ZydisRegister name) {
    return ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, name) == ZYDIS_REGISTER_RSP;
}

// Floating point and vectors; instructions that save such registers count by their name.
bool is_vector(Decoded const& decoded) {
    constexpr std::array classes{ZYDIS_REGCLASS_X87, ZYDIS_REGCLASS_MMX,  ZYDIS_REGCLASS_XMM, ZYDIS_REGCLASS_YMM,
                                 ZYDIS_REGCLASS_ZMM, ZYDIS_REGCLASS_MASK, ZYDIS_REGCLASS_TMM};
    constexpr std::array categories{ZYDIS_CATEGORY_X87_ALU, ZYDIS_CATEGORY_XSAVE, ZYDIS_CATEGORY_XSAVEOPT,
                                    ZYDIS_CATEGORY_SSE, ZYDIS_CATEGORY_AVX};
    return std::ranges::find(categories, decoded.instruction.meta.category) != categories.end() ||
           std::ranges::any_of(decoded.operands(), [&](ZydisDecodedOperand const& operand) {
               return operand.type == ZYDIS_OPERAND_TYPE_REGISTER &&
                      std::ranges::find(classes, ZydisRegisterGetClass(operand.reg.value)) != classes.end();
           });
}

Flow flow_of(Decoded const& decoded) {
    switch (decoded.instruction.meta.category) {
    case ZYDIS_CATEGORY_CALL: return Flow::Call;
    case ZYDIS_CATEGORY_UNCOND_BR: return Flow::Jump;
    case ZYDIS_CATEGORY_COND_BR: return Flow::Branch;
    case ZYDIS_CATEGORY_RET:
    case ZYDIS_CATEGORY_SYSRET: return Flow::End;
    default: break;
    }
    switch (decoded.instruction.mnemonic) {
    case ZYDIS_MNEMONIC_INT3:
    case ZYDIS_MNEMONIC_UD0:
    case ZYDIS_MNEMONIC_UD1:
    case ZYDIS_MNEMONIC_UD2: return Flow::End;
    default: return Flow::Next;
    }
}

bool branches(Flow flow) {
    return flow == Flow::Call || flow == Flow::Branch || flow == Flow::Jump;
}

std::optional<std::uint64_t> target_of(Decoded const& decoded) {
    auto const& operand = decoded.buffer.front();
    ZyanU64 target = 0;
    if (operand.type != ZYDIS_OPERAND_TYPE_IMMEDIATE || operand.imm.is_relative == ZYAN_FALSE ||
        !ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(&decoded.instruction, &operand, decoded.address, &target)))
        return std::nullopt;
    return target;
}

// How the instruction moves the stack pointer; nothing: to where cannot be said.
std::optional<std::int64_t> growth_of(Decoded const& decoded) {
    auto const& operands = decoded.buffer;
    auto const bytes = static_cast<std::int64_t>(decoded.instruction.operand_width / 8);
    switch (decoded.instruction.meta.category) {
    case ZYDIS_CATEGORY_CALL: // what comes back is as it was
    case ZYDIS_CATEGORY_RET: return 0;
    case ZYDIS_CATEGORY_PUSH: return bytes;
    case ZYDIS_CATEGORY_POP:
        return operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER && is_stack_pointer(operands[0].reg.value)
                   ? std::nullopt
                   : std::optional(-bytes);
    default: break;
    }
    auto const changed = std::ranges::find_if(decoded.operands(), [](ZydisDecodedOperand const& operand) {
        return operand.type == ZYDIS_OPERAND_TYPE_REGISTER && is_stack_pointer(operand.reg.value) &&
               (operand.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
    });
    if (changed == decoded.operands().end()) return 0;
    if (changed->reg.value != ZYDIS_REGISTER_RSP) return std::nullopt;
    bool const immediate = operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE;
    switch (decoded.instruction.mnemonic) {
    case ZYDIS_MNEMONIC_SUB: return immediate ? std::optional(operands[1].imm.value.s) : std::nullopt;
    case ZYDIS_MNEMONIC_ADD: return immediate ? std::optional(-operands[1].imm.value.s) : std::nullopt;
    case ZYDIS_MNEMONIC_LEA:
        return operands[1].mem.base == ZYDIS_REGISTER_RSP && operands[1].mem.index == ZYDIS_REGISTER_NONE
                   ? std::optional(-operands[1].mem.disp.value)
                   : std::nullopt;
    default: return std::nullopt;
    }
}

Instruction instruction_of(Decoded const& decoded) {
    auto const growth = growth_of(decoded);
    return {.address = decoded.address,
            .next = decoded.address + decoded.instruction.length,
            .flow = flow_of(decoded),
            .target = 0,
            .stack = growth.value_or(0),
            .new_stack = !growth,
            .filler = decoded.instruction.meta.category == ZYDIS_CATEGORY_NOP ||
                      decoded.instruction.meta.category == ZYDIS_CATEGORY_WIDENOP};
}

std::string place(Symbol const& symbol, std::uint64_t address) {
    return fmt::format("at {:#x}, {} bytes into it", address, address - symbol.address);
}

void decode_function(Decoder const& decoder, Section const& section, Function& function,
                     std::vector<Finding>& findings) {
    auto const& symbol = function.symbol;
    auto const complain = [&](char const* why, std::string text) {
        findings.push_back({why, symbol.name, std::move(text)});
    };
    auto const bytes =
        std::string_view(section.bytes).substr(static_cast<std::size_t>(symbol.address - section.address), symbol.size);
    for (std::uint64_t at = 0; at < bytes.size();) {
        auto const address = symbol.address + at;
        auto const decoded = decoder.decode(bytes.substr(at), address);
        if (!decoded) {
            complain(rule::not_decodable, fmt::format("no instruction {}", place(symbol, address)));
            function.instructions.clear();
            return;
        }
        auto instruction = instruction_of(*decoded);
        if (is_vector(*decoded))
            complain(
                rule::vector_instruction,
                fmt::format("{} {}", ZydisMnemonicGetString(decoded->instruction.mnemonic), place(symbol, address)));
        if (auto const target = branches(instruction.flow) ? target_of(*decoded) : std::nullopt) {
            instruction.target = *target;
        } else if (branches(instruction.flow)) {
            complain(rule::indirect_branch, fmt::format("{} {}", ZydisMnemonicGetString(decoded->instruction.mnemonic),
                                                        place(symbol, address)));
            instruction.flow = instruction.flow == Flow::Call ? Flow::Next : Flow::End;
        }
        function.instructions.push_back(instruction);
        at += decoded->instruction.length;
    }
}

// Between functions there is nothing but traps (the linker's filler) and no-operations.
void judge_gap(Decoder const& decoder, Section const& section, std::uint64_t from, std::uint64_t to,
               std::vector<Finding>& findings) {
    auto const bytes = std::string_view(section.bytes);
    while (from < to) {
        auto const at = static_cast<std::size_t>(from - section.address);
        auto const decoded = decoder.decode(bytes.substr(at, static_cast<std::size_t>(to - from)), from);
        bool const filler =
            decoded && (decoded->instruction.mnemonic == ZYDIS_MNEMONIC_INT3 || instruction_of(*decoded).filler);
        if (!filler) {
            findings.push_back({rule::unnamed_code, section.name, fmt::format("code at {:#x} has no name", from)});
            return;
        }
        from += decoded->instruction.length;
    }
}

void read_section(Elf const& elf, Section const& section, Code& code, std::vector<Finding>& findings) {
    Decoder const decoder;
    auto const end = section.address + section.size;
    auto at = section.address;
    for (auto const& symbol : elf.functions) {
        if (symbol.address < section.address || symbol.address >= end) continue;
        if (symbol.address < at || symbol.size == 0 || symbol.address + symbol.size > end) {
            findings.push_back({rule::unnamed_code, symbol.name, "its bytes are not its own: no size, or another's"});
            continue;
        }
        judge_gap(decoder, section, at, symbol.address, findings);
        code.functions.push_back({symbol});
        decode_function(decoder, section, code.functions.back(), findings);
        at = symbol.address + symbol.size;
    }
    judge_gap(decoder, section, at, end, findings);
}

// Within a function to any of its instructions, else to a function's first one.
bool leads_to_code(Code const& code, Function const& function, Instruction const& instruction) {
    auto const* const to = code.containing(instruction.target);
    if (to == nullptr || to->at(instruction.target) == nullptr) return false;
    return instruction.target == to->symbol.address || (to == &function && instruction.flow != Flow::Call);
}

void judge_targets(Code const& code, std::vector<Finding>& findings) {
    for (auto const& function : code.functions)
        for (auto const& instruction : function.instructions)
            if (branches(instruction.flow) && !leads_to_code(code, function, instruction))
                findings.push_back(
                    {rule::branch_target, function.symbol.name,
                     fmt::format("to {:#x} {}", instruction.target, place(function.symbol, instruction.address))});
}

} // namespace

Instruction const* Function::at(std::uint64_t address) const {
    auto const found = std::ranges::lower_bound(instructions, address, {}, &Instruction::address);
    return found == instructions.end() || found->address != address ? nullptr : &*found;
}

Function const* Code::containing(std::uint64_t address) const {
    auto const after = std::ranges::upper_bound(functions, address, {}, [](auto const& f) { return f.symbol.address; });
    if (after == functions.begin()) return nullptr;
    auto const& function = *std::prev(after);
    return function.contains(address) ? &function : nullptr;
}

Code read_code(Elf const& elf, std::vector<Finding>& findings) {
    Code code;
    for (auto const& section : elf.sections)
        if (section.executable) read_section(elf, section, code, findings);
    judge_targets(code, findings);
    return code;
}

} // namespace redoubt::image
