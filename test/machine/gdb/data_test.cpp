// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/packet.hpp"
#include "test/machine/gdb/fake_target.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine::gdb;
using test::Bench;
using test::number_of;

namespace {

// Where a register's digits begin in the answer to "g".
std::size_t place_of(std::string_view name) {
    std::size_t place = 0;
    for (unsigned number = 0; number < number_of(name); ++number)
        place += 2 * kRegisters[number].size();
    return place;
}

} // namespace

TEST_CASE(
    "machine: all registers are read in the order of their numbers, the lowest byte first, and an unknown one as x") {
    Bench bench;
    bench.target.set(0, number_of("rax"), 0x1122334455667788);
    bench.target.set(0, number_of("eflags"), 0x246);
    bench.target.set(0, number_of("efer"), 0xd01);
    auto const all = bench.ask("g");
    std::size_t digits = 0;
    for (auto const& each : kRegisters)
        digits += 2 * each.size();
    REQUIRE(all.size() == digits);
    CHECK(all.substr(0, 16) == "8877665544332211");
    CHECK(all.substr(place_of("rip"), 16) == "0010000000000000");
    CHECK(all.substr(place_of("eflags"), 8) == "46020000");
    CHECK(all.substr(place_of("st0"), 20) == std::string(20, 'x'));
    CHECK(all.ends_with("010d000000000000"));
}

TEST_CASE("machine: registers are those of the chosen thread") {
    Bench bench;
    bench.target.set(0, number_of("rbx"), 1);
    bench.target.set(1, number_of("rbx"), 2);
    CHECK(bench.ask("p1") == "0100000000000000");
    CHECK(bench.ask("Hg2") == "OK");
    CHECK(bench.ask("p1") == "0200000000000000");
    CHECK(bench.ask("P1=0300000000000000") == "OK");
    CHECK(bench.target.get(0, number_of("rbx")) == 1);
    CHECK(bench.target.get(1, number_of("rbx")) == 3);
}

TEST_CASE("machine: all registers are written together, or none when one of them cannot be understood") {
    Bench bench;
    auto all = bench.ask("g");
    all.replace(place_of("rcx"), 16, "efcdab8967452301");
    all.replace(place_of("gs_base"), 16, "0000000080ffffff");
    CHECK(bench.ask("G" + all) == "OK");
    CHECK(bench.target.get(0, number_of("rcx")) == 0x0123456789abcdef);
    CHECK(bench.target.get(0, number_of("gs_base")) == 0xffffff8000000000);
    auto wrong = all;
    wrong.replace(place_of("rcx"), 16, "0000000000000000");
    wrong.back() = 'g';
    CHECK(bench.ask("G" + wrong) == "E01");
    CHECK(bench.ask("G" + all.substr(2)) == "E01");
    CHECK(bench.ask("G" + all + "00") == "E01");
    CHECK(bench.ask("G") == "E01");
    CHECK(bench.target.get(0, number_of("rcx")) == 0x0123456789abcdef);
    auto unknown = all;
    unknown.replace(place_of("st0"), 20, std::string(20, '0'));
    CHECK(bench.ask("G" + unknown) == "E01"); // it cannot be written
}

TEST_CASE("machine: a register that there is not, or a value of another size, is an error") {
    Bench bench;
    CHECK(bench.ask("p18") == std::string(20, 'x')); // st0
    CHECK(bench.ask("P18=" + std::string(20, '0')) == "E01");
    for (auto const* packet :
         {"p", "p30", "px", "p-1", "pffffffffffffffff", "P", "P0", "P0=", "P0=00", "P=0000000000000000",
          "P0=000000000000000g", "P0=00000000000000", "P0=000000000000000000", "P30=0000000000000000"}) {
        CAPTURE(packet);
        CHECK(bench.ask(packet) == "E01");
    }
    CHECK(kRegisters.size() == 0x30);
}

TEST_CASE("machine: memory is read as far as there is any") {
    Bench bench;
    bench.target.memory[0] = std::byte{0x0f};
    bench.target.memory[1] = std::byte{0xa0};
    bench.target.memory[0xff] = std::byte{0x77};
    CHECK(bench.ask("m1000,2") == "0fa0");
    CHECK(bench.ask("m10ff,4") == "77");
    CHECK(bench.ask("m1000,0") == "");
    CHECK(bench.ask("m1000,ffffffffffffffff").size() == 0x200);
    for (auto const* packet :
         {"m", "m1000", "m1000,", "m,2", "m1100,1", "mfff,1", "mx,1", "m1000,x", "m1000,2,", "m-1000,2"}) {
        CAPTURE(packet);
        CHECK(bench.ask(packet) == "E01");
    }
}

TEST_CASE("machine: memory is written in digits or as it is, and not at all when something is wrong") {
    Bench bench;
    CHECK(bench.ask("M1000,3:0102ff") == "OK");
    CHECK(bench.ask("X1010,4:a:,\xff") == "OK");
    CHECK(bench.ask("X1000,0:") == "OK");
    CHECK(bench.ask("m1000,3") == "0102ff");
    CHECK(bench.ask("m1010,4") == "613a2cff");
    for (auto const* packet :
         {"M", "M1000,3", "M1000,3:", "M1000,3:0102", "M1000,3:0102fg", "M1000,3:01020", "M1000,2:0102ff", "Mx,1:00",
          "M1000,x:00", "M10ff,2:0000", "M2000,1:00", "X1000,2:a", "X1000,1:ab", "X10ff,2:ab"}) {
        CAPTURE(packet);
        CHECK(bench.ask(packet) == "E01");
    }
    CHECK(bench.ask("m1000,3") == "0102ff");
    CHECK(bench.target.memory.back() == std::byte{0});
}
