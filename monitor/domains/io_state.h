// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/io/access.h"
#include "spec/abi/save_state.h"
#include "spec/abi/vmx_exit.h"

#include <stdint.h>

// The save state's fields of an I/O instruction, from the qualification of an I/O SMI (SDM vol. 3C 34.7, 34.15.2.3).
namespace stm::domains {

/*@
  logic integer In(integer q) = q / 8 % 2;
  logic integer String(integer q) = q / 0x10 % 2;
  logic integer Rep(integer q) = q / 0x20 % 2;
  logic integer Immediate(integer q) = q / 0x40 % 2;

  // Sizes that are not used count as one byte.
  logic integer IoBytes(integer q) = io::SizeOf(q) == 0 ? 1 : io::SizeOf(q);
  logic integer IoPort(integer q) = q / 0x10000 % 0x10000;

  logic integer IoTypeOf(integer q) =
    String(q) == 1 ? (In(q) == 1 ? (Rep(q) == 1 ? abi::IoType::RepIns : abi::IoType::Ins)
                                 : (Rep(q) == 1 ? abi::IoType::RepOuts : abi::IoType::Outs))
                   : (In(q) == 1 ? (Immediate(q) == 1 ? abi::IoType::InImmediate : abi::IoType::InDx)
                                 : (Immediate(q) == 1 ? abi::IoType::OutImmediate : abi::IoType::OutDx));

  logic integer IoMisc(integer q) = 1 + 2 * IoBytes(q) + 0x10 * IoTypeOf(q) + 0x10000 * IoPort(q);

  logic integer IoMemAddr(integer q, integer linear) = String(q) == 1 ? linear : 0;
*/

/*@ assigns \nothing;
    ensures REQ_DOM_03_io_misc: \result == IoMisc(qualification);
*/
[[nodiscard]] uint32_t io_misc(uint64_t qualification);

// Where INS or OUTS has its data; `linear` is the guest-linear address of the VM exit.
/*@ assigns \nothing;
    ensures REQ_DOM_03_io_mem_addr: \result == IoMemAddr(qualification, linear);
*/
[[nodiscard]] uint64_t io_mem_addr(uint64_t qualification, uint64_t linear);

// How many bytes the instruction transfers.
/*@ assigns \nothing;
    ensures REQ_DOM_03_bytes: \result == IoBytes(qualification);
    ensures size: \result == 1 || \result == 2 || \result == 4;
*/
[[nodiscard]] uint8_t io_bytes(uint64_t qualification);

} // namespace stm::domains
