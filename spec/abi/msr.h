// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Indices of MSRs (SDM vol. 4 table 2-2). Their layouts, where they are needed, are in msr_bits.h.
namespace stm::abi {

enum class Msr : uint32_t {
    // clang-format off
    TimeStampCounter = 0x10,        ApicBase = 0x1b,                FeatureControl = 0x3a,
    BiosUpdtTrig = 0x79,            BiosSignId = 0x8b,              SmmMonitorCtl = 0x9b,
    Smbase = 0x9e,                  MtrrCap = 0xfe,                 SysenterCs = 0x174,
    SysenterEsp = 0x175,            SysenterEip = 0x176,            Debugctl = 0x1d9,
    SmrrPhysBase = 0x1f2,           SmrrPhysMask = 0x1f3,           Pat = 0x277,
    MtrrDefType = 0x2ff,            PerfGlobalCtrl = 0x38f,

    VmxBasic = 0x480,               VmxPinbasedCtls = 0x481,        VmxProcbasedCtls = 0x482,
    VmxExitCtls = 0x483,            VmxEntryCtls = 0x484,           VmxMisc = 0x485,
    VmxCr0Fixed0 = 0x486,           VmxCr0Fixed1 = 0x487,           VmxCr4Fixed0 = 0x488,
    VmxCr4Fixed1 = 0x489,           VmxVmcsEnum = 0x48a,            VmxProcbasedCtls2 = 0x48b,
    VmxEptVpidCap = 0x48c,          VmxTruePinbasedCtls = 0x48d,    VmxTrueProcbasedCtls = 0x48e,
    VmxTrueExitCtls = 0x48f,        VmxTrueEntryCtls = 0x490,       VmxVmfunc = 0x491,
    VmxProcbasedCtls3 = 0x492,      VmxExitCtls2 = 0x493,

    X2ApicApicId = 0x802,           X2ApicIcr = 0x830,

    Efer = 0xc0000080,              Star = 0xc0000081,              Lstar = 0xc0000082,
    Fmask = 0xc0000084,             FsBase = 0xc0000100,            GsBase = 0xc0000101,
    KernelGsBase = 0xc0000102,      TscAux = 0xc0000103,
    // clang-format on
};

} // namespace stm::abi
