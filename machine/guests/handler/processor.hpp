// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/guests/handler_mailbox.hpp"
#include "machine/guests/placement.hpp"

namespace redoubt::machine::guest {

// The memory of one processor. Stacks grow down from its middle and its end, so that every stack pointer
// tells whose it is.
struct alignas(0x8000) HandlerProcessor {
    HandlerMailbox mailbox;
    uint8_t exception_stack[0x2000];
    uint8_t stack[0x4000];
};
static_assert(sizeof(HandlerProcessor) == 0x8000);

extern "C" HandlerProcessor handler_processors[kMaxProcessors];

[[nodiscard]] inline HandlerProcessor& processor_at(uint64_t stack_pointer) {
    return handler_processors[(stack_pointer - 1 - (kHandlerBase + kProcessors)) / sizeof(HandlerProcessor)];
}

// RSM, with other values in the general registers than the interrupted context had.
extern "C" [[noreturn]] void leave_smm();

} // namespace redoubt::machine::guest
