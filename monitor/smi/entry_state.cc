// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/entry_state.h"

namespace stm::smi {

// How many fields a run has.
constexpr uint32_t kSegments = 8;
constexpr uint32_t kWide = 4;
constexpr uint32_t kNarrow = 22;
constexpr uint32_t kNatural = 20;

/*@
  // What stands at each place of a run.
  logic integer SelectorOf(integer cs, integer ss, integer ds, integer tr, integer other, integer i) =
    i == vmcs::SegmentRegister::Cs ? cs : i == vmcs::SegmentRegister::Ss ? ss : i == vmcs::SegmentRegister::Ds ? ds :
    i == vmcs::SegmentRegister::Ldtr ? 0 : i == vmcs::SegmentRegister::Tr ? tr : other;

  logic integer LimitOf(integer i) =
    i == vmcs::SegmentRegister::Ldtr ? 0 : i == vmcs::SegmentRegister::Tr ? kTaskLimit : kWholeSpace;

  logic integer RightsOf(integer code, integer i) =
    i == vmcs::SegmentRegister::Cs ? code : i == vmcs::SegmentRegister::Ldtr ? kUnusable :
    i == vmcs::SegmentRegister::Tr ? kBusyTask : kData;

  logic integer NarrowOf(integer gdt_limit, integer code, integer smbase, integer i) =
    i < kSegments ? LimitOf(i) : i == vmcs::narrow::kGdtrLimit ? gdt_limit :
    vmcs::narrow::kAccessRights <= i < vmcs::narrow::kAccessRights + kSegments ?
      RightsOf(code, i - vmcs::narrow::kAccessRights) :
    i == vmcs::narrow::kInterruptibility ? kSmiAndNmiBlocked : i == vmcs::narrow::kSmbase ? smbase : 0;

  logic integer WideOf(integer efer, integer i) =
    i == vmcs::wide::kLinkPointer ? kNoLink : i == vmcs::wide::kPat ? abi::pat::kAfterReset :
    i == vmcs::wide::kEfer ? efer : 0;

  logic integer NaturalOf(integer cr0, integer cr3, integer cr4, integer gdt_base, integer rsp, integer rip,
    integer i) =
    i == vmcs::natural::kCr0 ? cr0 : i == vmcs::natural::kCr3 ? cr3 : i == vmcs::natural::kCr4 ? cr4 :
    i == vmcs::natural::kGdtrBase ? gdt_base : i == vmcs::natural::kDr7 ? kDr7AfterReset :
    i == vmcs::natural::kRsp ? rsp : i == vmcs::natural::kRip ? rip : i == vmcs::natural::kRflags ? kFixedFlag : 0;
*/

/*@ requires i < kSegments;
    assigns \nothing;
    ensures \result == SelectorOf(cs, ss, ds, tr, other, i);
*/
[[nodiscard]] static uint16_t selector_of(uint16_t cs, uint16_t ss, uint16_t ds, uint16_t tr, uint16_t other,
                                          uint32_t i) {
    switch (static_cast<vmcs::SegmentRegister>(i)) {
    case vmcs::SegmentRegister::Cs: return cs;
    case vmcs::SegmentRegister::Ss: return ss;
    case vmcs::SegmentRegister::Ds: return ds;
    case vmcs::SegmentRegister::Ldtr: return 0;
    case vmcs::SegmentRegister::Tr: return tr;
    default: return other;
    }
}

/*@ requires i < kSegments;
    assigns \nothing;
    ensures \result == LimitOf(i);
*/
[[nodiscard]] static uint32_t limit_of(uint32_t i) {
    switch (static_cast<vmcs::SegmentRegister>(i)) {
    case vmcs::SegmentRegister::Ldtr: return 0;
    case vmcs::SegmentRegister::Tr: return kTaskLimit;
    default: return kWholeSpace;
    }
}

/*@ requires i < kSegments;
    assigns \nothing;
    ensures \result == RightsOf(code, i);
*/
[[nodiscard]] static uint32_t rights_of(uint32_t code, uint32_t i) {
    switch (static_cast<vmcs::SegmentRegister>(i)) {
    case vmcs::SegmentRegister::Cs: return code;
    case vmcs::SegmentRegister::Ldtr: return kUnusable;
    case vmcs::SegmentRegister::Tr: return kBusyTask;
    default: return kData;
    }
}

/*@ requires i < kNarrow;
    assigns \nothing;
    ensures \result == NarrowOf(gdt_limit, code, smbase, i);
*/
[[nodiscard]] static uint32_t narrow_of(uint32_t gdt_limit, uint32_t code, uint32_t smbase, uint32_t i) {
    constexpr uint32_t rights = vmcs::narrow::kAccessRights;
    if (i < kSegments) return limit_of(i);
    if (i >= rights && i < rights + kSegments) return rights_of(code, i - rights);
    switch (i) {
    case vmcs::narrow::kGdtrLimit: return gdt_limit;
    case vmcs::narrow::kInterruptibility: return kSmiAndNmiBlocked;
    case vmcs::narrow::kSmbase: return smbase;
    default: return 0;
    }
}

/*@ requires i < kWide;
    assigns \nothing;
    ensures \result == WideOf(efer, i);
*/
[[nodiscard]] static uint64_t wide_of(uint64_t efer, uint32_t i) {
    switch (i) {
    case vmcs::wide::kLinkPointer: return kNoLink;
    case vmcs::wide::kPat: return abi::pat::kAfterReset;
    case vmcs::wide::kEfer: return efer;
    default: return 0;
    }
}

/*@ requires i < kNatural;
    assigns \nothing;
    ensures \result == NaturalOf(cr0, cr3, cr4, gdt_base, rsp, rip, i);
*/
[[nodiscard]] static uint64_t natural_of(uint64_t cr0, uint64_t cr3, uint64_t cr4, uint64_t gdt_base, uint64_t rsp,
                                         uint64_t rip, uint32_t i) {
    switch (i) {
    case vmcs::natural::kCr0: return cr0;
    case vmcs::natural::kCr3: return cr3;
    case vmcs::natural::kCr4: return cr4;
    case vmcs::natural::kGdtrBase: return gdt_base;
    case vmcs::natural::kDr7: return kDr7AfterReset;
    case vmcs::natural::kRsp: return rsp;
    case vmcs::natural::kRip: return rip;
    case vmcs::natural::kRflags: return kFixedFlag;
    default: return 0;
    }
}

/*@ requires \valid(selectors + (0 .. kSegments - 1));
    assigns selectors[0 .. kSegments - 1];
    ensures \forall integer i; 0 <= i < kSegments ==> selectors[i] == SelectorOf(cs, ss, ds, tr, other, i);
*/
static void fill_selectors(uint16_t* selectors, uint16_t cs, uint16_t ss, uint16_t ds, uint16_t tr, uint16_t other) {
    /*@ loop invariant range: 0 <= i <= kSegments;
        loop invariant done: \forall integer j; 0 <= j < i ==> selectors[j] == SelectorOf(cs, ss, ds, tr, other, j);
        loop assigns i, selectors[0 .. kSegments - 1];
        loop variant kSegments - i;
    */
    for (uint32_t i = 0; i < kSegments; ++i) {
        selectors[i] = selector_of(cs, ss, ds, tr, other, i);
    }
}

/*@ requires \valid(narrow + (0 .. kNarrow - 1));
    assigns narrow[0 .. kNarrow - 1];
    ensures \forall integer i; 0 <= i < kNarrow ==> narrow[i] == NarrowOf(gdt_limit, code, smbase, i);
*/
static void fill_narrow(uint32_t* narrow, uint32_t gdt_limit, uint32_t code, uint32_t smbase) {
    /*@ loop invariant range: 0 <= i <= kNarrow;
        loop invariant done: \forall integer j; 0 <= j < i ==> narrow[j] == NarrowOf(gdt_limit, code, smbase, j);
        loop assigns i, narrow[0 .. kNarrow - 1];
        loop variant kNarrow - i;
    */
    for (uint32_t i = 0; i < kNarrow; ++i) {
        narrow[i] = narrow_of(gdt_limit, code, smbase, i);
    }
}

/*@ requires \valid(wide + (0 .. kWide - 1));
    assigns wide[0 .. kWide - 1];
    ensures \forall integer i; 0 <= i < kWide ==> wide[i] == WideOf(efer, i);
*/
static void fill_wide(uint64_t* wide, uint64_t efer) {
    /*@ loop invariant range: 0 <= i <= kWide;
        loop invariant done: \forall integer j; 0 <= j < i ==> wide[j] == WideOf(efer, j);
        loop assigns i, wide[0 .. kWide - 1];
        loop variant kWide - i;
    */
    for (uint32_t i = 0; i < kWide; ++i) {
        wide[i] = wide_of(efer, i);
    }
}

/*@ requires \valid(natural + (0 .. kNatural - 1));
    assigns natural[0 .. kNatural - 1];
    ensures \forall integer i; 0 <= i < kNatural ==> natural[i] == NaturalOf(cr0, cr3, cr4, gdt_base, rsp, rip, i);
*/
static void fill_natural(uint64_t* natural, uint64_t cr0, uint64_t cr3, uint64_t cr4, uint64_t gdt_base, uint64_t rsp,
                         uint64_t rip) {
    /*@ loop invariant range: 0 <= i <= kNatural;
        loop invariant done: \forall integer j; 0 <= j < i ==>
          natural[j] == NaturalOf(cr0, cr3, cr4, gdt_base, rsp, rip, j);
        loop assigns i, natural[0 .. kNatural - 1];
        loop variant kNatural - i;
    */
    for (uint32_t i = 0; i < kNatural; ++i) {
        natural[i] = natural_of(cr0, cr3, cr4, gdt_base, rsp, rip, i);
    }
}

void fill_entry_state(vmcs::GuestState& state, Descriptor const& descriptor, uint64_t smbase) {
    bool const long_mode = descriptor.long_mode;
    bool const paged = long_mode || descriptor.cr3 != 0;
    bool const pae = long_mode || descriptor.pae;
    uint64_t const cr0 = paged ? kProtectedMode + kPaging : kProtectedMode;
    uint64_t const cr3 = descriptor.cr3;
    uint64_t const cr4 = arch::cr4::kVmx + (pae ? arch::cr4::kPae : 0) + (descriptor.pse ? arch::cr4::kPse : 0);
    uint64_t const gdt_base = descriptor.gdt_base;
    uint64_t const rsp = descriptor.rsp;
    uint64_t const rip = descriptor.smi_rip;
    uint32_t const gdt_limit = descriptor.gdt_limit;
    uint16_t const cs = descriptor.cs;
    uint16_t const ss = descriptor.ss;
    uint16_t const ds = descriptor.ds;
    uint16_t const tr = descriptor.tr;
    uint16_t const other = descriptor.other;

    fill_natural(state.natural, cr0, cr3, cr4, gdt_base, rsp, rip);
    fill_wide(state.wide, long_mode ? kLongMode : 0);
    fill_narrow(state.narrow, gdt_limit, long_mode ? kCode64 : kCode32, static_cast<uint32_t>(smbase));
    fill_selectors(state.selectors, cs, ss, ds, tr, other);
}

} // namespace stm::smi
