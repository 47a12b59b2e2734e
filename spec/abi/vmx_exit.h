// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Why a VM exit happened: exit reasons (SDM vol. 3D appendix C) and qualifications (SDM vol. 3C 27.2.1).
namespace stm::abi {

enum class ExitReason : uint16_t {
    // clang-format off
    ExceptionOrNmi = 0,        ExternalInterrupt = 1,     TripleFault = 2,           Init = 3,
    Sipi = 4,                  IoSmi = 5,                 OtherSmi = 6,              InterruptWindow = 7,
    NmiWindow = 8,             TaskSwitch = 9,            Cpuid = 10,                Getsec = 11,
    Hlt = 12,                  Invd = 13,                 Invlpg = 14,               Rdpmc = 15,
    Rdtsc = 16,                Rsm = 17,                  Vmcall = 18,               Vmclear = 19,
    Vmlaunch = 20,             Vmptrld = 21,              Vmptrst = 22,              Vmread = 23,
    Vmresume = 24,             Vmwrite = 25,              Vmxoff = 26,               Vmxon = 27,
    CrAccess = 28,             MovDr = 29,                IoInstruction = 30,        Rdmsr = 31,
    Wrmsr = 32,                EntryGuestState = 33,      EntryMsrLoading = 34,      Mwait = 36,
    MonitorTrapFlag = 37,      Monitor = 39,              Pause = 40,                EntryMachineCheck = 41,
    TprBelowThreshold = 43,    ApicAccess = 44,           VirtualizedEoi = 45,       GdtrIdtrAccess = 46,
    LdtrTrAccess = 47,         EptViolation = 48,         EptMisconfiguration = 49,  Invept = 50,
    Rdtscp = 51,               PreemptionTimer = 52,      Invvpid = 53,              Wbinvd = 54,
    Xsetbv = 55,               ApicWrite = 56,            Rdrand = 57,               Invpcid = 58,
    Vmfunc = 59,               Encls = 60,                Rdseed = 61,               PageModificationLogFull = 62,
    Xsaves = 63,               Xrstors = 64,              Pconfig = 65,              SppEvent = 66,
    Umwait = 67,               Tpause = 68,               Loadiwkey = 69,            Enclv = 70,
    EnqcmdPasid = 72,          EnqcmdsPasid = 73,         BusLock = 74,              InstructionTimeout = 75,
    // clang-format on
};

// The field beside the basic reason (SDM vol. 3C 24.9.1).
namespace exit_reason {
inline constexpr uint32_t kBasic = 0xffff;
inline constexpr uint32_t kEnclaveMode = 1u << 27;
inline constexpr uint32_t kPendingMtf = 1u << 28;  // SMM VM exits only
inline constexpr uint32_t kFromVmxRoot = 1u << 29; // SMM VM exits only
inline constexpr uint32_t kEntryFailure = 1u << 31;
} // namespace exit_reason

// Also of an I/O SMI
namespace io_qualification {
inline constexpr uint64_t kSize = 0x7; // bytes less 1
inline constexpr uint64_t kIn = 1ull << 3;
inline constexpr uint64_t kString = 1ull << 4;
inline constexpr uint64_t kRep = 1ull << 5;
inline constexpr uint64_t kImmediate = 1ull << 6;
inline constexpr uint64_t kPortShift = 16;
inline constexpr uint64_t kPort = 0xffff0000;
} // namespace io_qualification

enum class CrAccessType : uint8_t { MovTo = 0, MovFrom = 1, Clts = 2, Lmsw = 3 };

namespace cr_qualification {
inline constexpr uint64_t kRegister = 0xf;
inline constexpr uint64_t kAccessType = 0x30; // CrAccessType
inline constexpr uint64_t kAccessTypeShift = 4;
inline constexpr uint64_t kLmswMemory = 1ull << 6;
inline constexpr uint64_t kGeneralRegister = 0xf00; // RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15
inline constexpr uint64_t kGeneralRegisterShift = 8;
inline constexpr uint64_t kLmswSource = 0xffff0000;
inline constexpr uint64_t kLmswSourceShift = 16;
} // namespace cr_qualification

namespace dr_qualification {
inline constexpr uint64_t kRegister = 0x7;
inline constexpr uint64_t kMovFrom = 1ull << 4;
inline constexpr uint64_t kGeneralRegister = 0xf00;
inline constexpr uint64_t kGeneralRegisterShift = 8;
} // namespace dr_qualification

enum class TaskSwitchSource : uint8_t { Call = 0, Iret = 1, Jmp = 2, TaskGate = 3 };

namespace task_switch_qualification {
inline constexpr uint64_t kSelector = 0xffff;
inline constexpr uint64_t kSource = 0xc0000000; // TaskSwitchSource
inline constexpr uint64_t kSourceShift = 30;
} // namespace task_switch_qualification

namespace ept_qualification {
inline constexpr uint64_t kRead = 1ull << 0;
inline constexpr uint64_t kWrite = 1ull << 1;
inline constexpr uint64_t kFetch = 1ull << 2;
inline constexpr uint64_t kReadable = 1ull << 3;
inline constexpr uint64_t kWritable = 1ull << 4;
inline constexpr uint64_t kExecutable = 1ull << 5;
inline constexpr uint64_t kLinearAddressValid = 1ull << 7;
inline constexpr uint64_t kFinalAddress = 1ull << 8; // not a paging-structure entry; if kLinearAddressValid
inline constexpr uint64_t kNmiUnblockingByIret = 1ull << 12;
} // namespace ept_qualification

// VM-entry failure by guest state (SDM vol. 3C 26.8)
enum class EntryFailure : uint64_t { None = 0, Pdpte = 2, NmiInjection = 3, LinkPointer = 4 };

} // namespace stm::abi
