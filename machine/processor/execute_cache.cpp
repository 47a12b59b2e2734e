// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/instruction_information.hpp"
#include "machine/processor/operand.hpp"

// Instructions that invalidate: INVD, WBINVD, INVLPG, INVPCID (SDM vol. 2; vol. 3A 4.10.4.1).
namespace redoubt::machine {
namespace {

using stm::abi::ExitReason;
namespace proc_control = stm::abi::proc_control;
namespace proc2_control = stm::abi::proc2_control;

constexpr uint64_t cr3_pcid = 0xfff;

uint16_t current_pcid(Core const& core) {
    return static_cast<uint16_t>((core.cpu.cr4 & cr4::pcide) != 0 ? core.cpu.cr3 & cr3_pcid : 0);
}

// There are no caches to lose or to write back.
void invalidate_caches(Core& core, SystemInstruction const& instruction) {
    need_privilege_0(core);
    exit_always(core, ExitReason::Invd, instruction);
}

void write_back_caches(Core& core, SystemInstruction const& instruction) {
    need_privilege_0(core);
    exit_if_proc2(core, proc2_control::kWbinvdExiting, ExitReason::Wbinvd, instruction);
}

// No access takes place: an address that is not canonical invalidates nothing.
void invalidate_page(Core& core, SystemInstruction const& instruction) {
    need_privilege_0(core);
    auto const& memory = instruction.operands[0].mem;
    auto const segment = segment_index(memory.segment);
    bool const based = !core.mode64() || segment == SegmentIndex::Fs || segment == SegmentIndex::Gs;
    auto linear = effective_address(core, instruction, 0) + (based ? core.cpu.segment(segment).base : 0);
    if (!core.mode64()) linear = static_cast<uint32_t>(linear);
    exit_if_proc(core, proc_control::kInvlpgExiting, ExitReason::Invlpg, instruction, linear);
    if (canonical(linear)) core.mmu.tlb().invalidate_page(core.mmu.nested().vpid, current_pcid(core), linear);
}

enum class InvpcidType : uint64_t { Address = 0, SingleContext = 1, AllWithGlobal = 2, AllButGlobal = 3 };

void invalidate_pcid(Core& core, SystemInstruction const& instruction) {
    if (core.guest() && !core.vmx.proc2(proc2_control::kInvpcid)) invalid_opcode();
    need_privilege_0(core);
    auto const general = register_number(instruction.register_of(0));
    if (core.vmx.proc(proc_control::kInvlpgExiting)) {
        auto exit = instruction_exit(ExitReason::Invpcid, instruction, displacement_of(core, instruction, 1));
        exit.instruction_information = operand_information(instruction, 1) | second_register(general);
        throw exit;
    }
    auto const type = read_register(core, general, core.mode64() ? 8 : 4);
    auto const low = core.memory.read(operand_address(core, instruction, 1, 16, Access::Read), 8);
    auto const linear = core.memory.read(operand_address(core, instruction, 1, 8, Access::Read, 8), 8);
    auto const pcid = static_cast<uint16_t>(low & cr3_pcid);
    bool const needs_pcids = type <= 1 && pcid != 0 && (core.cpu.cr4 & cr4::pcide) == 0;
    if (type > 3 || low != pcid || needs_pcids || (type == 0 && !canonical(linear))) general_protection();

    auto& tlb = core.mmu.tlb();
    auto const vpid = core.mmu.nested().vpid;
    switch (static_cast<InvpcidType>(type)) {
    case InvpcidType::Address: return tlb.invalidate_page(vpid, pcid, linear);
    case InvpcidType::SingleContext: return tlb.invalidate_pcid(vpid, pcid);
    case InvpcidType::AllWithGlobal: return tlb.invalidate_pcids(vpid);
    case InvpcidType::AllButGlobal: return tlb.invalidate_pcids_keep_global(vpid);
    }
}

} // namespace

Handler cache_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_INVD: return invalidate_caches;
    case ZYDIS_MNEMONIC_WBINVD: return write_back_caches;
    case ZYDIS_MNEMONIC_INVLPG: return invalidate_page;
    case ZYDIS_MNEMONIC_INVPCID: return invalidate_pcid;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
