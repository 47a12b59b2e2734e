// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/frame_memory.h"

namespace stm::smi {

// Word by word, as it may lie in two pages.
void write_frame(exceptions::Frame const& frame, exceptions::ExceptionHandler const& handler,
                 [[maybe_unused]] Layout const& layout, arch::Window& window, uint64_t linear) {
    auto const address = exceptions::frame_address(handler);
    auto const bytes = exceptions::frame_bytes(handler);
    /*@ loop invariant range: 0 <= i <= bytes / 8;
        loop invariant written: \forall integer j; 0 <= j < i ==> arch::foreign[address / 8 + j] == frame.word[j];
        loop invariant closed: 0 < i ==> window.entry[0] == 0;
        loop assigns i, window.entry[0], arch::foreign[address / 8 .. address / 8 + bytes / 8 - 1];
        loop variant bytes / 8 - i;
    */
    for (uint64_t i = 0; i < bytes / 8; ++i) {
        uint64_t const next = address + 8 * i;
        //@ assert place: next / 8 == address / 8 + i;
        arch::write_physical(frame.word + i, 1, next, window, linear)
            /*@ ghost (layout.mseg_first, layout.tseg_last) */;
    }
}

void read_frame(exceptions::Frame& frame, exceptions::ExceptionHandler const& handler,
                [[maybe_unused]] Layout const& layout, arch::Window& window, uint64_t linear) {
    auto const address = exceptions::frame_address(handler);
    auto const bytes = exceptions::frame_bytes(handler);
    /*@ loop invariant range: 0 <= i <= bytes / 8;
        loop invariant closed: 0 < i ==> window.entry[0] == 0;
        loop assigns i, window.entry[0], frame;
        loop variant bytes / 8 - i;
    */
    for (uint64_t i = 0; i < bytes / 8; ++i) {
        arch::read_physical(frame.word + i, 1, address + 8 * i, window, linear);
    }
}

} // namespace stm::smi
