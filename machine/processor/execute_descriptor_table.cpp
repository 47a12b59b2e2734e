// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/descriptor.hpp"
#include "machine/processor/families.hpp"
#include "machine/processor/instruction_information.hpp"
#include "machine/processor/operand.hpp"

// Registers that name descriptor tables and the task (SDM vol. 3A 2.4; vol. 2).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
namespace rights = stm::abi::access_rights;

// As the VM-exit instruction information numbers them (SDM vol. 3C tables 27-10 and 27-11).
enum class Table : uint8_t { StoreGdt, StoreIdt, LoadGdt, LoadIdt };
enum class Task : uint8_t { StoreLdt, StoreTask, LoadLdt, LoadTask };

void check_user_mode_prevention(Core const& core) {
    if (core.cpu.cpl() != 0 && (core.cpu.cr4 & cr4::umip) != 0) general_protection();
}

void exit_if_intercepted(Core const& core, SystemInstruction const& instruction, ExitReason reason,
                         uint32_t information) {
    if (!core.vmx.proc2(stm::abi::proc2_control::kDescriptorTableExiting)) return;
    auto exit = instruction_exit(reason, instruction, displacement_of(core, instruction, 0));
    exit.instruction_information = operand_information(instruction, 0) | information;
    throw exit;
}

void exit_if_intercepted(Core const& core, SystemInstruction const& instruction, Table table) {
    uint32_t const size = !core.mode64() && instruction.about.operand_width == 32 ? kOperandSize32 : 0;
    exit_if_intercepted(core, instruction, ExitReason::GdtrIdtrAccess,
                        table_identity(static_cast<unsigned>(table)) | size);
}

void exit_if_intercepted(Core const& core, SystemInstruction const& instruction, Task task) {
    exit_if_intercepted(core, instruction, ExitReason::LdtrTrAccess, table_identity(static_cast<unsigned>(task)));
}

template <Table table>
DescriptorTable& place(Core& core) {
    return table == Table::StoreGdt || table == Table::LoadGdt ? core.cpu.gdtr : core.cpu.idtr;
}

unsigned base_size(Core const& core) {
    return core.mode64() ? 8 : 4;
}

// The operand size does not matter (SDM vol. 2, SGDT, SIDT).
template <Table table>
void store(Core& core, SystemInstruction const& instruction) {
    check_user_mode_prevention(core);
    exit_if_intercepted(core, instruction, table);
    auto const& from = place<table>(core);
    auto const size = base_size(core);
    auto const base = operand_address(core, instruction, 0, size, Access::Write, 2);
    core.memory.check_writable(base, size);
    core.memory.write(operand_address(core, instruction, 0, 2, Access::Write), 2, from.limit);
    core.memory.write(base, size, from.base);
}

// With 16-bit operands, 24 bits of the base count (SDM vol. 2, LGDT, LIDT).
template <Table table>
void load(Core& core, SystemInstruction const& instruction) {
    need_privilege_0(core);
    exit_if_intercepted(core, instruction, table);
    auto const size = base_size(core);
    auto const limit = core.memory.read(operand_address(core, instruction, 0, 2, Access::Read), 2);
    auto base = core.memory.read(operand_address(core, instruction, 0, size, Access::Read, 2), size);
    if (!core.mode64() && instruction.about.operand_width == 16) base &= 0xffffff;
    if (!canonical(base)) general_protection();
    place<table>(core) = {base, static_cast<uint16_t>(limit)};
}

template <Task task>
void store_selector(Core& core, SystemInstruction const& instruction) {
    if (core.selectors_are_addresses()) invalid_opcode();
    check_user_mode_prevention(core);
    exit_if_intercepted(core, instruction, task);
    auto const index = task == Task::StoreLdt ? SegmentIndex::Ldtr : SegmentIndex::Tr;
    auto const size = instruction.is_memory(0) ? 2 : instruction.size_of(0);
    write_operand(core, instruction, 0, size, core.cpu.segment(index).selector);
}

uint64_t selector_operand(Core& core, SystemInstruction const& instruction, Task task) {
    if (core.selectors_are_addresses()) invalid_opcode();
    need_privilege_0(core);
    exit_if_intercepted(core, instruction, task);
    return read_operand(core, instruction, 0, 2);
}

// In the GDT, and of 16 bytes in IA-32e mode.
Descriptor system_descriptor(Core& core, uint64_t selector) {
    bool const local = (selector & selector::local) != 0;
    auto const found = local ? std::nullopt : find_descriptor(core, selector, core.cpu.long_mode());
    if (!found) general_protection(selector::error(selector));
    return *found;
}

void check_loaded(Descriptor const& descriptor, uint64_t selector) {
    if (!descriptor.present()) throw Fault{Vector::SegmentNotPresent, selector::error(selector)};
    if (!canonical(descriptor.segment(selector).base)) general_protection(selector::error(selector));
}

void load_local_table(Core& core, SystemInstruction const& instruction) {
    auto const selector = selector_operand(core, instruction, Task::LoadLdt);
    if (selector::is_null(selector))
        return core.cpu.set_segment(SegmentIndex::Ldtr, {.selector = static_cast<uint16_t>(selector)});
    auto const found = system_descriptor(core, selector);
    if (!found.is(SystemType::Ldt)) general_protection(selector::error(selector));
    check_loaded(found, selector);
    core.cpu.set_segment(SegmentIndex::Ldtr, found.segment(selector));
}

void load_task(Core& core, SystemInstruction const& instruction) {
    auto const selector = selector_operand(core, instruction, Task::LoadTask);
    if (selector::is_null(selector)) general_protection();
    auto found = system_descriptor(core, selector);
    bool const narrow = found.is(SystemType::Tss16) && !core.cpu.long_mode();
    if (!found.is(SystemType::Tss32) && !narrow) general_protection(selector::error(selector));
    check_loaded(found, selector);
    mark_busy(core, found);
    core.cpu.set_segment(SegmentIndex::Tr, found.segment(selector));
}

} // namespace

Handler descriptor_table_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_SGDT: return store<Table::StoreGdt>;
    case ZYDIS_MNEMONIC_SIDT: return store<Table::StoreIdt>;
    case ZYDIS_MNEMONIC_LGDT: return load<Table::LoadGdt>;
    case ZYDIS_MNEMONIC_LIDT: return load<Table::LoadIdt>;
    case ZYDIS_MNEMONIC_SLDT: return store_selector<Task::StoreLdt>;
    case ZYDIS_MNEMONIC_STR: return store_selector<Task::StoreTask>;
    case ZYDIS_MNEMONIC_LLDT: return load_local_table;
    case ZYDIS_MNEMONIC_LTR: return load_task;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
