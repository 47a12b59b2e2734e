// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/operand.hpp"

#include <utility>

// The bases of FS and GS, in 64-bit mode (SDM vol. 2, RDFSBASE, WRFSBASE, SWAPGS).
namespace redoubt::machine {
namespace {

void set_base(Core& core, SegmentIndex index, uint64_t base) {
    auto segment = core.cpu.segment(index);
    segment.base = base;
    core.cpu.set_segment(index, segment);
}

void need_base_instructions(Core const& core) {
    if (!core.mode64() || (core.cpu.cr4 & cr4::fsgsbase) == 0) invalid_opcode();
}

template <SegmentIndex index>
void read_base(Core& core, SystemInstruction const& instruction) {
    need_base_instructions(core);
    write_operand(core, instruction, 0, instruction.size_of(0), core.cpu.segment(index).base);
}

template <SegmentIndex index>
void write_base(Core& core, SystemInstruction const& instruction) {
    need_base_instructions(core);
    auto const base = read_operand(core, instruction, 0, instruction.size_of(0));
    if (!canonical(base)) general_protection();
    set_base(core, index, base);
}

void swap_base(Core& core, SystemInstruction const&) {
    if (!core.mode64()) invalid_opcode();
    need_privilege_0(core);
    auto const base = core.cpu.segment(SegmentIndex::Gs).base;
    set_base(core, SegmentIndex::Gs, std::exchange(core.cpu.msrs.kernel_gs_base, base));
}

} // namespace

Handler base_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_RDFSBASE: return read_base<SegmentIndex::Fs>;
    case ZYDIS_MNEMONIC_RDGSBASE: return read_base<SegmentIndex::Gs>;
    case ZYDIS_MNEMONIC_WRFSBASE: return write_base<SegmentIndex::Fs>;
    case ZYDIS_MNEMONIC_WRGSBASE: return write_base<SegmentIndex::Gs>;
    case ZYDIS_MNEMONIC_SWAPGS: return swap_base;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
