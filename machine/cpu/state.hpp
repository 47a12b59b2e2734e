// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/floating.hpp"
#include "machine/cpu/mtrrs.hpp"
#include "machine/cpu/registers.hpp"
#include "spec/abi/msr_bits.h"
#include "spec/abi/vmx_guest.h"

namespace redoubt::machine {

namespace cr0 { // SDM vol. 3A 2.5
inline constexpr uint64_t pe = 1u << 0;
inline constexpr uint64_t mp = 1u << 1;
inline constexpr uint64_t em = 1u << 2;
inline constexpr uint64_t ts = 1u << 3;
inline constexpr uint64_t et = 1u << 4;
inline constexpr uint64_t ne = 1u << 5;
inline constexpr uint64_t wp = 1u << 16;
inline constexpr uint64_t am = 1u << 18;
inline constexpr uint64_t nw = 1u << 29;
inline constexpr uint64_t cd = 1u << 30;
inline constexpr uint64_t pg = 1u << 31;
inline constexpr uint64_t defined = pe | mp | em | ts | et | ne | wp | am | nw | cd | pg;
} // namespace cr0

namespace cr4 {
inline constexpr uint64_t vme = 1u << 0;
inline constexpr uint64_t pvi = 1u << 1;
inline constexpr uint64_t tsd = 1u << 2;
inline constexpr uint64_t de = 1u << 3;
inline constexpr uint64_t pse = 1u << 4;
inline constexpr uint64_t pae = 1u << 5;
inline constexpr uint64_t mce = 1u << 6;
inline constexpr uint64_t pge = 1u << 7;
inline constexpr uint64_t pce = 1u << 8;
inline constexpr uint64_t osfxsr = 1u << 9;
inline constexpr uint64_t osxmmexcpt = 1u << 10;
inline constexpr uint64_t umip = 1u << 11;
inline constexpr uint64_t vmxe = 1u << 13;
inline constexpr uint64_t fsgsbase = 1u << 16;
inline constexpr uint64_t pcide = 1u << 17;
inline constexpr uint64_t osxsave = 1u << 18;
inline constexpr uint64_t smep = 1u << 20;
inline constexpr uint64_t smap = 1u << 21;
inline constexpr uint64_t defined = vme | pvi | tsd | de | pse | pae | mce | pge | pce | osfxsr | osxmmexcpt | umip |
                                    vmxe | fsgsbase | pcide | osxsave | smep | smap; // by this processor
} // namespace cr4

enum class PagingMode : uint8_t { None, Bits32, Pae, FourLevel };

// SDM vol. 3A 4.1.1
[[nodiscard]] constexpr PagingMode paging_mode(uint64_t cr0, uint64_t cr4, bool long_mode) {
    if ((cr0 & cr0::pg) == 0) return PagingMode::None;
    if (long_mode) return PagingMode::FourLevel;
    return (cr4 & cr4::pae) != 0 ? PagingMode::Pae : PagingMode::Bits32;
}

// A segment register with its hidden part. `rights` are as a VMCS holds them (spec/abi/vmx_guest.h).
struct Segment {
    uint16_t selector = 0;
    uint32_t rights = stm::abi::access_rights::kUnusable;
    uint32_t limit = 0; // in bytes, whatever the granularity
    uint64_t base = 0;

    [[nodiscard]] bool usable() const { return (rights & stm::abi::access_rights::kUnusable) == 0; }
    [[nodiscard]] unsigned type() const { return rights & stm::abi::access_rights::kType; }
    [[nodiscard]] unsigned dpl() const {
        return (rights & stm::abi::access_rights::kDpl) >> stm::abi::access_rights::kDplShift;
    }
    [[nodiscard]] bool has(uint32_t right) const { return (rights & right) != 0; }
    bool operator==(Segment const&) const = default;
};

struct DescriptorTable { // GDTR, IDTR
    uint64_t base = 0;
    uint16_t limit = 0xffff;
    bool operator==(DescriptorTable const&) const = default;
};

// How instructions are decoded: by the code segment's width.
enum class CodeMode : uint8_t { Bits16, Bits32, Bits64 };

// The MSRs that each processor has for itself and software may change; the others are made from what it is.
struct Msrs {
    uint64_t efer = 0;
    uint64_t pat = 0x0007040600070406;
    uint64_t debugctl = 0;
    uint64_t sysenter_cs = 0;
    uint64_t sysenter_esp = 0;
    uint64_t sysenter_eip = 0;
    uint64_t star = 0;
    uint64_t lstar = 0;
    uint64_t cstar = 0;
    uint64_t fmask = 0;
    uint64_t kernel_gs_base = 0;
    uint64_t tsc_aux = 0;
    uint64_t tsc_offset = 0; // what a write to the time-stamp counter left; it counts instructions
    uint64_t apic_base = 0;
    uint64_t feature_control = 0;
    uint64_t smm_monitor_ctl = 0;
    uint64_t smbase = 0x30000;
    uint64_t smrr_base = 0;
    uint64_t smrr_mask = 0;
    Mtrrs mtrrs = {};
    uint64_t perf_global_ctrl = 0;
    uint64_t microcode_revision = 0;
    bool operator==(Msrs const&) const = default;
};

// A logical processor as software sees it, without memory and without VMX.
struct State : Registers {
    uint64_t cr0 = machine::cr0::et;
    uint64_t cr2 = 0;
    uint64_t cr3 = 0;
    uint64_t cr4 = 0;
    uint64_t cr8 = 0; // the task priority's upper four bits
    std::array<uint64_t, 4> dr = {};
    uint64_t dr6 = 0xffff0ff0;
    uint64_t dr7 = 0x400;
    std::array<uint64_t, 4> pdpte = {}; // PAE paging: loaded with CR3 (SDM vol. 3A 4.4.1)
    DescriptorTable gdtr = {};
    DescriptorTable idtr = {};
    Msrs msrs = {};
    Floating floating = {};

    bool in_smm = false;
    uint32_t interruptibility = 0; // as a VMCS holds it
    uint64_t pending_debug = 0;    // as a VMCS holds it
    stm::abi::ActivityState activity = stm::abi::ActivityState::Active;

    [[nodiscard]] Segment const& segment(SegmentIndex index) const { return segments_[static_cast<unsigned>(index)]; }
    void set_segment(SegmentIndex index, Segment const& segment) {
        segments_[static_cast<unsigned>(index)] = segment;
        set_segment_base(index, segment.base);
    }

    [[nodiscard]] bool long_mode() const { return (msrs.efer & stm::abi::efer::kLma) != 0; }
    [[nodiscard]] PagingMode paging_mode() const { return machine::paging_mode(cr0, cr4, long_mode()); }
    [[nodiscard]] bool protected_mode() const { return (cr0 & machine::cr0::pe) != 0; }
    [[nodiscard]] bool virtual_8086() const { return (flags.system() & rflags::virtual_8086) != 0; }
    [[nodiscard]] CodeMode code_mode() const {
        auto const& cs = segment(SegmentIndex::Cs);
        if (long_mode() && cs.has(stm::abi::access_rights::kLong)) return CodeMode::Bits64;
        return cs.has(stm::abi::access_rights::kDefaultBig) ? CodeMode::Bits32 : CodeMode::Bits16;
    }
    // The current privilege level is SS.DPL, also in real and virtual-8086 mode (SDM vol. 3C 24.4.1).
    [[nodiscard]] unsigned cpl() const { return segment(SegmentIndex::Ss).dpl(); }
    // What instructions fetch from: the code segment's base counts outside 64-bit mode.
    [[nodiscard]] uint64_t linear_rip() const {
        if (code_mode() == CodeMode::Bits64) return rip;
        return static_cast<uint32_t>(segment(SegmentIndex::Cs).base + rip);
    }

private:
    std::array<Segment, kSegments> segments_ = {};
};

} // namespace redoubt::machine
