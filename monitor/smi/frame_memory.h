// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/arch/window.h"
#include "monitor/exceptions/frame_words.h"
#include "monitor/exceptions/place.h"

#include <stdint.h>

// A protection exception's frame on its handler's stack, in the BIOS's part of SMRAM.
namespace stm::smi {

/*@
  logic integer FrameWords(exceptions::ExceptionHandler* h) = exceptions::FrameBytes(h) / 8;

  predicate InMemory{L}(exceptions::Frame* f, exceptions::ExceptionHandler* h) = \forall integer i;
    0 <= i < FrameWords(h) ==> arch::foreign[exceptions::FrameAddress(h) / 8 + i] == f->word[i];
*/

/*@ requires \valid_read(&frame) && \valid_read(&handler) && \valid_read(&layout) && \valid(&window);
    requires \separated(&frame, &handler, &layout, &window, arch::foreign + (0 .. arch::kForeignWords - 1));
    requires ValidLayout(&layout) && exceptions::HasPlace(&handler, &layout) && linear % 0x1000 == 0;
    assigns window.entry[0], arch::foreign[exceptions::FrameAddress(&handler) / 8 ..
      exceptions::FrameAddress(&handler) / 8 + FrameWords(&handler) - 1];
    ensures REQ_EXC_09_written: InMemory(&frame, &handler);
    ensures REQ_ROB_01_closed: window.entry[0] == 0;
*/
void write_frame(exceptions::Frame const& frame, exceptions::ExceptionHandler const& handler, Layout const& layout,
                 arch::Window& window, uint64_t linear);

// Copied once, by words. The exception handler may have written anything there.
/*@ requires \valid(&frame) && \valid_read(&handler) && \valid_read(&layout) && \valid(&window);
    requires \separated(&frame, &handler, &layout, &window);
    requires ValidLayout(&layout) && exceptions::HasPlace(&handler, &layout) && linear % 0x1000 == 0;
    assigns frame, window.entry[0];
    ensures REQ_ROB_01_closed: window.entry[0] == 0;
*/
void read_frame(exceptions::Frame& frame, exceptions::ExceptionHandler const& handler, Layout const& layout,
                arch::Window& window, uint64_t linear);

} // namespace stm::smi
