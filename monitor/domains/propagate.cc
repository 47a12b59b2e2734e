// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/propagate.h"

namespace stm::domains {

constexpr uint64_t kHalted = static_cast<uint64_t>(abi::ActivityState::Hlt);
constexpr uint64_t kActive = static_cast<uint64_t>(abi::ActivityState::Active);

/*@ requires \valid_read(&guest);
    assigns \nothing;
    ensures \result <==> CanRunAt(&guest, rip);
*/
[[nodiscard]] static bool can_run_at(GuestSnapshot const& guest, uint64_t rip) {
    bool const code64 = guest.efer / 0x400 % 2 == 1 && guest.cs_access_rights / 0x2000 % 2 == 1;
    return is_code_address(rip, code64, guest.cr4 / 0x1000 % 2 == 1);
}

/*@ requires \valid_read(&guest) && \valid_read(&area);
    assigns \nothing;
    ensures \result <==> Restarts(&area, &guest);
*/
[[nodiscard]] static bool restarts(SaveStateArea const& area, GuestSnapshot const& guest) {
    return guest.io_smi && dword(area, place::kRestart) % 0x10000 == abi::SmmCpuState::kRestartInstruction &&
           can_run_at(guest, wide(area, place::kIoEip));
}

/*@ requires \valid_read(&area);
    assigns \nothing;
    ensures saved: SavedRegisters(&area, \result);
    ensures string: SavedStringRegisters(&area, \result);
*/
[[nodiscard]] static arch::Registers saved_registers(SaveStateArea const& area) {
    return {.rax = wide(area, place::kRax),
            .rcx = wide(area, place::kRax + 2),
            .rdx = wide(area, place::kRax + 4),
            .rbx = wide(area, place::kRax + 6),
            .rbp = wide(area, place::kRax + 10),
            .rsi = wide(area, place::kRax + 12),
            .rdi = wide(area, place::kRax + 14),
            .r8 = wide(area, place::kRegisters + 14),
            .r9 = wide(area, place::kRegisters + 12),
            .r10 = wide(area, place::kRegisters + 10),
            .r11 = wide(area, place::kRegisters + 8),
            .r12 = wide(area, place::kRegisters + 6),
            .r13 = wide(area, place::kRegisters + 4),
            .r14 = wide(area, place::kRegisters + 2),
            .r15 = wide(area, place::kRegisters)};
}

/*@ requires \valid_read(&guest) && \valid_read(&area);
    assigns \nothing;
    ensures saved: SavedRegisters(&area, \result);
    ensures string: !RestartsString(&area, &guest) ==> SavedStringRegisters(&area, \result);
    ensures again: RestartsString(&area, &guest) ==>
      \result.rcx == guest.io_rcx && \result.rsi == guest.io_rsi && \result.rdi == guest.io_rdi;
*/
[[nodiscard]] static arch::Registers registers_after(SaveStateArea const& area, GuestSnapshot const& guest) {
    arch::Registers registers = saved_registers(area);
    bool const again = restarts(area, guest);
    if (again && guest.exit_qualification / 0x10 % 2 == 1) {
        registers.rcx = guest.io_rcx;
        registers.rsi = guest.io_rsi;
        registers.rdi = guest.io_rdi;
    }
    return registers;
}

/*@ requires \valid_read(&guest) && \valid_read(&area);
    assigns \nothing;
    ensures restarted: Restarts(&area, &guest) ==> \result == Wide(&area, place::kIoEip);
    ensures taken: !Restarts(&area, &guest) && CanRunAt(&guest, Wide(&area, place::kRip)) ==>
      \result == Wide(&area, place::kRip);
    ensures kept: !Restarts(&area, &guest) && !CanRunAt(&guest, Wide(&area, place::kRip)) ==> \result == guest.rip;
*/
[[nodiscard]] static uint64_t rip_after(SaveStateArea const& area, GuestSnapshot const& guest) {
    if (restarts(area, guest)) return wide(area, place::kIoEip);
    uint64_t const wanted = wide(area, place::kRip);
    return can_run_at(guest, wanted) ? wanted : guest.rip;
}

/*@ requires \valid_read(&guest) && \valid_read(&area);
    assigns \nothing;
    ensures fixed: FixedFlags(\result);
    ensures flags: SameFreeFlags(\result, Wide(&area, place::kRflags));
    ensures vm: SameVm(\result, guest.rflags);
    ensures held: HoldsTrapAndInterrupt(&guest) ==> SameTrapAndInterrupt(\result, guest.rflags);
    ensures not_held: !HoldsTrapAndInterrupt(&guest) ==> SameTrapAndInterrupt(\result, Wide(&area, place::kRflags));
*/
[[nodiscard]] static uint64_t flags_after(SaveStateArea const& area, GuestSnapshot const& guest) {
    bool const held = guest.interruptibility % 4 != 0 || guest.activity_state != kActive;
    return entry_flags(guest.rflags, wide(area, place::kRflags), held);
}

/*@ requires \valid_read(&guest) && \valid_read(&area);
    assigns \nothing;
    ensures \result == ActivityAfter(&area, &guest);
*/
[[nodiscard]] static uint64_t activity_after(SaveStateArea const& area, GuestSnapshot const& guest) {
    bool const kept = dword(area, place::kRestart) / 0x10000 % 2 == abi::SmmCpuState::kRestartHalt;
    return guest.activity_state == kHalted && !kept ? kActive : guest.activity_state;
}

void propagate(SaveStateArea const& area, GuestSnapshot& guest, Propagate what) {
    if (what.all) {
        arch::Registers const registers = registers_after(area, guest);
        uint64_t const rsp = wide(area, place::kRax + 8);
        uint64_t const rip = rip_after(area, guest);
        uint64_t const rflags = flags_after(area, guest);
        uint64_t const activity = activity_after(area, guest);
        guest.rsp = rsp;
        guest.rip = rip;
        guest.rflags = rflags;
        guest.activity_state = activity;
        guest.registers = registers;
    } else if (what.data) {
        uint8_t const bytes = io_bytes(guest.exit_qualification);
        guest.registers.rax = io::after_input(guest.registers.rax, bytes, dword(area, place::kRax));
    }
}

} // namespace stm::domains
