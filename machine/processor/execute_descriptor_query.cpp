// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/descriptor.hpp"
#include "machine/processor/families.hpp"
#include "machine/processor/operand.hpp"

// LAR, LSL, VERR, VERW: whether and how a descriptor could be used; ZF says so (SDM vol. 2).
namespace redoubt::machine {
namespace {

constexpr uint64_t access_rights_of_lar = 0xf0ff00; // of the descriptor's second doubleword, without the limit

enum class Query : uint8_t { Rights, Limit };

// Which system descriptors have access rights, and which have a limit (SDM vol. 2, tables of LAR and LSL).
bool answers(Descriptor const& descriptor, Query query, bool long_mode) {
    if (!descriptor.is_system()) return true;
    switch (static_cast<SystemType>(descriptor.type())) {
    case SystemType::Ldt:
    case SystemType::Tss32:
    case SystemType::Tss32Busy: return true;
    case SystemType::Tss16:
    case SystemType::Tss16Busy: return !long_mode;
    case SystemType::CallGate32: return query == Query::Rights;
    case SystemType::CallGate16:
    case SystemType::TaskGate: return query == Query::Rights && !long_mode;
    default: return false;
    }
}

bool is_visible(Core const& core, Descriptor const& descriptor, uint64_t selector) {
    if (descriptor.is_conforming()) return true;
    return std::max<unsigned>(core.cpu.cpl(), selector & selector::rpl) <= descriptor.dpl();
}

std::optional<Descriptor> find_visible(Core& core, uint64_t selector) {
    if (selector::is_null(selector)) return std::nullopt;
    auto const found = find_descriptor(core, selector);
    return found && is_visible(core, *found, selector) ? found : std::nullopt;
}

uint64_t selector_operand(Core& core, SystemInstruction const& instruction, unsigned operand) {
    if (core.selectors_are_addresses()) invalid_opcode();
    return read_operand(core, instruction, operand, 2);
}

template <Query query>
void load(Core& core, SystemInstruction const& instruction) {
    auto const selector = selector_operand(core, instruction, 1);
    auto const found = find_visible(core, selector);
    bool const answered = found && answers(*found, query, core.cpu.long_mode());
    core.cpu.flags.set_zero(answered);
    if (!answered) return;
    auto const value =
        query == Query::Rights ? found->low >> 32 & access_rights_of_lar : found->segment(selector).limit;
    write_register(core, register_number(instruction.register_of(0)), instruction.size_of(0), value);
}

template <Access access>
void verify(Core& core, SystemInstruction const& instruction) {
    auto const found = find_visible(core, selector_operand(core, instruction, 0));
    bool const may =
        found && !found->is_system() && (access == Access::Write ? found->is_writable_data() : found->is_readable());
    core.cpu.flags.set_zero(may);
}

} // namespace

Handler descriptor_query_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_LAR: return load<Query::Rights>;
    case ZYDIS_MNEMONIC_LSL: return load<Query::Limit>;
    case ZYDIS_MNEMONIC_VERR: return verify<Access::Read>;
    case ZYDIS_MNEMONIC_VERW: return verify<Access::Write>;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
