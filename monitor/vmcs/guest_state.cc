// SPDX-License-Identifier: Apache-2.0
#include "monitor/vmcs/guest_state.h"

namespace stm::vmcs {

bool read_guest_state(GuestState& state) {
    auto const selectors = read_fields16(abi::VmcsField::GuestEsSelector, state.selectors, 8);
    if (!selectors) return false;
    auto const wide = read_fields64(abi::VmcsField::VmcsLinkPointer, state.wide, 4);
    if (!wide) return false;
    auto const pdptes = read_fields64(abi::VmcsField::GuestPdpte0, state.pdptes, 4);
    if (!pdptes) return false;
    auto const narrow = read_fields32(abi::VmcsField::GuestEsLimit, state.narrow, 22);
    if (!narrow) return false;
    return read_fields64(abi::VmcsField::GuestCr0, state.natural, 20);
}

bool write_guest_state(GuestState const& state) {
    auto const selectors = write_fields16(abi::VmcsField::GuestEsSelector, state.selectors, 8);
    if (!selectors) return false;
    auto const wide = write_fields64(abi::VmcsField::VmcsLinkPointer, state.wide, 4);
    if (!wide) return false;
    auto const pdptes = write_fields64(abi::VmcsField::GuestPdpte0, state.pdptes, 4);
    if (!pdptes) return false;
    auto const narrow = write_fields32(abi::VmcsField::GuestEsLimit, state.narrow, 22);
    if (!narrow) return false;
    return write_fields64(abi::VmcsField::GuestCr0, state.natural, 20);
}

} // namespace stm::vmcs
