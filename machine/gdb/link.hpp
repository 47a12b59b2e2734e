// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/gdb/connection.hpp"
#include "machine/gdb/packet.hpp"

#include <deque>

namespace redoubt::machine::gdb {

// Packets over a connection: acknowledged, and sent again when the other side asks for it.
class Link {
public:
    explicit Link(Connection& connection) : connection_(connection) {}

    // The payload of the next packet. Nothing: the connection is lost.
    [[nodiscard]] std::optional<std::string> next_packet();

    // While the target runs: whether the debugger wants it to stop, or is gone.
    [[nodiscard]] bool wants_stop();

    void send(std::string_view payload);
    void stop_acknowledging() { acknowledging_ = false; } // from the next packet on

private:
    void receive(Connection::Wait wait);
    void take(Input input);
    void transmit(std::string_view bytes);

    Connection& connection_;
    PacketReader reader_ = {};
    std::deque<std::string> packets_ = {};
    std::string last_sent_ = {}; // as it went
    bool acknowledging_ = true;
    bool interrupted_ = false;
    bool lost_ = false;
};

} // namespace redoubt::machine::gdb
