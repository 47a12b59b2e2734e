// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/fault_report.hpp"
#include "spec/abi/protection_exception.h"

#include <stdint.h>

// What the SMI handler of a processor is told, and what it reports.
namespace redoubt::machine::guest {

// In brackets: the members of the order that an action reads and writes.
enum class HandlerAction : uint32_t {
    Nothing = 0,
    ReadMemory = 1,  // [size, address -> result]
    WriteMemory = 2, // [size, address, value]
    ReadPort = 3,    // [size, address -> result]
    WritePort = 4,   // [size, address, value]
    ReadMsr = 5,     // [address -> result]
    WriteMsr = 6,    // [address, value]
    ReadPci = 7,     // by CF8H and CFCH; bus in bits 23:16, device, function, register [size, address -> result]
    WritePci = 8,    // the same [size, address, value]
    ReadEcam = 9,    // bus in bits 27:20, device, function, register [size, address -> result]
    WriteEcam = 10,  // the same [size, address, value]
    Cpuid = 11,      // [address: EAX, value: ECX -> result: EAX and EBX, result_high: ECX and EDX]
    Spin = 12,       // [value: iterations]
    Meet = 13, // with a processor that does the same [address: its number, value: iterations at most -> result: 1: met]
    Vmcall = 14,  // [address: EBX and ECX, value: EAX and EDX -> result: EAX, result_high: CF]
    WriteCr = 15, // 0, 2, 3, 4 or 8 [address: its number, value]
    WriteDr = 16, // 0 to 3, or 6 [address: its number, value]
    Wbinvd = 17,

    // What no handler should do
    Jump = 18,           // [address]
    VmxInstruction = 19, // [value: HandlerVmx, address: of the operand in memory, or the field]
    Breakpoint = 20,
    Halt = 21,
    LoopForever = 22,
    Invd = 23,
};

enum class HandlerVmx : uint32_t {
    Vmxon = 0,
    Vmxoff = 1,
    Vmclear = 2,
    Vmptrld = 3,
    Vmptrst = 4,
    Vmread = 5,
    Vmwrite = 6,
    Vmlaunch = 7,
    Vmresume = 8,
    Invept = 9,
    Invvpid = 10,
};

struct HandlerOrder {
    HandlerAction action;
    uint32_t size; // in bytes: 1, 2, 4, of memory also 8
    uint64_t address;
    uint64_t value;
    uint64_t result;
    uint64_t result_high;
    uint64_t runs; // how often it was carried out to its end
};
static_assert(sizeof(HandlerOrder) == 48 && __builtin_offsetof(HandlerOrder, size) == 0x04 &&
              __builtin_offsetof(HandlerOrder, address) == 0x08 && __builtin_offsetof(HandlerOrder, value) == 0x10 &&
              __builtin_offsetof(HandlerOrder, result) == 0x18 &&
              __builtin_offsetof(HandlerOrder, result_high) == 0x20 && __builtin_offsetof(HandlerOrder, runs) == 0x28);

inline constexpr uint32_t kHandlerOrders = 16;

struct HandlerMailbox {
    // Told
    uint32_t order;    // that every SMI carries out; kFromPort: the one that port B2H names, if there is one
    uint32_t answer;   // EBX of the call that ends a protection exception
    uint32_t skip;     // 1: the instruction that raised a protection exception is not tried again
    uint32_t pm_block; // PMBASE, of the processor that acknowledges SMIs to the chipset; 0: another one does
    uint64_t ecam;     // physical address of the PCI configuration space

    // Reported
    uint64_t smis;
    uint64_t setups;
    uint64_t teardowns;
    uint64_t meetings; // that this processor came to
    uint64_t visits;   // of others to meetings with this processor
    uint64_t command;  // last read at port B2H
    FaultReport fault; // the SMI ends at once
    uint64_t exceptions;
    uint64_t answer_status; // EAX, when the call that ends a protection exception came back
    stm::abi::ProtectionExceptionFrameX64 frame;

    // Told, and reported
    HandlerOrder orders[kHandlerOrders];
    uint64_t nested; // 1: the handler of protection exceptions carries the SMI's order out, too
    uint8_t unused[0xb98];

    uint8_t parameters[0x1000]; // a page for the parameter of a call

    static constexpr uint32_t kFromPort = 0xffffffff;
};
static_assert(
    sizeof(HandlerMailbox) == 0x2000 && __builtin_offsetof(HandlerMailbox, order) == 0x000 &&
    __builtin_offsetof(HandlerMailbox, answer) == 0x004 && __builtin_offsetof(HandlerMailbox, skip) == 0x008 &&
    __builtin_offsetof(HandlerMailbox, ecam) == 0x010 && __builtin_offsetof(HandlerMailbox, smis) == 0x018 &&
    __builtin_offsetof(HandlerMailbox, setups) == 0x020 && __builtin_offsetof(HandlerMailbox, teardowns) == 0x028 &&
    __builtin_offsetof(HandlerMailbox, meetings) == 0x030 && __builtin_offsetof(HandlerMailbox, visits) == 0x038 &&
    __builtin_offsetof(HandlerMailbox, command) == 0x040 && __builtin_offsetof(HandlerMailbox, fault) == 0x048 &&
    __builtin_offsetof(HandlerMailbox, exceptions) == 0x070 &&
    __builtin_offsetof(HandlerMailbox, answer_status) == 0x078 && __builtin_offsetof(HandlerMailbox, frame) == 0x080 &&
    __builtin_offsetof(HandlerMailbox, orders) == 0x160 && __builtin_offsetof(HandlerMailbox, parameters) == 0x1000);

} // namespace redoubt::machine::guest
