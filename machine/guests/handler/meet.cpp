// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/bare/instructions.hpp"
#include "machine/guests/handler/actions.hpp"
#include "machine/guests/handler/processor.hpp"

namespace redoubt::machine::guest {

// Each side counts its meetings, and the other's visits to it: they have met as soon as the visits are no fewer.
void meet(HandlerMailbox& mailbox, HandlerOrder& order) {
    auto& other = handler_processors[order.address % kMaxProcessors].mailbox;
    ++mailbox.meetings;
    __atomic_fetch_add(&other.visits, 1, __ATOMIC_SEQ_CST);
    auto const met = [&] { return __atomic_load_n(&mailbox.visits, __ATOMIC_SEQ_CST) >= mailbox.meetings; };
    for (uint64_t i = 0; !met() && i < order.value; ++i)
        pause();
    order.result = met() ? 1 : 0;
}

} // namespace redoubt::machine::guest
