// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/entry_state.h"

namespace stm::smi {

void fill_entry_state(vmcs::GuestState& state, Descriptor const& descriptor, uint64_t smbase) {
    bool const long_mode = descriptor.long_mode;
    bool const paged = long_mode || descriptor.cr3 != 0;
    bool const pae = long_mode || descriptor.pae;
    bool const pse = descriptor.pse;
    uint16_t const other = descriptor.other;
    uint16_t const cs = descriptor.cs;
    uint16_t const ss = descriptor.ss;
    uint16_t const ds = descriptor.ds;
    uint16_t const tr = descriptor.tr;
    uint32_t const gdt_limit = descriptor.gdt_limit;
    uint64_t const gdt_base = descriptor.gdt_base;
    uint64_t const cr3 = descriptor.cr3;
    uint64_t const rsp = descriptor.rsp;
    uint64_t const smi_rip = descriptor.smi_rip;

    // ES, CS, SS, DS, FS, GS, LDTR, TR
    state.selectors[0] = other;
    state.selectors[1] = cs;
    state.selectors[2] = ss;
    state.selectors[3] = ds;
    state.selectors[4] = other;
    state.selectors[5] = other;
    state.selectors[6] = 0;
    state.selectors[7] = tr;

    state.wide[vmcs::wide::kLinkPointer] = kNoLink;
    state.wide[vmcs::wide::kDebugctl] = 0;
    state.wide[vmcs::wide::kPat] = abi::pat::kAfterReset;
    state.wide[vmcs::wide::kEfer] = long_mode ? kLongMode : 0;

    state.narrow[vmcs::narrow::kLimits + 0] = kWholeSpace;
    state.narrow[vmcs::narrow::kLimits + 1] = kWholeSpace;
    state.narrow[vmcs::narrow::kLimits + 2] = kWholeSpace;
    state.narrow[vmcs::narrow::kLimits + 3] = kWholeSpace;
    state.narrow[vmcs::narrow::kLimits + 4] = kWholeSpace;
    state.narrow[vmcs::narrow::kLimits + 5] = kWholeSpace;
    state.narrow[vmcs::narrow::kLimits + 6] = 0;
    state.narrow[vmcs::narrow::kLimits + 7] = kTaskLimit;
    state.narrow[vmcs::narrow::kGdtrLimit] = gdt_limit;
    state.narrow[vmcs::narrow::kIdtrLimit] = 0;
    state.narrow[vmcs::narrow::kAccessRights + 0] = kData;
    state.narrow[vmcs::narrow::kAccessRights + 1] = long_mode ? kCode64 : kCode32;
    state.narrow[vmcs::narrow::kAccessRights + 2] = kData;
    state.narrow[vmcs::narrow::kAccessRights + 3] = kData;
    state.narrow[vmcs::narrow::kAccessRights + 4] = kData;
    state.narrow[vmcs::narrow::kAccessRights + 5] = kData;
    state.narrow[vmcs::narrow::kAccessRights + 6] = kUnusable;
    state.narrow[vmcs::narrow::kAccessRights + 7] = kBusyTask;
    state.narrow[vmcs::narrow::kInterruptibility] = kSmiAndNmiBlocked;
    state.narrow[vmcs::narrow::kActivityState] = 0;
    state.narrow[vmcs::narrow::kSmbase] = static_cast<uint32_t>(smbase);
    state.narrow[vmcs::narrow::kSysenterCs] = 0;

    state.natural[vmcs::natural::kCr0] = paged ? kProtectedMode + kPaging : kProtectedMode;
    state.natural[vmcs::natural::kCr3] = cr3;
    state.natural[vmcs::natural::kCr4] = arch::cr4::kVmx + (pae ? arch::cr4::kPae : 0) + (pse ? arch::cr4::kPse : 0);
    state.natural[vmcs::natural::kBases + 0] = 0;
    state.natural[vmcs::natural::kBases + 1] = 0;
    state.natural[vmcs::natural::kBases + 2] = 0;
    state.natural[vmcs::natural::kBases + 3] = 0;
    state.natural[vmcs::natural::kBases + 4] = 0;
    state.natural[vmcs::natural::kBases + 5] = 0;
    state.natural[vmcs::natural::kBases + 6] = 0;
    state.natural[vmcs::natural::kBases + 7] = 0;
    state.natural[vmcs::natural::kGdtrBase] = gdt_base;
    state.natural[vmcs::natural::kIdtrBase] = 0;
    state.natural[vmcs::natural::kDr7] = kDr7AfterReset;
    state.natural[vmcs::natural::kRsp] = rsp;
    state.natural[vmcs::natural::kRip] = smi_rip;
    state.natural[vmcs::natural::kRflags] = kFixedFlag;
    state.natural[vmcs::natural::kPendingDebug] = 0;
    state.natural[vmcs::natural::kSysenterEsp] = 0;
    state.natural[vmcs::natural::kSysenterEip] = 0;
}

} // namespace stm::smi
