// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/reset_state.hpp"

namespace redoubt::machine {
namespace {

namespace rights = stm::abi::access_rights;

constexpr uint32_t writable_data = 0x3;
constexpr uint32_t readable_code = 0xb;
constexpr uint32_t local_table = 0x2;
constexpr uint32_t busy_task = 0xb;
constexpr uint64_t reset_vector_base = 0xffff0000;
constexpr uint16_t reset_selector = 0xf000;
constexpr uint64_t reset_rip = 0xfff0;

Segment real_mode_segment(uint32_t type) {
    return {.selector = 0, .rights = type | rights::kCodeOrData | rights::kPresent, .limit = 0xffff, .base = 0};
}

} // namespace

// CD and NW, the FPU and most MSRs stay.
void initialise(State& state, uint32_t signature) {
    for (unsigned number = 0; number < 16; ++number)
        state.set_general(number, 0);
    state.set<uint64_t>(at::rdx, signature);
    state.flags.load(rflags::fixed);
    state.rip = reset_rip;
    state.cr0 = cr0::et | (state.cr0 & (cr0::cd | cr0::nw));
    state.cr2 = 0;
    state.cr3 = 0;
    state.cr4 = 0;
    state.cr8 = 0;
    state.msrs.efer = 0;
    state.dr = {};
    state.dr6 = 0xffff0ff0;
    state.dr7 = 0x400;
    for (auto const index : {SegmentIndex::Es, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs})
        state.set_segment(index, real_mode_segment(writable_data));
    auto code = real_mode_segment(readable_code);
    code.selector = reset_selector;
    code.base = reset_vector_base;
    state.set_segment(SegmentIndex::Cs, code);
    state.set_segment(SegmentIndex::Ldtr,
                      {.selector = 0, .rights = local_table | rights::kPresent, .limit = 0xffff, .base = 0});
    state.set_segment(SegmentIndex::Tr,
                      {.selector = 0, .rights = busy_task | rights::kPresent, .limit = 0xffff, .base = 0});
    state.gdtr = {};
    state.idtr = {};
    state.interruptibility = 0;
    state.pending_debug = 0;
    bool const bsp = (state.msrs.apic_base & stm::abi::apic_base::kBsp) != 0;
    state.activity = bsp ? stm::abi::ActivityState::Active : stm::abi::ActivityState::WaitForSipi;
}

void power_up(State& state, uint32_t signature) {
    constexpr uint64_t apic_page = 0xfee00000;
    auto const bsp = state.msrs.apic_base & stm::abi::apic_base::kBsp;
    state.msrs = {};
    state.msrs.apic_base = apic_page | stm::abi::apic_base::kGlobalEnable | bsp;
    state.floating = {};
    state.in_smm = false;
    state.cr0 = cr0::et | cr0::cd | cr0::nw;
    initialise(state, signature);
}

void start_up(State& state, uint8_t vector) {
    auto code = state.segment(SegmentIndex::Cs);
    code.selector = static_cast<uint16_t>(vector << 8);
    code.base = uint64_t{vector} << 12;
    state.set_segment(SegmentIndex::Cs, code);
    state.rip = 0;
    state.activity = stm::abi::ActivityState::Active;
}

} // namespace redoubt::machine
