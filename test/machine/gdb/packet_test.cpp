// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/packet.hpp"

#include <doctest/doctest.h>
#include <random>
#include <vector>

using namespace redoubt::machine::gdb;

namespace {

std::vector<Input> read(std::string_view stream) {
    PacketReader reader;
    std::vector<Input> inputs;
    for (char const c : stream)
        if (auto input = reader.feed(c)) inputs.push_back(*std::move(input));
    return inputs;
}

void check(std::string_view stream, std::vector<Input> const& expected) {
    CAPTURE(stream);
    auto const inputs = read(stream);
    REQUIRE(inputs.size() == expected.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        CHECK(inputs[i].kind == expected[i].kind);
        CHECK(inputs[i].payload == expected[i].payload);
    }
}

} // namespace

TEST_CASE("machine: a packet's checksum is the sum of its characters modulo 256") {
    CHECK(framed("OK") == "$OK#9a");
    CHECK(framed("") == "$#00");
    CHECK(framed("g") == "$g#67");
    CHECK(framed("vMustReplyEmpty") == "$vMustReplyEmpty#3a");
    CHECK(checksum("\xff\x02") == 1);
}

TEST_CASE("machine: what a packet cannot hold is sent behind an escape, changed by 20h, and the checksum is of what is "
          "sent") {
    CHECK(framed("}") == "$}]#da");      // 7dh, 5dh
    CHECK(framed("#") == "$}\x03#80");   // 7dh, 03h
    CHECK(framed("$") == "$}\x04#81");   // 7dh, 04h
    CHECK(framed("a*") == "$a}\x0a#e8"); // 61h, 7dh, 0ah
    check("$}]#da", {{InputKind::Packet, "}"}});
    check("$a}\x0a#e8", {{InputKind::Packet, "a*"}});
}

TEST_CASE("machine: packets, acknowledgements and interrupts are found in a stream, and what is between them is passed "
          "over") {
    check("$g#67", {{InputKind::Packet, "g"}});
    check("+$?#3f\x03-xyz$OK#9A", {{InputKind::Ack},
                                   {InputKind::Packet, "?"},
                                   {InputKind::Interrupt},
                                   {InputKind::Nak},
                                   {InputKind::Packet, "OK"}});
    check("$a+-\x03#bc", {{InputKind::Packet, "a+-\x03"}}); // within a packet they mean nothing
    check("$g$g#67", {{InputKind::Packet, "g"}});           // the first lost its end
    check("$g#6", {});
}

TEST_CASE("machine: a packet with a wrong checksum is corrupt, and the next one is read") {
    check("$g#68$?#3f", {{InputKind::Corrupt}, {InputKind::Packet, "?"}});
    check("$g#zz", {{InputKind::Corrupt}});
    check("$g#+7", {{InputKind::Corrupt}});
    check("$g#-9", {{InputKind::Corrupt}});
    check("$}#7d", {{InputKind::Corrupt}}); // an escape of nothing
}

TEST_CASE("machine: a packet that does not end is given up, and the next one is read") {
    auto const stream = "$" + std::string(kLongestPacket + 1, 'a') + "$?#3f";
    check(stream, {{InputKind::Corrupt}, {InputKind::Packet, "?"}});
    auto const longest = std::string(kLongestPacket, 'a');
    check(framed(longest), {{InputKind::Packet, longest}});
}

TEST_CASE("machine: every payload arrives as it was sent, whatever stood before it") {
    std::mt19937 random(1);
    for (unsigned round = 0; round < 2000; ++round) {
        std::string noise(random() % 20, ' ');
        std::string payload(random() % 100, ' ');
        for (auto* const text : {&noise, &payload})
            for (auto& c : *text)
                c = static_cast<char>(random());
        auto const inputs = read(noise + "#00" + framed(payload));
        REQUIRE_FALSE(inputs.empty());
        CHECK(inputs.back().kind == InputKind::Packet);
        CHECK(inputs.back().payload == payload);
    }
}
