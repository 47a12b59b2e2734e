// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/debug_registers.h"
#include "monitor/arch/window.h"
#include "monitor/boot/layout.h"
#include "monitor/paging/handler_ept.h"
#include "monitor/vmcs/guest_state.h"
#include "monitor/vmcs/region.h"
#include "monitor/vmcs/switch.h"

#include <stdint.h>

// What the monitor remembers: of one processor, and of all together.
namespace stm::smi {

// How far the OS has come on this processor.
enum class Stage : uint8_t {
    Initialized, // by InitializeProtection: SMIs are still masked
    Started      // by Start
};

// What the SMI handler is to do, when it runs.
enum class Purpose : uint8_t { Setup, Smi, Teardown };

struct State {
    vmcs::Switch contexts;
    arch::DebugRegisters os_debug; // of the OS, while the handler runs
    uint64_t os_cr2;
    Stage stage;
    Purpose purpose;
};

// How the SMI handler begins, each time. It is written once, when the monitor becomes active.
struct HandlerStart {
    vmcs::GuestState guest;
    uint64_t setup_rip;    // 0: there is none
    uint64_t smi_rip;      // that of the guest state
    uint64_t teardown_rip; // 0: there is none
    uint32_t entry;        // VM-entry controls
};

/*@
  // A processor on which the OS or the handler may go on.
  predicate ValidState(State* s) =
    s->os_debug.dr6 < 0x100000000 &&
    (s->stage == Stage::Initialized || s->stage == Stage::Started) &&
    (s->purpose == Purpose::Setup || s->purpose == Purpose::Smi || s->purpose == Purpose::Teardown);
*/

inline constexpr uint64_t kStartOffset = 0x800; // in the page of the State

// Pages of the processor's area, from boot::area::kWindow on.
struct Pages {
    arch::Window window;
    State state;
    uint8_t unused[kStartOffset - sizeof(State)];
    HandlerStart start;
    uint8_t unused_too[boot::kPageSize - kStartOffset - sizeof(HandlerStart)];
    vmcs::Region os;
    vmcs::Region handler;
};
static_assert(sizeof(Pages) == (boot::area::kPages - boot::area::kWindow) * boot::kPageSize &&
              __builtin_offsetof(Pages, state) == (boot::area::kState - boot::area::kWindow) * boot::kPageSize &&
              __builtin_offsetof(Pages, start) == __builtin_offsetof(Pages, state) + kStartOffset &&
              __builtin_offsetof(Pages, os) == (boot::area::kOsVmcs - boot::area::kWindow) * boot::kPageSize &&
              __builtin_offsetof(Pages, handler) == (boot::area::kHandlerVmcs - boot::area::kWindow) * boot::kPageSize);

// What confines the handler on every processor. Whoever initializes writes it, before another processor can start.
struct HandlerTables {
    paging::EptTables ept;
    uint64_t msr_bitmap[512]; // SDM vol. 3C 24.6.9: reads of low MSRs and high ones, then writes
};
static_assert(sizeof(HandlerTables) == boot::kHandlerTables * boot::kPageSize &&
              __builtin_offsetof(HandlerTables, msr_bitmap) == 0x4000);

inline constexpr uint64_t kMsrBitmapOffset = 0x4000;

inline constexpr uint32_t kOff = 0;
inline constexpr uint32_t kPreparing = 0xffffffff; // for all processors, by the first one: nobody else may begin

// It changes by locked instructions alone.
struct Shared {
    uint32_t active; // how many processors are under the monitor, or kOff, or kPreparing
};
static_assert(sizeof(Shared) == 4);

} // namespace stm::smi
