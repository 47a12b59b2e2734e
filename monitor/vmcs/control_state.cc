// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/control_state.h"

namespace stm::vmcs {

void fill_controls(ControlState& state, uint32_t pin, uint32_t proc, uint32_t exit, uint32_t entry) {
    /*@ loop invariant range: 0 <= i <= 14;
        loop invariant done: \forall integer j; 0 <= j < i ==> state.narrow[j] == 0;
        loop assigns i, state.narrow[0 .. 13];
        loop variant 14 - i;
    */
    for (uint32_t i = 0; i < 14; ++i) {
        state.narrow[i] = 0;
    }
    state.narrow[control::kPin] = pin;
    state.narrow[control::kProc] = proc;
    state.narrow[control::kExit] = exit;
    state.narrow[control::kEntry] = entry;
    state.masks[masks::kCr0Mask] = 0;
    state.masks[masks::kCr4Mask] = 0;
    state.masks[masks::kCr0Shadow] = 0;
    state.masks[masks::kCr4Shadow] = 0;
}

bool write_controls(ControlState const& state) {
    auto const narrow = write_fields32(abi::VmcsField::PinControls, state.narrow, 14);
    if (!narrow) return false;
    return write_fields64(abi::VmcsField::Cr0GuestHostMask, state.masks, 4);
}

} // namespace stm::vmcs
