// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/handler.h"

namespace stm::exceptions {

using Filter = abi::ProtectionExceptionHandler;

void read_exception_handler(ExceptionHandler& handler, uint64_t const* words) {
    handler.rip = words[11];
    handler.rsp = words[12];
    handler.ss = static_cast<uint16_t>(words[13] % 0x10000);
    handler.delivered = static_cast<uint16_t>(words[13] / 0x10000 % 0x10000);
    handler.long_mode = words[2] / 2 % 2 == 1;
}

bool wants(ExceptionHandler const& handler, abi::Violation violation) {
    uint32_t const delivered = handler.delivered;
    switch (violation) {
    case abi::Violation::Page: return delivered / Filter::kPageViolation % 2 == 1;
    case abi::Violation::Msr: return delivered / Filter::kMsrViolation % 2 == 1;
    case abi::Violation::Register: return delivered / Filter::kRegisterViolation % 2 == 1;
    case abi::Violation::Io: return delivered / Filter::kIoViolation % 2 == 1;
    case abi::Violation::Pci: return delivered / Filter::kPciViolation % 2 == 1;
    default: return false;
    }
}

} // namespace stm::exceptions
