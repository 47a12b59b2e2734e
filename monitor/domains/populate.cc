// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/populate.h"

namespace stm::domains {

/*@ assigns \nothing;
    ensures \result == Half(value, n);
*/
[[nodiscard]] static uint32_t half(uint64_t value, uint32_t n) {
    return static_cast<uint32_t>(n % 2 == 0 ? value % 0x100000000 : value / 0x100000000);
}

/*@ requires \valid_read(&guest) && n < 4;
    assigns \nothing;
    ensures \result == IoAt(&guest, n);
*/
[[nodiscard]] static uint64_t io_at(GuestSnapshot const& guest, uint32_t n) {
    switch (n) {
    case 0: return guest.io_rdi;
    case 1: return guest.io_rip;
    case 2: return guest.io_rcx;
    default: return guest.io_rsi;
    }
}

/*@ requires \valid_read(&guest) && n < 16;
    assigns \nothing;
    ensures \result == RegisterAt(&guest, n);
*/
[[nodiscard]] static uint64_t register_at(GuestSnapshot const& guest, uint32_t n) {
    switch (n) {
    case 0: return guest.registers.r15;
    case 1: return guest.registers.r14;
    case 2: return guest.registers.r13;
    case 3: return guest.registers.r12;
    case 4: return guest.registers.r11;
    case 5: return guest.registers.r10;
    case 6: return guest.registers.r9;
    case 7: return guest.registers.r8;
    case 8: return guest.registers.rax;
    case 9: return guest.registers.rcx;
    case 10: return guest.registers.rdx;
    case 11: return guest.registers.rbx;
    case 12: return guest.rsp;
    case 13: return guest.registers.rbp;
    case 14: return guest.registers.rsi;
    default: return guest.registers.rdi;
    }
}

/*@ requires \valid_read(&guest) && n < 8;
    assigns \nothing;
    ensures \result == SelectorAt(&guest, n);
*/
[[nodiscard]] static uint64_t selector_at(GuestSnapshot const& guest, uint32_t n) {
    switch (n) {
    case 0: return guest.es_selector;
    case 1: return guest.cs_selector;
    case 2: return guest.ss_selector;
    case 3: return guest.ds_selector;
    case 4: return guest.fs_selector;
    case 5: return guest.gs_selector;
    case 6: return guest.ldtr_selector;
    default: return guest.tr_selector;
    }
}

/*@ requires \valid_read(&guest) && n < 7;
    assigns \nothing;
    ensures \result == ControlAt(&guest, n);
*/
[[nodiscard]] static uint64_t control_at(GuestSnapshot const& guest, uint32_t n) {
    switch (n) {
    case 0: return guest.dr7;
    case 1: return guest.dr6;
    case 2: return guest.rip;
    case 3: return guest.efer;
    case 4: return guest.rflags;
    case 5: return guest.cr3;
    default: return guest.cr0;
    }
}

/*@ requires \valid_read(&guest);
    assigns \nothing;
    ensures \result == Open(&guest, i);
*/
[[nodiscard]] static uint32_t open(GuestSnapshot const& guest, uint32_t i) {
    switch (i) {
    case place::kSmbase: return half(guest.smbase, 0);
    case place::kSmmRevId: return abi::SmmCpuState::kRevision;
    default: return 0;
    }
}

/*@ requires \valid_read(&guest);
    assigns \nothing;
    ensures \result == IoFields(&guest, i);
*/
[[nodiscard]] static uint32_t io_fields(GuestSnapshot const& guest, uint32_t i) {
    uint64_t const address = io_mem_addr(guest.exit_qualification, guest.guest_linear_address);
    switch (i) {
    case place::kIoMisc: return io_misc(guest.exit_qualification);
    case place::kIoMemAddr: return half(address, 0);
    case place::kIoMemAddr + 1: return half(address, 1);
    default: return 0;
    }
}

/*@ requires \valid_read(&guest);
    assigns \nothing;
    ensures \result == Tables(&guest, i);
*/
[[nodiscard]] static uint32_t tables(GuestSnapshot const& guest, uint32_t i) {
    switch (i) {
    case place::kGdtBaseHi: return half(guest.gdtr_base, 1);
    case place::kGdtBaseLo: return half(guest.gdtr_base, 0);
    case place::kLdtBaseHi: return half(guest.ldtr_base, 1);
    case place::kLdtBaseLo: return half(guest.ldtr_base, 0);
    case place::kIdtBaseHi: return half(guest.idtr_base, 1);
    case place::kIdtBaseLo: return half(guest.idtr_base, 0);
    case place::kGdtLimit: return half(guest.gdtr_limit, 0);
    case place::kIdtLimit: return half(guest.idtr_limit, 0);
    case place::kLdtLimit: return half(guest.ldtr_limit, 0);
    default: return 0;
    }
}

/*@ requires \valid_read(&guest);
    assigns \nothing;
    ensures \result == Others(&guest, i);
*/
[[nodiscard]] static uint32_t others(GuestSnapshot const& guest, uint32_t i) {
    switch (i) {
    case place::kCr4: return half(guest.cr4, 0);
    case place::kEptp: return half(guest.ept_pointer, 0);
    case place::kEptp + 1: return half(guest.ept_pointer, 1);
    case place::kEnabledEpt: return guest.enable_ept ? 1u : 0u;
    case place::kRestart: return guest.activity_state == static_cast<uint64_t>(abi::ActivityState::Hlt) ? 0x10000u : 0u;
    default: return 0;
    }
}

/*@ requires \valid_read(&guest) && i < place::kEnd;
    assigns \nothing;
    ensures \result == Whole(&guest, i);
*/
[[nodiscard]] static uint32_t whole(GuestSnapshot const& guest, uint32_t i) {
    if (i >= place::kControl) {
        return half(control_at(guest, (i - place::kControl) / 2), i - place::kControl);
    }
    if (i >= place::kSelectors) return half(selector_at(guest, i - place::kSelectors), 0);
    if (i >= place::kIoMemAddr) return guest.io_smi ? io_fields(guest, i) : 0;
    if (i >= place::kRegisters) {
        return half(register_at(guest, (i - place::kRegisters) / 2), i - place::kRegisters);
    }
    if (i >= place::kSmbase && i <= place::kSmmRevId) return open(guest, i);
    if (i >= place::kIo && i < place::kIo + 8) {
        return guest.io_smi ? half(io_at(guest, (i - place::kIo) / 2), i - place::kIo) : 0;
    }
    uint32_t const table = tables(guest, i);
    return table != 0 ? table : others(guest, i);
}

/*@ requires \valid_read(&guest) && i < place::kEnd;
    assigns \nothing;
    ensures \result == Part(&guest, what, i);
*/
[[nodiscard]] static uint32_t part(GuestSnapshot const& guest, Populate what, uint32_t i) {
    if (i == place::kRdx) return what.dx ? static_cast<uint32_t>(guest.registers.rdx % 0x10000) : 0;
    if (i == place::kRax) return what.data ? io::output_of(guest.registers.rax, io_bytes(guest.exit_qualification)) : 0;
    if (i >= place::kIoMemAddr && i <= place::kIoMisc) return what.io && guest.io_smi ? io_fields(guest, i) : 0;
    return open(guest, i);
}

/*@ requires \valid_read(&guest) && i < place::kEnd;
    assigns \nothing;
    ensures \result == Shown(&guest, what, i);
*/
[[nodiscard]] static uint32_t shown(GuestSnapshot const& guest, Populate what, uint32_t i) {
    return what.all ? whole(guest, i) : part(guest, what, i);
}

// Built apart from memory, so that what is shown cannot depend on what is written.
void populate(SaveStateArea& area, GuestSnapshot const& guest, Populate what) {
    /*@ assert nothing: !what.all && !what.io && !what.dx && !what.data ==>
          (\forall integer i; 0 <= i < place::kEnd && i != place::kSmbase && i != place::kSmmRevId ==>
            Shown(&guest, what, i) == 0); */
    SaveStateArea built{};
    /*@ loop invariant range: 0 <= k <= 128;
        loop invariant low: \forall integer j; 0 <= j < k ==>
          built.word[j] % 0x100000000 == \at(Shown(&guest, what, 2 * j), Pre);
        loop invariant high: \forall integer j; 0 <= j < k ==>
          built.word[j] / 0x100000000 == \at(Shown(&guest, what, 2 * j + 1), Pre);
        loop assigns k, built;
        loop variant 128 - k;
    */
    for (uint32_t k = 0; k < 128; ++k) {
        uint64_t const low = shown(guest, what, 2 * k);
        uint64_t const high = shown(guest, what, 2 * k + 1);
        built.word[k] = low + 0x100000000 * high;
    }
    /*@ loop invariant range: 0 <= k <= 128;
        loop invariant copied: \forall integer j; 0 <= j < k ==> area.word[j] == built.word[j];
        loop assigns k, area;
        loop variant 128 - k;
    */
    for (uint32_t k = 0; k < 128; ++k) {
        area.word[k] = built.word[k];
    }
    //@ assert even: \forall integer j; 0 <= j < 128 ==> Dword(&area, 2 * j) == \at(Shown(&guest, what, 2 * j), Pre);
    /*@ assert odd: \forall integer j; 0 <= j < 128 ==>
          Dword(&area, 2 * j + 1) == \at(Shown(&guest, what, 2 * j + 1), Pre); */
    //@ assert all: \forall integer i; 0 <= i < place::kEnd ==> Dword(&area, i) == \at(Shown(&guest, what, i), Pre);
}

} // namespace stm::domains
