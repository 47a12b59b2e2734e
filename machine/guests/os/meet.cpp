// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/bare/instructions.hpp"
#include "machine/guests/os/operations.hpp"

namespace redoubt::machine::guest {
namespace {

uint64_t arrivals; // of all processors, to all meetings

} // namespace

// All meetings are of the same processors: the n-th has taken place when each has come n times.
bool meet(OsProcessor& processor, OsOperation& operation) {
    auto const expected = operation.value * ++processor.mailbox.meetings;
    __atomic_fetch_add(&arrivals, 1, __ATOMIC_SEQ_CST);
    auto const came = [] { return __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST); };
    for (uint64_t i = 0; came() < expected && i < operation.count; ++i)
        pause();
    auto const found = came();
    return found >= expected || processor.fail(OsFailure::MeetingMissed, 0, expected, found);
}

} // namespace redoubt::machine::guest
