// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/descriptor.hpp"
#include "machine/processor/families.hpp"

// SYSCALL, SYSRET, SYSENTER, SYSEXIT: to fixed flat segments, without descriptors (SDM vol. 3A 5.8.7, 5.8.8).
namespace redoubt::machine {
namespace {

namespace efer = stm::abi::efer;
namespace rights = stm::abi::access_rights;

constexpr uint64_t index_mask = 0xfffc; // of a selector that an MSR holds
constexpr unsigned syscall_shift = 32;  // in IA32_STAR
constexpr unsigned sysret_shift = 48;
constexpr uint64_t sysret_flags = 0x3c7fd7;

Segment flat_segment(uint64_t selector, unsigned cpl, uint32_t type, uint32_t width) {
    return {.selector = static_cast<uint16_t>((selector & index_mask) | cpl),
            .rights =
                type | rights::kCodeOrData | cpl << rights::kDplShift | rights::kPresent | width | rights::kGranularity,
            .limit = 0xffffffff,
            .base = 0};
}

void load_flat(Core& core, uint64_t code, uint64_t stack, unsigned cpl, bool wide) {
    constexpr uint32_t code_type = 0xb;
    constexpr uint32_t data_type = 0x3;
    core.cpu.set_segment(SegmentIndex::Cs,
                         flat_segment(code, cpl, code_type, wide ? rights::kLong : rights::kDefaultBig));
    core.cpu.set_segment(SegmentIndex::Ss, flat_segment(stack, cpl, data_type, rights::kDefaultBig));
}

void need_syscall(Core const& core) {
    if (!core.mode64() || (core.cpu.msrs.efer & efer::kSce) == 0) invalid_opcode();
}

void system_call(Core& core, SystemInstruction const&) {
    need_syscall(core);
    auto& cpu = core.cpu;
    auto const flags = cpu.flags.image() & ~rflags::resume;
    cpu.set<uint64_t>(at::rcx, core.next);
    cpu.set_general(11, flags);
    cpu.flags.load(flags & ~cpu.msrs.fmask);
    auto const selector = cpu.msrs.star >> syscall_shift;
    load_flat(core, selector, (selector & index_mask) + 8, 0, true);
    core.next = cpu.msrs.lstar;
}

void system_return(Core& core, SystemInstruction const& instruction) {
    need_syscall(core);
    need_privilege_0(core);
    auto& cpu = core.cpu;
    bool const wide = instruction.size() == 8;
    auto const target = cpu.get<uint64_t>(at::rcx);
    if (wide && !canonical(target)) general_protection();
    cpu.flags.load((cpu.general(11) & sysret_flags) | rflags::fixed);
    auto const selector = cpu.msrs.star >> sysret_shift;
    load_flat(core, selector + (wide ? 16 : 0), selector + 8, 3, wide);
    core.next = wide ? target : static_cast<uint32_t>(target);
}

void need_sysenter(Core const& core) {
    if (core.real_mode() || selector::is_null(core.cpu.msrs.sysenter_cs)) general_protection();
}

void system_enter(Core& core, SystemInstruction const&) {
    need_sysenter(core);
    auto& cpu = core.cpu;
    bool const wide = cpu.long_mode();
    auto const selector = cpu.msrs.sysenter_cs;
    cpu.flags.set_system(cpu.flags.system() & ~(rflags::virtual_8086 | rflags::interrupt));
    load_flat(core, selector, (selector & index_mask) + 8, 0, wide);
    cpu.set<uint64_t>(at::rsp, wide ? cpu.msrs.sysenter_esp : static_cast<uint32_t>(cpu.msrs.sysenter_esp));
    core.next = wide ? cpu.msrs.sysenter_eip : static_cast<uint32_t>(cpu.msrs.sysenter_eip);
}

void system_exit(Core& core, SystemInstruction const& instruction) {
    need_sysenter(core);
    need_privilege_0(core);
    auto& cpu = core.cpu;
    bool const wide = instruction.size() == 8;
    auto const stack = cpu.get<uint64_t>(at::rcx);
    auto const target = cpu.get<uint64_t>(at::rdx);
    if (wide && (!canonical(stack) || !canonical(target))) general_protection();
    auto const selector = cpu.msrs.sysenter_cs & index_mask;
    load_flat(core, selector + (wide ? 32 : 16), selector + (wide ? 40 : 24), 3, wide);
    cpu.set<uint64_t>(at::rsp, wide ? stack : static_cast<uint32_t>(stack));
    core.next = wide ? target : static_cast<uint32_t>(target);
}

} // namespace

Handler fast_call_instruction(SystemInstruction const& instruction) {
    switch (instruction.about.mnemonic) {
    case ZYDIS_MNEMONIC_SYSCALL: return system_call;
    case ZYDIS_MNEMONIC_SYSRET: return system_return;
    case ZYDIS_MNEMONIC_SYSENTER: return system_enter;
    case ZYDIS_MNEMONIC_SYSEXIT: return system_exit;
    default: return nullptr;
    }
}

} // namespace redoubt::machine
