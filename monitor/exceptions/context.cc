// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/context.h"

namespace stm::exceptions {

bool in_ia32e_mode(Context const& context) {
    return context.guest.wide[vmcs::wide::kEfer] / abi::efer::kLma % 2 == 1;
}

bool can_run_at(Context const& context, bool code64, uint64_t rip) {
    bool const la57 = context.guest.natural[vmcs::natural::kCr4] / arch::cr4::kLa57 % 2 == 1;
    return domains::is_code_address(rip, code64, la57);
}

} // namespace stm::exceptions
