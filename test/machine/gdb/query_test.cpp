// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/packet.hpp"
#include "test/machine/gdb/fake_target.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace redoubt::machine::gdb;
using test::Bench;

TEST_CASE("machine: the debugger learns what the stub can do, and says which breakpoints it knows") {
    Bench bench;
    CHECK(bench.ask("qSupported:multiprocess+;swbreak+;hwbreak+;xmlRegisters=i386") ==
          "PacketSize=4000;qXfer:features:read+;swbreak+;hwbreak+;vContSupported+;QStartNoAckMode+");
    CHECK(bench.ask("qSupported").starts_with("PacketSize=4000"));
    CHECK(bench.ask("vCont?") == "vCont;c;C;s;S");
    CHECK(bench.ask("qAttached") == "1");
}

TEST_CASE("machine: packets that are not known get an empty answer") {
    Bench bench;
    for (auto const* packet :
         {"", "vMustReplyEmpty", "vFile:open:61,0,0", "qCRC:1000,10", "qOffsets", "qTStatus", "Z2,1000,4", "z3,1000,4",
          "!", "vRun", "gx", "kx", "qXfer:memory-map:read::0,100", "QNonStop:1"}) {
        CAPTURE(packet);
        CHECK(bench.ask(packet) == "");
    }
}

TEST_CASE("machine: a thread is a processor, its number greater by one") {
    Bench bench(16);
    CHECK(bench.ask("qfThreadInfo") == "m1,2,3,4,5,6,7,8,9,a,b,c,d,e,f,10");
    CHECK(bench.ask("qsThreadInfo") == "l");
    CHECK(bench.ask("T10") == "OK");
    CHECK(bench.ask("qThreadExtraInfo,10") == "70726f636573736f72203135"); // processor 15
    CHECK(bench.ask("qC") == "QC1");
    CHECK(bench.ask("Hg10") == "OK");
    CHECK(bench.ask("qC") == "QC10");
    CHECK(bench.ask("Hg0") == "OK"); // any: it stays
    CHECK(bench.ask("Hg-1") == "OK");
    CHECK(bench.ask("Hc-1") == "OK");
    CHECK(bench.ask("qC") == "QC10");
    for (auto const* packet :
         {"T11", "T0", "T-1", "T", "Tx", "Tffffffffffffffff", "T10000000000000001", "H", "Hg", "Hg11", "Hx1", "Hg-2",
          "qThreadExtraInfo,", "qThreadExtraInfo,0", "qThreadExtraInfo,11"}) {
        CAPTURE(packet);
        CHECK(bench.ask(packet) == "E01");
    }
    CHECK(bench.ask("qC") == "QC10");
}

TEST_CASE("machine: the description of registers comes in parts, which are all of it") {
    Bench bench;
    std::string whole;
    for (;;) {
        auto const part = bench.ask("qXfer:features:read:target.xml:" + hex(whole.size()) + ",64");
        REQUIRE((part.starts_with('m') || part.starts_with('l')));
        REQUIRE(part.size() <= 101);
        whole += part.substr(1);
        if (part.front() == 'l') break;
        REQUIRE(part.size() == 101);
    }
    CHECK(whole == target_description());
    CHECK(bench.ask("qXfer:features:read:target.xml:" + hex(whole.size()) + ",64") == "l");
    CHECK(bench.ask("qXfer:features:read:other.xml:0,64") == "E00");
    for (auto const* packet :
         {"target.xml:", "target.xml:0", "target.xml:0,x", "target.xml:fffffff,10", "target.xml:-1,10"}) {
        CAPTURE(packet);
        CHECK(bench.ask(std::string("qXfer:features:read:") + packet) == "E01");
    }
}

TEST_CASE("machine: the description has every register once, with the numbers that packets use") {
    auto const xml = target_description();
    CHECK(xml.find("<architecture>i386:x86-64</architecture>") != std::string::npos);
    CHECK(xml.find("<feature name=\"org.gnu.gdb.i386.core\">") != std::string::npos);
    for (unsigned number = 0; number < kRegisters.size(); ++number) {
        auto const& each = kRegisters[number];
        auto const element =
            "<reg name=\"" + std::string(each.name) + "\" bitsize=\"" + std::to_string(each.bits) + "\"";
        auto const at = xml.find(element);
        REQUIRE(at != std::string::npos);
        CHECK(xml.find(element, at + 1) == std::string::npos);
        CHECK(xml.substr(at, xml.find('\n', at) - at).ends_with("regnum=\"" + std::to_string(number) + "\"/>"));
    }
    CHECK(test::number_of("rsp") == 7); // GDB's order is not that of encodings
    CHECK(test::number_of("eflags") == 17);
    CHECK(test::number_of("gs") == 23);
    CHECK(test::number_of("st0") == 24);
    CHECK(test::number_of("fop") == 39);
}

TEST_CASE("machine: detaching is answered, killing is not, and both end the session") {
    Bench detached;
    CHECK_FALSE(detached.session.ended());
    CHECK(detached.ask("D") == "OK");
    CHECK(detached.session.ended() == Outcome::Detached);
    Bench killed;
    CHECK_FALSE(killed.session.answer("k"));
    CHECK(killed.session.ended() == Outcome::Killed);
}

TEST_CASE("machine: packets of random bytes never do more than fail") {
    std::mt19937 random(7);
    constexpr std::string_view first = "?HTDqQgGpPmMXvZz";
    constexpr std::string_view others = "0123456789abcdef,;:=-x}Cc\xff";
    Bench bench;
    for (unsigned round = 0; round < 20'000; ++round) {
        std::string packet(1, first[random() % first.size()]);
        for (auto length = random() % 12; length != 0; --length)
            packet += others[random() % others.size()];
        if (packet.starts_with("vC")) continue; // runs until a breakpoint
        static_cast<void>(bench.ask(packet));
    }
    CHECK(bench.ask("qsThreadInfo") == "l");
}
