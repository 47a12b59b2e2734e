// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/fault_report.hpp"

#include <stdint.h>

// What a processor of the OS stand-in is told, and what it reports.
namespace redoubt::machine::guest {

// In brackets: the members of the operation that an action reads and writes.
enum class OsAction : uint32_t {
    Nothing = 0,
    Compute = 1,      // on all general registers, and checks them and the system registers [count: iterations]
    SoftwareSmi = 2,  // OUT to port B2H [value: the byte]
    StringSmi = 3,    // REP OUTSB to port B2H or REP INSB from it, by option [option, count; value: the byte]
    Call = 4,         // VMCALL in VMX root operation [value: EAX, address: EBX and ECX, count: EDX -> results]
    Meet = 5,         // with so many processors, this one included [value, count: iterations at most]
    EnterVmx = 6,     // VMXON; the transfer VMCS is made, and current
    LeaveVmx = 7,     // VMXOFF
    LoadVmcs = 8,     // [value: OsVmcs, option]
    RunGuest = 9,     // that of the current VMCS [option, count: VM exits, value: as OsGuestTask::command]
    Halt = 10,        // until an interrupt or an NMI
    SendIpi = 11,     // [value: bits 31:0 of the interrupt-command register, address: APIC id]
    ReadMemory = 12,  // [option: size, address -> result]
    WriteMemory = 13, // [option: size, address, value]
    ReadPort = 14,    // [option: size, address -> result]
    WritePort = 15,   // [option: size, address, value]
    ReadMsr = 16,     // [address -> result]
    WriteMsr = 17,    // [address, value]
};

enum class OsVmcs : uint32_t { Transfer = 0, First = 1, Second = 2 };
inline constexpr uint32_t kOsVmcsCount = 3;

namespace os_option {
inline constexpr uint32_t kIn = 1u << 0;    // StringSmi
inline constexpr uint32_t kClear = 1u << 0; // LoadVmcs: VMCLEAR first; the guest is launched anew where it was
inline constexpr uint32_t kEpt = 1u << 0;   // RunGuest: with EPT, when it is launched for the first time
} // namespace os_option

struct OsOperation {
    OsAction action;
    uint32_t option;
    uint64_t count;
    uint64_t address;
    uint64_t value;

    uint64_t result;    // what was read, or EAX of the call
    uint32_t carry;     // of the call: CF
    uint32_t ebx;       // of the call
    uint32_t edx;       // of the call
    uint32_t vmx_error; // of the call: the VM-instruction error; 0: it was taken
    uint64_t runs;      // how often it was carried out to its end
};
static_assert(sizeof(OsOperation) == 64 && __builtin_offsetof(OsOperation, option) == 0x04 &&
              __builtin_offsetof(OsOperation, count) == 0x08 && __builtin_offsetof(OsOperation, address) == 0x10 &&
              __builtin_offsetof(OsOperation, value) == 0x18 && __builtin_offsetof(OsOperation, result) == 0x20 &&
              __builtin_offsetof(OsOperation, carry) == 0x28 && __builtin_offsetof(OsOperation, ebx) == 0x2c &&
              __builtin_offsetof(OsOperation, edx) == 0x30 && __builtin_offsetof(OsOperation, vmx_error) == 0x34 &&
              __builtin_offsetof(OsOperation, runs) == 0x38);

enum class OsState : uint32_t { NotStarted = 0, Running = 1, Finished = 2, Failed = 3 };

// Why a processor gave up. In brackets: the members of the failure that say more.
enum class OsFailure : uint32_t {
    None = 0,
    UnknownAction = 1,      // [where: its number]
    Fault = 2,              // OsMailbox::fault
    RegisterLost = 3,       // [where: RegisterIndex, expected, found]
    SystemRegisterLost = 4, // [where: SystemRegister, expected, found]
    MeetingMissed = 5,      // [expected, found: how many came, over all meetings]
    VmxDisabled = 6,        // by IA32_FEATURE_CONTROL [found]
    ControlUnsupported = 7, // [where: the capability MSR, expected: the controls, found: the MSR]
    Vmxon = 8,
    Vmxoff = 9,
    Vmclear = 10,
    Vmptrld = 11,
    Vmread = 12,            // [where: the field]
    Vmwrite = 13,           // [where: the field]
    VmEntry = 14,           // VMLAUNCH or VMRESUME [where: 1: VMLAUNCH]
    EntryFailure = 15,      // [where: exit reason, found: qualification]
    UnexpectedExit = 16,    // [where: exit reason, found: qualification]
    GuestRegisterLost = 17, // in VMX non-root operation [where: RegisterIndex, expected, found]
    VmcsUnknown = 18,       // [where: its number]
    NoGuestInTransferVmcs = 19,
};

struct OsFailureReport {
    OsFailure failure;
    uint32_t operation; // its place in the script
    uint64_t round;
    uint64_t where;
    uint64_t expected;
    uint64_t found;
    uint32_t vmx_flags; // of a VMX instruction: CF and ZF as in RFLAGS
    uint32_t vmx_error; // the VM-instruction error, with ZF
};
static_assert(sizeof(OsFailureReport) == 48);

// What the guest of a VMCS is told, and what it reports.
struct OsGuestTask {
    uint64_t iterations; // of a computation between two VM exits
    uint64_t command;    // that it writes to port B2H after each; kNone: it does not
    uint64_t computations;
    uint64_t lost; // 1: a register was lost, as follows
    uint64_t where;
    uint64_t expected;
    uint64_t found;
    uint64_t reserved;

    static constexpr uint64_t kNone = ~uint64_t{0};
};
static_assert(sizeof(OsGuestTask) == 64);

inline constexpr uint32_t kOsOperations = 64;

struct OsMailbox {
    // Told
    uint32_t length;      // of the script
    uint32_t repeat_from; // where the second round begins, and each later one
    uint64_t rounds;      // 0: without end

    // Reported
    OsState state;
    uint32_t operation; // its place in the script
    uint64_t round;
    OsFailureReport failure;
    FaultReport fault;
    uint64_t computations;
    uint64_t smis; // that this processor raised by a port
    uint64_t nmis;
    uint64_t interrupts;
    uint64_t meetings;
    uint64_t exits; // of its guests
    OsGuestTask tasks[2];

    // Told
    uint32_t end_from; // where the part of the script begins that comes once, behind all rounds; 0: there is none
    uint8_t unused[0xed4];

    OsOperation script[kOsOperations];
    uint8_t parameters[0x1000]; // a page for the parameter of a call
};
static_assert(sizeof(OsMailbox) == 0x3000 && __builtin_offsetof(OsMailbox, length) == 0x000 &&
              __builtin_offsetof(OsMailbox, repeat_from) == 0x004 && __builtin_offsetof(OsMailbox, rounds) == 0x008 &&
              __builtin_offsetof(OsMailbox, state) == 0x010 && __builtin_offsetof(OsMailbox, operation) == 0x014 &&
              __builtin_offsetof(OsMailbox, round) == 0x018 && __builtin_offsetof(OsMailbox, failure) == 0x020 &&
              __builtin_offsetof(OsMailbox, fault) == 0x050 && __builtin_offsetof(OsMailbox, computations) == 0x078 &&
              __builtin_offsetof(OsMailbox, smis) == 0x080 && __builtin_offsetof(OsMailbox, nmis) == 0x088 &&
              __builtin_offsetof(OsMailbox, interrupts) == 0x090 && __builtin_offsetof(OsMailbox, meetings) == 0x098 &&
              __builtin_offsetof(OsMailbox, exits) == 0x0a0 && __builtin_offsetof(OsMailbox, tasks) == 0x0a8 &&
              __builtin_offsetof(OsMailbox, end_from) == 0x128 && __builtin_offsetof(OsMailbox, script) == 0x1000 &&
              __builtin_offsetof(OsMailbox, parameters) == 0x2000);

} // namespace redoubt::machine::guest
