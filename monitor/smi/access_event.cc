// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/access_event.h"

namespace stm::smi {

bool log_access(Services& services, abi::EventType type, Violation const& access, arch::Registers const& registers,
                uint32_t latch, uint32_t reason, api::Platform platform, arch::Window& window, uint64_t linear) {
    describe(services.desk.event.data, access, registers, latch, reason);
    //@ assert inv: log::EventLog::Inv(&services.books.log);
    //@ ghost Told: ;
    bool const recorded =
        api::log_event(services.books.log, type, services.desk.event, platform, window, linear);
    /*@ assert data: \forall integer k; 0 <= k < log::kDataWords ==>
          services.desk.event.data.word[k] == \at(services.desk.event.data.word[k], Told); */
    return recorded;
}

} // namespace stm::smi
