// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/smm_default.hpp"

#include "machine/processor/smm_state_map.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace redoubt::machine {
namespace {

using stm::abi::ActivityState;
namespace efer = stm::abi::efer;
namespace interruptibility = stm::abi::interruptibility;
namespace io_qualification = stm::abi::io_qualification;
namespace rights = stm::abi::access_rights;

// The map of one SMI, in physical memory.
class StateMap {
public:
    explicit StateMap(Core& core) : core_(core), base_(core.cpu.msrs.smbase + smm_map::kBase) {}

    [[nodiscard]] uint64_t get(uint64_t at, unsigned size) const { return core_.physical.word(base_ + at, size); }
    void set(uint64_t at, unsigned size, uint64_t value) { core_.physical.set_word(base_ + at, size, value); }
    void forget_code() {
        for (auto const at : {smm_map::hidden_segments, smm_map::cr0})
            core_.code.forget_page((base_ + at) & ~(kPageSize - 1));
    }

private:
    Core& core_;
    uint64_t base_;
};

constexpr std::array<uint64_t, 8> first_registers{smm_map::rax, smm_map::rcx, smm_map::rdx, smm_map::rbx,
                                                  smm_map::rsp, smm_map::rbp, smm_map::rsi, smm_map::rdi};

uint64_t place_of_register(unsigned number) {
    return number < 8 ? first_registers[number] : smm_map::r8 - 8 * uint64_t{number - 8};
}

constexpr std::array<std::pair<SegmentIndex, uint64_t>, kSegments> selectors{{
    {SegmentIndex::Es, smm_map::es_selector},
    {SegmentIndex::Cs, smm_map::cs_selector},
    {SegmentIndex::Ss, smm_map::ss_selector},
    {SegmentIndex::Ds, smm_map::ds_selector},
    {SegmentIndex::Fs, smm_map::fs_selector},
    {SegmentIndex::Gs, smm_map::gs_selector},
    {SegmentIndex::Ldtr, smm_map::ldtr_selector},
    {SegmentIndex::Tr, smm_map::tr_selector},
}};

uint64_t hidden_part(SegmentIndex index) {
    return smm_map::hidden_segments + static_cast<uint64_t>(index) * smm_map::hidden_segment_size;
}

void save_segments(StateMap& map, State const& state) {
    for (auto const& [index, place] : selectors) {
        auto const& segment = state.segment(index);
        auto const hidden = hidden_part(index);
        map.set(place, 4, segment.selector);
        map.set(hidden, 4, segment.rights);
        map.set(hidden + 4, 4, segment.limit);
        map.set(hidden + 8, 8, segment.base);
    }
}

void load_segments(StateMap const& map, State& state) {
    for (auto const& [index, place] : selectors) {
        auto const hidden = hidden_part(index);
        state.set_segment(index, {.selector = static_cast<uint16_t>(map.get(place, 4)),
                                  .rights = static_cast<uint32_t>(map.get(hidden, 4)),
                                  .limit = static_cast<uint32_t>(map.get(hidden + 4, 4)),
                                  .base = map.get(hidden + 8, 8)});
    }
}

void save_base(StateMap& map, uint64_t low, uint64_t high, uint64_t base) {
    map.set(low, 4, base);
    map.set(high, 4, base >> 32);
}

uint64_t load_base(StateMap const& map, uint64_t low, uint64_t high) {
    return map.get(low, 4) | map.get(high, 4) << 32;
}

void save_tables(StateMap& map, State const& state) {
    save_base(map, smm_map::gdt_base_low, smm_map::gdt_base_high, state.gdtr.base);
    save_base(map, smm_map::idt_base_low, smm_map::idt_base_high, state.idtr.base);
    save_base(map, smm_map::ldt_base_low, smm_map::ldt_base_high, state.segment(SegmentIndex::Ldtr).base);
    map.set(smm_map::gdt_limit, 4, state.gdtr.limit);
    map.set(smm_map::idt_limit, 4, state.idtr.limit);
}

void load_tables(StateMap const& map, State& state) {
    state.gdtr = {load_base(map, smm_map::gdt_base_low, smm_map::gdt_base_high),
                  static_cast<uint16_t>(map.get(smm_map::gdt_limit, 4))};
    state.idtr = {load_base(map, smm_map::idt_base_low, smm_map::idt_base_high),
                  static_cast<uint16_t>(map.get(smm_map::idt_limit, 4))};
    auto ldt = state.segment(SegmentIndex::Ldtr);
    ldt.base = load_base(map, smm_map::ldt_base_low, smm_map::ldt_base_high);
    state.set_segment(SegmentIndex::Ldtr, ldt);
}

// The I/O state field (SDM vol. 3C table 34-5): its type has the same facts as an exit qualification.
void save_io(StateMap& map, std::optional<IoSmi> const& io) {
    map.set(smm_map::io_misc, 4, 0);
    map.set(smm_map::io_restart, 2, 0);
    if (!io) return;
    auto const bit = [&](uint64_t fact, unsigned place) { return (io->qualification & fact) != 0 ? 1u << place : 0u; };
    auto const size = static_cast<uint32_t>((io->qualification & io_qualification::kSize) + 1);
    auto const port = static_cast<uint32_t>(io->qualification >> io_qualification::kPortShift) & 0xffff;
    auto const type = bit(io_qualification::kIn, 0) | bit(io_qualification::kString, 1) |
                      bit(io_qualification::kRep, 2) | bit(io_qualification::kImmediate, 3);
    map.set(smm_map::io_misc, 4,
            smm_map::kIoSmi | size << smm_map::kIoLengthShift | type << smm_map::kIoTypeShift |
                port << smm_map::kIoPortShift);
    map.set(smm_map::io_memory_address, 8, io->guest_linear.value_or(0));
    map.set(smm_map::io_rip, 8, io->rip);
}

void save_state(Core& core, StateMap& map) {
    auto const& cpu = core.cpu;
    for (unsigned number = 0; number < 16; ++number)
        map.set(place_of_register(number), 8, cpu.general(number));
    map.set(smm_map::rip, 8, cpu.rip);
    map.set(smm_map::rflags, 8, cpu.flags.image());
    map.set(smm_map::cr0, 8, cpu.cr0);
    map.set(smm_map::cr3, 8, cpu.cr3);
    map.set(smm_map::cr4, 8, cpu.cr4);
    map.set(smm_map::dr6, 8, cpu.dr6);
    map.set(smm_map::dr7, 8, cpu.dr7);
    map.set(smm_map::efer, 8, cpu.msrs.efer);
    save_segments(map, cpu);
    save_tables(map, cpu);
    map.set(smm_map::interruptibility, 4, cpu.interruptibility);
    map.set(smm_map::pending_debug, 8, cpu.pending_debug);
    for (unsigned i = 0; i < cpu.pdpte.size(); ++i)
        map.set(smm_map::pdptes + 8 * i, 8, cpu.pdpte[i]);
    map.set(smm_map::auto_halt_restart, 2, cpu.activity == ActivityState::Hlt ? smm_map::kAutoHaltRestart : 0);
    map.set(smm_map::revision, 4, smm_map::kRevision);
    map.set(smm_map::smbase, 4, cpu.msrs.smbase);
}

// SDM vol. 3C table 34-4
void enter_handler(State& state) {
    constexpr Segment flat{.selector = 0,
                           .rights = 0x3 | rights::kCodeOrData | rights::kPresent | rights::kGranularity,
                           .limit = 0xffffffff,
                           .base = 0};
    for (auto const index : {SegmentIndex::Es, SegmentIndex::Ss, SegmentIndex::Ds, SegmentIndex::Fs, SegmentIndex::Gs})
        state.set_segment(index, flat);
    auto code = flat;
    code.selector = static_cast<uint16_t>(state.msrs.smbase >> 4);
    code.base = state.msrs.smbase;
    state.set_segment(SegmentIndex::Cs, code);
    state.cr0 &= ~(cr0::pe | cr0::em | cr0::ts | cr0::pg);
    state.cr4 = 0;
    state.msrs.efer = 0;
    state.dr7 = 0x400;
    state.flags.load(rflags::fixed);
    state.rip = smm_map::kBase;
    state.activity = ActivityState::Active;
    state.pending_debug = 0;
    state.in_smm = true;
    state.interruptibility = interruptibility::kBlockingBySmi | interruptibility::kBlockingByNmi;
}

// SDM vol. 3C 34.3.2
bool is_possible(StateMap const& map) {
    auto const cr0 = map.get(smm_map::cr0, 8);
    auto const cr4 = map.get(smm_map::cr4, 8);
    auto const efer = map.get(smm_map::efer, 8);
    bool const paging = (cr0 & cr0::pg) != 0;
    if ((cr4 & ~cr4::defined) != 0 || (paging && (cr0 & cr0::pe) == 0)) return false;
    if ((cr0 & cr0::nw) != 0 && (cr0 & cr0::cd) == 0) return false;
    return !paging || (efer & efer::kLme) == 0 || (cr4 & cr4::pae) != 0;
}

void shut_down(Core& core, std::string_view rule, std::string what) {
    core.reporter.report(rule, std::move(what));
    core.cpu.activity = ActivityState::Shutdown;
}

void load_state(Core& core, StateMap const& map) {
    auto& cpu = core.cpu;
    for (unsigned number = 0; number < 16; ++number)
        cpu.set_general(number, map.get(place_of_register(number), 8));
    cpu.rip =
        map.get(smm_map::io_restart, 2) == smm_map::kIoRestart ? map.get(smm_map::io_rip, 8) : map.get(smm_map::rip, 8);
    cpu.flags.load(map.get(smm_map::rflags, 8));
    cpu.cr0 = map.get(smm_map::cr0, 8);
    cpu.cr3 = map.get(smm_map::cr3, 8);
    cpu.cr4 = map.get(smm_map::cr4, 8);
    cpu.dr6 = map.get(smm_map::dr6, 8);
    cpu.dr7 = map.get(smm_map::dr7, 8);
    cpu.msrs.efer = map.get(smm_map::efer, 8);
    load_segments(map, cpu);
    load_tables(map, cpu);
    cpu.interruptibility = static_cast<uint32_t>(map.get(smm_map::interruptibility, 4));
    cpu.pending_debug = map.get(smm_map::pending_debug, 8);
    for (unsigned i = 0; i < cpu.pdpte.size(); ++i)
        cpu.pdpte[i] = map.get(smm_map::pdptes + 8 * i, 8);
    bool const halts = (map.get(smm_map::auto_halt_restart, 2) & smm_map::kAutoHaltRestart) != 0;
    cpu.activity = halts ? ActivityState::Hlt : ActivityState::Active;
    cpu.msrs.smbase = map.get(smm_map::smbase, 4);
}

} // namespace

// VMX operation is left first, and CR4.VMXE is saved as 0 (SDM vol. 3C 34.14.1).
void enter_smm_by_default(Core& core, std::optional<IoSmi> const& io) {
    auto const nested = core.mmu.nested();
    core.vmx.suspend();
    StateMap map(core);
    map.forget_code();
    save_state(core, map);
    save_io(map, io);
    map.set(smm_map::ept_enabled, 8, nested.ept ? 1 : 0);
    map.set(smm_map::eptp, 8, nested.eptp);
    enter_handler(core.cpu);
}

void leave_smm_by_default(Core& core) {
    StateMap const map(core);
    if (!is_possible(map)) return shut_down(core, "SDM vol. 3C 34.3.2", "RSM finds a state in SMRAM that cannot be");
    if ((map.get(smm_map::cr4, 8) & cr4::vmxe) != 0)
        return shut_down(core, "SDM vol. 3C 34.14.2", "RSM finds CR4.VMXE set in SMRAM");
    load_state(core, map);
    core.cpu.in_smm = false;
    core.vmx.resume();
}

} // namespace redoubt::machine
