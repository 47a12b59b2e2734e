// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Packets of the protocol: "$", payload, "#", checksum (GDB manual, "Overview" of the remote protocol).
namespace redoubt::machine::gdb {

inline constexpr std::size_t kLongestPacket = 0x4000; // as the debugger is told; longer ones are corrupt

[[nodiscard]] uint8_t checksum(std::string_view text);

// As it is sent, with characters that a packet cannot hold escaped.
[[nodiscard]] std::string framed(std::string_view payload);

enum class InputKind : uint8_t { Packet, Corrupt, Ack, Nak, Interrupt };

struct Input {
    InputKind kind;
    std::string payload = {}; // of a packet, without escapes
};

// Finds packets in a stream; whatever comes between them is passed over.
class PacketReader {
public:
    [[nodiscard]] std::optional<Input> feed(char c);

private:
    enum class State : uint8_t { Between, Payload, FirstDigit, SecondDigit };

    [[nodiscard]] std::optional<Input> between(char c);
    [[nodiscard]] Input packet(char second_digit) const;

    State state_ = State::Between;
    std::string raw_ = {}; // the payload as it came
    char first_digit_ = 0;
};

} // namespace redoubt::machine::gdb
