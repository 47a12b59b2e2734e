// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/exceptions/handler.h"
#include "monitor/policy/layout.h"

#include <stdint.h>

// Where a frame lies on the exception handler's stack.
namespace stm::exceptions {

/*@
  logic integer FrameBytes(ExceptionHandler* h) =
    h->long_mode ? sizeof(abi::ProtectionExceptionFrameX64) : sizeof(abi::ProtectionExceptionFrameIa32);

  // Sixteen bytes are left above the frame; below it, a return address would be at a multiple of sixteen.
  logic integer FrameAddress(ExceptionHandler* h) = (h->rsp - FrameBytes(h) - 0x10) / 0x10 * 0x10 - 8;

  // There is room below SpeRsp, and all of it is in the BIOS's part of SMRAM.
  predicate HasPlace(ExceptionHandler* h, Layout* l) =
    0 <= FrameAddress(h) && InBiosSmram(l, FrameAddress(h), FrameBytes(h));
*/

/*@ requires \valid_read(&handler);
    assigns \nothing;
    ensures REQ_EXC_09_bytes: \result == FrameBytes(&handler) <= sizeof(abi::ProtectionExceptionFrameX64);
*/
[[nodiscard]] uint64_t frame_bytes(ExceptionHandler const& handler);

/*@ requires \valid_read(&handler) && \valid_read(&layout) && ValidLayout(&layout);
    assigns \nothing;
    ensures REQ_EXC_09_smram: \result <==> HasPlace(&handler, &layout);
*/
[[nodiscard]] bool has_place(ExceptionHandler const& handler, Layout const& layout);

// Physical, and the handler's RSP. The frame is whole words of each page that it touches.
/*@ requires \valid_read(&handler) && 0 <= FrameAddress(&handler);
    assigns \nothing;
    ensures REQ_EXC_09_address: \result == FrameAddress(&handler);
    ensures REQ_EXC_09_aligned: \result % 0x10 == 8;
*/
[[nodiscard]] uint64_t frame_address(ExceptionHandler const& handler);

} // namespace stm::exceptions
