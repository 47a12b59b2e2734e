// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/packet.hpp"

#include "machine/gdb/hex.hpp"

#include <fmt/core.h>

namespace redoubt::machine::gdb {
namespace {

constexpr char escape = '}';
constexpr char escape_bit = 0x20;
constexpr char interrupt = 0x03;

char changed(char c) {
    return static_cast<char>(c ^ escape_bit);
}

// Nothing: an escape at the end.
std::optional<std::string> unescaped(std::string_view raw) {
    std::string payload;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != escape) {
            payload += raw[i];
            continue;
        }
        if (++i == raw.size()) return std::nullopt;
        payload += changed(raw[i]);
    }
    return payload;
}

} // namespace

uint8_t checksum(std::string_view text) {
    uint8_t sum = 0;
    for (char const c : text)
        sum = static_cast<uint8_t>(sum + static_cast<uint8_t>(c));
    return sum;
}

std::string framed(std::string_view payload) {
    std::string raw;
    for (char const c : payload) {
        if (c == '$' || c == '#' || c == escape || c == '*') {
            raw += escape;
            raw += changed(c);
        } else {
            raw += c;
        }
    }
    return fmt::format("${}#{:02x}", raw, checksum(raw));
}

std::optional<Input> PacketReader::feed(char c) {
    switch (state_) {
    case State::Between: return between(c);
    case State::Payload:
        if (c == '$') { // the end of the one before was lost
            raw_.clear();
        } else if (c == '#') {
            state_ = State::FirstDigit;
        } else if (raw_.size() < kLongestPacket) {
            raw_ += c;
        } else {
            state_ = State::Between;
            return Input{InputKind::Corrupt};
        }
        return std::nullopt;
    case State::FirstDigit:
        first_digit_ = c;
        state_ = State::SecondDigit;
        return std::nullopt;
    case State::SecondDigit: state_ = State::Between; return packet(c);
    }
    return std::nullopt;
}

std::optional<Input> PacketReader::between(char c) {
    switch (c) {
    case '$':
        raw_.clear();
        state_ = State::Payload;
        return std::nullopt;
    case '+': return Input{InputKind::Ack};
    case '-': return Input{InputKind::Nak};
    case interrupt: return Input{InputKind::Interrupt};
    default: return std::nullopt;
    }
}

Input PacketReader::packet(char second_digit) const {
    auto const digits = std::string{first_digit_, second_digit};
    auto payload = unescaped(raw_);
    if (!payload || number_from_hex(digits) != checksum(raw_)) return {InputKind::Corrupt};
    return {InputKind::Packet, *std::move(payload)};
}

} // namespace redoubt::machine::gdb
