// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/control_registers.h"
#include "monitor/arch/debug_registers.h"
#include "monitor/arch/lock.h"
#include "monitor/arch/window.h"
#include "monitor/boot/layout.h"
#include "monitor/exceptions/exceptions.h"
#include "monitor/exceptions/frame_words.h"
#include "monitor/paging/ept_tree.h"
#include "monitor/vmcs/guest_state.h"
#include "monitor/vmcs/region.h"
#include "monitor/vmcs/switch.h"

#include <stdint.h>

// What the monitor remembers: of one processor, and how many there are.
namespace stm::smi {

// How far the OS has come on this processor.
enum class Stage : uint8_t {
    Initialized, // by InitializeProtection: SMIs are still masked
    Started      // by Start
};

// What the SMI handler is to do, when it runs.
enum class Purpose : uint8_t { Setup, Smi, Teardown };

// What a processor holds of a context, and no VMCS does.
struct Rest {
    arch::DebugRegisters debug;
    uint64_t cr2;
    uint64_t cr0; // for CD and NW
};

struct State {
    vmcs::Switch contexts;
    Rest os; // while the handler runs
    exceptions::Exceptions exceptions;
    uint32_t latch; // the handler's PCI address, as in io/pci_address.h; 0: it has written none
    Stage stage;
    Purpose purpose;
};

// How the SMI handler begins, each time. It is written once, when the monitor becomes active.
struct HandlerStart {
    vmcs::GuestState guest;
    uint64_t setup_rip;     // 0: there is none
    uint64_t smi_rip;       // that of the guest state
    uint64_t teardown_rip;  // 0: there is none
    uint64_t resource_list; // of the BIOS, an address; 0: there is none
    uint64_t acpi_rsdp;     // the same
    exceptions::ExceptionHandler exception;
    uint32_t entry;       // VM-entry controls
    bool execute_outside; // may it execute outside SMRAM
};

// Where the last protection exception interrupted the handler.
struct Interrupted {
    exceptions::Context context;
    exceptions::Frame frame; // as it was written, or read back
};

/*@
  // A processor on which the OS or the handler may go on.
  predicate ValidState(State* s) =
    s->os.debug.dr6 < 0x100000000 && arch::Caching(s->os.cr0) != 1 &&
    (s->stage == Stage::Initialized || s->stage == Stage::Started) && exceptions::Exceptions::Inv(&s->exceptions) &&
    (s->purpose == Purpose::Setup || s->purpose == Purpose::Smi || s->purpose == Purpose::Teardown);

  // Who runs where, and what he is at.
  predicate SameState{L, M}(State* s) =
    \at(s->contexts.running_, L) == \at(s->contexts.running_, M) &&
    \at(s->contexts.os_.address_, L) == \at(s->contexts.os_.address_, M) &&
    \at(s->contexts.os_.launched_, L) == \at(s->contexts.os_.launched_, M) &&
    \at(s->contexts.handler_.address_, L) == \at(s->contexts.handler_.address_, M) &&
    \at(s->contexts.handler_.launched_, L) == \at(s->contexts.handler_.launched_, M) &&
    \at(s->os.debug.dr6, L) == \at(s->os.debug.dr6, M) && \at(s->os.cr0, L) == \at(s->os.cr0, M) &&
    exceptions::Exceptions::Same{L, M}(\at(&s->exceptions, L)) && \at(s->stage, L) == \at(s->stage, M) &&
    \at(s->purpose, L) == \at(s->purpose, M);
*/

inline constexpr uint64_t kStartOffset = 0x800; // in the page of the State
inline constexpr uint64_t kInterruptedOffset = 0xc00;
inline constexpr uint64_t kMapPages = boot::area::kPages - boot::area::kHandlerMap;

// Pages of the processor's area, from boot::area::kWindow on.
struct Pages {
    arch::Window window;
    State state;
    uint8_t unused[kStartOffset - sizeof(State)];
    HandlerStart start;
    uint8_t unused_too[kInterruptedOffset - kStartOffset - sizeof(HandlerStart)];
    Interrupted interrupted;
    uint8_t unused_rest[boot::kPageSize - kInterruptedOffset - sizeof(Interrupted)];
    vmcs::Region os;
    vmcs::Region handler;
    paging::EptTree map; // what the handler reaches
    uint8_t unused_end[kMapPages * boot::kPageSize - sizeof(paging::EptTree)];
};
static_assert(sizeof(Pages) == (boot::area::kPages - boot::area::kWindow) * boot::kPageSize &&
              __builtin_offsetof(Pages, state) == (boot::area::kState - boot::area::kWindow) * boot::kPageSize &&
              __builtin_offsetof(Pages, start) == __builtin_offsetof(Pages, state) + kStartOffset &&
              __builtin_offsetof(Pages, interrupted) == __builtin_offsetof(Pages, state) + kInterruptedOffset &&
              __builtin_offsetof(Pages, os) == (boot::area::kOsVmcs - boot::area::kWindow) * boot::kPageSize &&
              __builtin_offsetof(Pages, handler) ==
                  (boot::area::kHandlerVmcs - boot::area::kWindow) * boot::kPageSize &&
              __builtin_offsetof(Pages, map) == (boot::area::kHandlerMap - boot::area::kWindow) * boot::kPageSize);

inline constexpr uint32_t kOff = 0;
inline constexpr uint32_t kPreparing = 0xffffffff; // for all processors, by the first one: nobody else may begin

// It changes by locked instructions alone.
struct Shared {
    uint32_t active; // how many processors are under the monitor, or kOff, or kPreparing
    arch::Lock
        turn; // for what all processors share and change: what the OS protects, and PCI configuration's two ports
};
static_assert(sizeof(Shared) == 8);

} // namespace stm::smi
