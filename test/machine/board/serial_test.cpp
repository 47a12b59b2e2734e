// SPDX-License-Identifier: Apache-2.0
#include "machine/board/serial.hpp"

#include <doctest/doctest.h>
#include <string_view>

using namespace redoubt::machine;

namespace {

void send(Serial& serial, std::string_view text) {
    for (auto const character : text) {
        REQUIRE((serial.read(5, 1) & 0x20) != 0); // as software waits: the holding register is empty
        serial.write(0, 1, static_cast<uint8_t>(character));
    }
}

} // namespace

TEST_CASE("machine: what the serial port sends is collected in lines, without their ends") {
    Serial serial;
    send(serial, "one\r\ntwo\n\nthr");
    CHECK(serial.lines() == std::vector<std::string>{"one", "two", ""});
    CHECK(serial.unfinished() == "thr");
    send(serial, "ee\n");
    CHECK(serial.lines().back() == "three");
    CHECK(serial.unfinished().empty());
}

TEST_CASE("machine: with DLAB set the serial port's first two registers are the divisor, and nothing is sent") {
    Serial serial;
    serial.write(3, 1, 0x83);
    serial.write(0, 1, 0x0c);
    serial.write(1, 1, 0x01);
    CHECK(serial.read(0, 1) == 0x0c);
    CHECK(serial.read(1, 1) == 0x01);
    CHECK(serial.divisor() == 0x010c);
    serial.write(3, 1, 0x03);
    CHECK(serial.read(3, 1) == 0x03);
    CHECK(serial.read(1, 1) == 0);
    send(serial, "a");
    CHECK(serial.unfinished() == "a");
    CHECK(serial.divisor() == 0x010c);
}

TEST_CASE("machine: software finds a 16550 at the serial port") {
    Serial serial;
    serial.write(7, 1, 0xa5);
    CHECK(serial.read(7, 1) == 0xa5);
    CHECK(serial.read(2, 1) == 0x01); // no interrupt, no FIFOs
    serial.write(2, 1, 0x07);
    CHECK(serial.read(2, 1) == 0xc1);
    serial.write(1, 1, 0xff);
    CHECK(serial.read(1, 1) == 0x0f);
    serial.write(4, 1, 0xff);
    CHECK(serial.read(4, 1) == 0x1f);
    serial.write(5, 1, 0);
    CHECK(serial.read(5, 1) == 0x60); // both transmitter registers empty, nothing received
    CHECK(serial.read(6, 1) == 0xb0); // CTS, DSR, DCD
    CHECK(serial.read(0, 1) == 0);
}

TEST_CASE("machine: a wide access to the serial port is one to each of its registers") {
    Serial serial;
    serial.write(3, 2, 0x0203);
    CHECK(serial.read(3, 2) == 0x0203);
    CHECK(serial.read(4, 4) == 0x00b06002);
}
