// SPDX-License-Identifier: Apache-2.0
#include "monitor/exceptions/entry.h"

namespace stm::exceptions {

namespace narrow = vmcs::narrow;
namespace natural = vmcs::natural;

constexpr uint32_t kCs = static_cast<uint32_t>(vmcs::SegmentRegister::Cs);
constexpr uint32_t kSs = static_cast<uint32_t>(vmcs::SegmentRegister::Ss);

/*@ requires \valid_read(&context);
    assigns \nothing;
    ensures \result <==> InMode(&context, long_mode);
*/
[[nodiscard]] static bool in_mode(Context const& context, bool long_mode) {
    bool const ia32e = in_ia32e_mode(context);
    return ia32e == long_mode && context.guest.natural[natural::kCr0] % 2 == 1 &&
           context.guest.natural[natural::kRflags] / kVirtual8086 % 2 == 0;
}

bool can_enter(ExceptionHandler const& handler, Context const& context) {
    return handler.rip != 0 && in_mode(context, handler.long_mode) &&
           can_run_at(context, handler.long_mode, handler.rip);
}

/*@ requires \valid(&guest) && (segment == kCs || segment == kSs);
    assigns guest.selectors[segment], guest.narrow[segment], guest.narrow[10 + segment], guest.natural[3 + segment];
    ensures IsFlat(&guest, segment, selector, rights);
*/
static void flatten(vmcs::GuestState& guest, uint32_t segment, uint16_t selector, uint32_t rights) {
    guest.selectors[segment] = selector;
    guest.narrow[narrow::kLimits + segment] = kWholeSpace;
    guest.narrow[narrow::kAccessRights + segment] = rights;
    guest.natural[natural::kBases + segment] = 0;
}

void enter(vmcs::GuestState& guest, ExceptionHandler const& handler, uint16_t cs) {
    flatten(guest, kCs, cs, handler.long_mode ? kCode64 : kCode32);
    flatten(guest, kSs, handler.ss, kData);
    guest.natural[natural::kRip] = handler.rip;
    guest.natural[natural::kRsp] = frame_address(handler);
    guest.natural[natural::kRflags] = kFixedFlag;
    guest.natural[natural::kPendingDebug] = 0;
    guest.narrow[narrow::kActivityState] = static_cast<uint32_t>(abi::ActivityState::Active);
    guest.narrow[narrow::kInterruptibility] = guest.narrow[narrow::kInterruptibility] / 4 * 4;
}

} // namespace stm::exceptions
