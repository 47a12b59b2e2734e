// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/families.hpp"
#include "machine/processor/stack_frame.hpp"

// CLI, STI, POPF, CLAC, STAC (SDM vol. 2; virtual-8086 mode: SDM vol. 3B 20.3, protected-mode virtual interrupts: 20.4).
namespace redoubt::machine {
namespace {

constexpr unsigned io_privilege_shift = 12;

void change(Core& core, uint64_t cleared, uint64_t set) {
    core.cpu.flags.set_system((core.cpu.flags.system() & ~cleared) | set);
}

unsigned io_privilege(Core const& core) {
    return static_cast<unsigned>((core.cpu.flags.system() & rflags::io_privilege) >> io_privilege_shift);
}

// Which flag CLI and STI change: IF, or VIF where the privilege level does not suffice and virtual interrupts are on.
uint64_t interrupt_flag(Core const& core) {
    auto const& cpu = core.cpu;
    if (core.real_mode()) return rflags::interrupt;
    bool const v8086 = cpu.virtual_8086();
    if (io_privilege(core) >= (v8086 ? 3 : cpu.cpl())) return rflags::interrupt;
    bool const virtual_interrupts = v8086 ? (cpu.cr4 & cr4::vme) != 0 : cpu.cpl() == 3 && (cpu.cr4 & cr4::pvi) != 0;
    if (!virtual_interrupts) general_protection();
    return rflags::virtual_interrupt;
}

void clear_interrupt(Core& core, SystemInstruction const&) {
    change(core, interrupt_flag(core), 0);
}

// Interrupts stay blocked until after the next instruction (SDM vol. 3A 6.8.1).
void set_interrupt(Core& core, SystemInstruction const&) {
    auto const flag = interrupt_flag(core);
    bool const pending = (core.cpu.flags.system() & rflags::virtual_interrupt_pending) != 0;
    if (flag == rflags::virtual_interrupt && pending) general_protection();
    if (flag == rflags::interrupt && (core.cpu.flags.system() & rflags::interrupt) == 0)
        core.cpu.interruptibility |= stm::abi::interruptibility::kBlockingBySti;
    change(core, 0, flag);
}

// Which flags POPF may change at a privilege level, of those that the popped word has.
uint64_t writable_flags(Core const& core, unsigned size) {
    constexpr auto free = rflags::status | rflags::trap | rflags::direction | rflags::nested_task |
                          rflags::alignment_check | rflags::identification;
    auto const cpl = core.real_mode() ? 0 : core.cpu.cpl();
    auto writable = free;
    if (cpl <= io_privilege(core)) writable |= rflags::interrupt;
    if (cpl == 0) writable |= rflags::io_privilege;
    return size == 2 ? writable & 0xffff : writable;
}

// In virtual-8086 mode with IOPL below 3, IF of the 16-bit form stands for VIF (SDM vol. 2, POPF).
void pop_virtual(Core& core, StackFrame& stack, unsigned size) {
    if (size != 2 || (core.cpu.cr4 & cr4::vme) == 0) general_protection();
    auto const image = stack.pop();
    bool const pending = (core.cpu.flags.system() & rflags::virtual_interrupt_pending) != 0;
    if ((image & rflags::trap) != 0 || ((image & rflags::interrupt) != 0 && pending)) general_protection();
    auto const writable = writable_flags(core, size) & ~rflags::interrupt;
    auto const flag = (image & rflags::interrupt) != 0 ? rflags::virtual_interrupt : 0;
    core.cpu.flags.load((core.cpu.flags.image() & ~(writable | rflags::virtual_interrupt)) | (image & writable) | flag);
}

void pop_flags(Core& core, SystemInstruction const& instruction) {
    auto const size = instruction.size();
    StackFrame stack(core, size);
    if (core.cpu.virtual_8086() && io_privilege(core) < 3) {
        pop_virtual(core, stack, size);
    } else {
        auto const image = stack.pop();
        auto const writable = writable_flags(core, size);
        auto const kept = core.cpu.flags.image() & ~(writable | rflags::resume);
        core.cpu.flags.load(kept | (image & writable));
    }
    stack.commit_pointer();
}

void need_access_prevention(Core const& core) {
    if (core.cpu.cpl() != 0) invalid_opcode();
}

void clear_access(Core& core, SystemInstruction const&) {
    need_access_prevention(core);
    change(core, rflags::alignment_check, 0);
}

void set_access(Core& core, SystemInstruction const&) {
    need_access_prevention(core);
    change(core, 0, rflags::alignment_check);
}

} // namespace

Handler flag_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_CLI: return clear_interrupt;
    case ZYDIS_MNEMONIC_STI: return set_interrupt;
    case ZYDIS_MNEMONIC_POPF:
    case ZYDIS_MNEMONIC_POPFD:
    case ZYDIS_MNEMONIC_POPFQ: return pop_flags;
    case ZYDIS_MNEMONIC_CLAC: return clear_access;
    case ZYDIS_MNEMONIC_STAC: return set_access;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
