// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/reason_name.hpp"

#include <fmt/core.h>
#include <string_view>

namespace redoubt::machine {
namespace {

std::string_view known_name(stm::abi::ExitReason reason) {
    using stm::abi::ExitReason;
    switch (reason) {
        // clang-format off
    case ExitReason::ExceptionOrNmi:          return "exception or NMI";
    case ExitReason::ExternalInterrupt:       return "external interrupt";
    case ExitReason::TripleFault:             return "triple fault";
    case ExitReason::Init:                    return "INIT";
    case ExitReason::Sipi:                    return "SIPI";
    case ExitReason::IoSmi:                   return "I/O SMI";
    case ExitReason::OtherSmi:                return "SMI";
    case ExitReason::InterruptWindow:         return "interrupt window";
    case ExitReason::NmiWindow:               return "NMI window";
    case ExitReason::TaskSwitch:              return "task switch";
    case ExitReason::Cpuid:                   return "CPUID";
    case ExitReason::Getsec:                  return "GETSEC";
    case ExitReason::Hlt:                     return "HLT";
    case ExitReason::Invd:                    return "INVD";
    case ExitReason::Invlpg:                  return "INVLPG";
    case ExitReason::Rdpmc:                   return "RDPMC";
    case ExitReason::Rdtsc:                   return "RDTSC";
    case ExitReason::Rsm:                     return "RSM";
    case ExitReason::Vmcall:                  return "VMCALL";
    case ExitReason::Vmclear:                 return "VMCLEAR";
    case ExitReason::Vmlaunch:                return "VMLAUNCH";
    case ExitReason::Vmptrld:                 return "VMPTRLD";
    case ExitReason::Vmptrst:                 return "VMPTRST";
    case ExitReason::Vmread:                  return "VMREAD";
    case ExitReason::Vmresume:                return "VMRESUME";
    case ExitReason::Vmwrite:                 return "VMWRITE";
    case ExitReason::Vmxoff:                  return "VMXOFF";
    case ExitReason::Vmxon:                   return "VMXON";
    case ExitReason::CrAccess:                return "control-register access";
    case ExitReason::MovDr:                   return "MOV DR";
    case ExitReason::IoInstruction:           return "I/O instruction";
    case ExitReason::Rdmsr:                   return "RDMSR";
    case ExitReason::Wrmsr:                   return "WRMSR";
    case ExitReason::EntryGuestState:         return "entry failed by guest state";
    case ExitReason::EntryMsrLoading:         return "entry failed by MSR loading";
    case ExitReason::Mwait:                   return "MWAIT";
    case ExitReason::MonitorTrapFlag:         return "monitor trap flag";
    case ExitReason::Monitor:                 return "MONITOR";
    case ExitReason::Pause:                   return "PAUSE";
    case ExitReason::EntryMachineCheck:       return "entry failed by machine check";
    case ExitReason::TprBelowThreshold:       return "TPR below threshold";
    case ExitReason::ApicAccess:              return "APIC access";
    case ExitReason::VirtualizedEoi:          return "virtualized EOI";
    case ExitReason::GdtrIdtrAccess:          return "GDTR or IDTR access";
    case ExitReason::LdtrTrAccess:            return "LDTR or TR access";
    case ExitReason::EptViolation:            return "EPT violation";
    case ExitReason::EptMisconfiguration:     return "EPT misconfiguration";
    case ExitReason::Invept:                  return "INVEPT";
    case ExitReason::Rdtscp:                  return "RDTSCP";
    case ExitReason::PreemptionTimer:         return "VMX-preemption timer";
    case ExitReason::Invvpid:                 return "INVVPID";
    case ExitReason::Wbinvd:                  return "WBINVD";
    case ExitReason::Xsetbv:                  return "XSETBV";
    case ExitReason::ApicWrite:               return "APIC write";
    case ExitReason::Rdrand:                  return "RDRAND";
    case ExitReason::Invpcid:                 return "INVPCID";
    case ExitReason::Vmfunc:                  return "VMFUNC";
    case ExitReason::Encls:                   return "ENCLS";
    case ExitReason::Rdseed:                  return "RDSEED";
    case ExitReason::PageModificationLogFull: return "page-modification log full";
    case ExitReason::Xsaves:                  return "XSAVES";
    case ExitReason::Xrstors:                 return "XRSTORS";
    case ExitReason::Pconfig:                 return "PCONFIG";
    case ExitReason::SppEvent:                return "SPP event";
    case ExitReason::Umwait:                  return "UMWAIT";
    case ExitReason::Tpause:                  return "TPAUSE";
    case ExitReason::Loadiwkey:               return "LOADIWKEY";
    case ExitReason::Enclv:                   return "ENCLV";
    case ExitReason::EnqcmdPasid:             return "ENQCMD PASID translation";
    case ExitReason::EnqcmdsPasid:            return "ENQCMDS PASID translation";
    case ExitReason::BusLock:                 return "bus lock";
    case ExitReason::InstructionTimeout:      return "instruction timeout";
        // clang-format on
    }
    return {};
}

std::string_view known_name(stm::abi::VmxError error) {
    using stm::abi::VmxError;
    switch (error) {
        // clang-format off
    case VmxError::VmcallInVmxRoot:               return "VMCALL in VMX root operation";
    case VmxError::VmclearInvalidAddress:         return "VMCLEAR: address";
    case VmxError::VmclearVmxonPointer:           return "VMCLEAR: VMXON pointer";
    case VmxError::VmlaunchNonClearVmcs:          return "VMLAUNCH: VMCS not clear";
    case VmxError::VmresumeNonLaunchedVmcs:       return "VMRESUME: VMCS not launched";
    case VmxError::VmresumeAfterVmxoff:           return "VMRESUME after VMXOFF";
    case VmxError::EntryInvalidControls:          return "VM entry: control fields";
    case VmxError::EntryInvalidHostState:         return "VM entry: host state";
    case VmxError::VmptrldInvalidAddress:         return "VMPTRLD: address";
    case VmxError::VmptrldVmxonPointer:           return "VMPTRLD: VMXON pointer";
    case VmxError::VmptrldWrongRevision:          return "VMPTRLD: VMCS revision";
    case VmxError::UnsupportedField:              return "VMREAD or VMWRITE: no such field";
    case VmxError::VmwriteReadOnlyField:          return "VMWRITE: read-only field";
    case VmxError::VmxonInVmxRoot:                return "VMXON in VMX root operation";
    case VmxError::EntryInvalidExecutivePointer:  return "VM entry: executive-VMCS pointer";
    case VmxError::EntryNonLaunchedExecutive:     return "VM entry: executive VMCS not launched";
    case VmxError::EntryExecutiveNotVmxonPointer: return "VM entry: executive-VMCS pointer is not the VMXON pointer";
    case VmxError::VmcallNonClearVmcs:            return "VMCALL: VMCS not clear";
    case VmxError::VmcallInvalidExitControls:     return "VMCALL: VM-exit controls";
    case VmxError::VmcallWrongMsegRevision:       return "VMCALL: MSEG revision";
    case VmxError::VmxoffUnderDualMonitor:        return "VMXOFF under the dual-monitor treatment";
    case VmxError::VmcallInvalidMonitorFeatures:  return "VMCALL: SMM-monitor features";
    case VmxError::EntryInvalidExecutiveControls: return "VM entry: control fields of the executive VMCS";
    case VmxError::EntryBlockedByMovSs:           return "VM entry blocked by MOV SS";
    case VmxError::InveptInvvpidInvalidOperand:   return "INVEPT or INVVPID: operand";
        // clang-format on
    }
    return {};
}

} // namespace

std::string name_of(stm::abi::ExitReason reason) {
    auto const name = known_name(reason);
    return name.empty() ? fmt::format("exit reason {}", static_cast<unsigned>(reason)) : std::string(name);
}

std::string name_of(stm::abi::VmxError error) {
    auto const name = known_name(error);
    return name.empty() ? fmt::format("VM-instruction error {}", static_cast<unsigned>(error)) : std::string(name);
}

} // namespace redoubt::machine
