// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/link.hpp"

#include <utility>

namespace redoubt::machine::gdb {

std::optional<std::string> Link::next_packet() {
    while (packets_.empty() && !lost_) {
        interrupted_ = false; // it came while nothing ran
        receive(Connection::Wait::Yes);
    }
    if (packets_.empty()) return std::nullopt;
    auto packet = std::move(packets_.front());
    packets_.pop_front();
    return packet;
}

bool Link::wants_stop() {
    if (!lost_) receive(Connection::Wait::No);
    return std::exchange(interrupted_, false) || lost_;
}

void Link::send(std::string_view payload) {
    last_sent_ = framed(payload);
    transmit(last_sent_);
}

void Link::receive(Connection::Wait wait) {
    auto const bytes = connection_.receive(wait);
    if (!bytes) {
        lost_ = true;
        return;
    }
    for (char const c : *bytes)
        if (auto input = reader_.feed(c)) take(*std::move(input));
}

void Link::take(Input input) {
    switch (input.kind) {
    case InputKind::Packet:
        if (acknowledging_) transmit("+");
        packets_.push_back(std::move(input.payload));
        break;
    case InputKind::Corrupt:
        if (acknowledging_) transmit("-");
        break;
    case InputKind::Nak:
        if (acknowledging_) transmit(last_sent_);
        break;
    case InputKind::Interrupt: interrupted_ = true; break;
    case InputKind::Ack: break;
    }
}

void Link::transmit(std::string_view bytes) {
    if (!bytes.empty() && !connection_.send(bytes)) lost_ = true;
}

} // namespace redoubt::machine::gdb
