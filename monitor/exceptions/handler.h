// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/protection_exception.h"

#include <stdint.h>

// The BIOS's handler of protection exceptions, as the processor SMM descriptor (spec/abi/psd.h) has it.
namespace stm::exceptions {

inline constexpr uint32_t kPsdWords = 14; // of the descriptor, from the first on: all that is read is among them

struct ExceptionHandler {
    uint64_t rip;       // SpeRip; 0: there is none
    uint64_t rsp;       // SpeRsp, where its stack ends
    uint16_t ss;        // SpeSs
    uint16_t delivered; // the filter: bits of abi::ProtectionExceptionHandler
    bool long_mode;     // Intel64Mode, of the SMI handler as a whole
};

/*@
  // By the layout of abi::Psd: bytes are little-endian in words of 64 bits.
  predicate SaysHandler{L, M}(ExceptionHandler* h, uint64_t* w) =
    \at(h->rip, M) == \at(w[11], L) && \at(h->rsp, M) == \at(w[12], L) &&
    \at(h->ss, M) == \at(w[13], L) % 0x10000 && \at(h->delivered, M) == \at(w[13], L) / 0x10000 % 0x10000 &&
    (\at(h->long_mode, M) <==> \at(w[2], L) / 2 % 2 == 1);

  predicate Filtered(integer delivered, integer bit) = delivered / bit % 2 == 1;

  // The handler wants exceptions of this class.
  predicate Wants(ExceptionHandler* h, integer violation) =
    violation == abi::Violation::Page ? Filtered(h->delivered, abi::ProtectionExceptionHandler::kPageViolation) :
    violation == abi::Violation::Msr  ? Filtered(h->delivered, abi::ProtectionExceptionHandler::kMsrViolation) :
    violation == abi::Violation::Register ?
      Filtered(h->delivered, abi::ProtectionExceptionHandler::kRegisterViolation) :
    violation == abi::Violation::Io  ? Filtered(h->delivered, abi::ProtectionExceptionHandler::kIoViolation) :
    violation == abi::Violation::Pci ? Filtered(h->delivered, abi::ProtectionExceptionHandler::kPciViolation) :
      \false;
*/

// Reserved bits are not looked at.
/*@ requires \valid(&handler) && \valid_read(words + (0 .. kPsdWords - 1));
    requires \separated(&handler, words + (0 .. kPsdWords - 1));
    assigns handler;
    ensures REQ_EXC_01_read: SaysHandler{Pre, Post}(&handler, words);
*/
void read_exception_handler(ExceptionHandler& handler, uint64_t const* words);

/*@ requires \valid_read(&handler);
    assigns \nothing;
    ensures REQ_EXC_01_filter: \result <==> Wants(&handler, violation);
*/
[[nodiscard]] bool wants(ExceptionHandler const& handler, abi::Violation violation);

} // namespace stm::exceptions
