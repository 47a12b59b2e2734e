// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/server.hpp"

#include "machine/gdb/link.hpp"

namespace redoubt::machine::gdb {

Outcome serve(Connection& connection, Target& target) {
    Link link(connection);
    Session session(target, [&] { return link.wants_stop(); });
    while (auto const packet = link.next_packet()) {
        if (auto const answer = session.answer(*packet)) link.send(*answer);
        if (!session.acknowledging()) link.stop_acknowledging();
        if (auto const ended = session.ended()) return *ended;
    }
    return Outcome::Lost;
}

} // namespace redoubt::machine::gdb
