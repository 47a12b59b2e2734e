// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/descriptor.hpp"
#include "machine/processor/stack_frame.hpp"

// What far jumps, calls and returns have in common (SDM vol. 3A 5.8; vol. 2, CALL, JMP, RET, IRET).
namespace redoubt::machine {

// A code segment and a place in it, both checked.
struct CodeTarget {
    Descriptor descriptor;
    uint16_t selector; // with the privilege level that code will run at as RPL
    uint64_t offset;

    [[nodiscard]] unsigned cpl() const { return selector & selector::rpl; }
    [[nodiscard]] bool is_64(Core const& core) const {
        return core.cpu.long_mode() && descriptor.has(stm::abi::access_rights::kLong);
    }
};

// Throws #GP(0) if the offset lies outside the segment, or #GP(selector) if the segment is of no mode.
void check_target(Core const& core, CodeTarget const& target);

// The processor goes on there.
void enter_code(Core& core, CodeTarget& target);
void enter_code_where_selectors_are_addresses(Core& core, uint64_t selector, uint64_t offset);

// Returns: the code segment and the stack segment that a stack names. Checked, not yet loaded.
[[nodiscard]] CodeTarget returned_code(Core& core, uint64_t selector, uint64_t offset);
[[nodiscard]] Segment returned_stack(Core& core, uint64_t selector, CodeTarget const& code);

// Loads the stack, when the code segment has been entered.
void enter_stack(Core& core, Segment const& segment, uint64_t pointer, unsigned size);

// Segments that the outer level must not use (SDM vol. 3A 5.8.6).
void drop_privileged_segments(Core& core);

} // namespace redoubt::machine
