// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/io_state.h"

#include <cstdint>
#include <doctest/doctest.h>
#include <vector>

using namespace stm::domains;

namespace {

// SDM vol. 3C table 34-6, and how the exit qualification says the same.
struct Instruction {
    char const* name;
    std::uint32_t encoding;
    bool in, string, rep, immediate;
};

std::vector<Instruction> const kInstructions = {
    {"IN immediate", 0b1001, true, false, false, true},
    {"IN DX", 0b0001, true, false, false, false},
    {"OUT immediate", 0b1000, false, false, false, true},
    {"OUT DX", 0b0000, false, false, false, false},
    {"INS", 0b0011, true, true, false, false},
    {"OUTS", 0b0010, false, true, false, false},
    {"REP INS", 0b0111, true, true, true, false},
    {"REP OUTS", 0b0110, false, true, true, false},
};

std::uint64_t qualification(Instruction const& i, std::uint64_t bytes, std::uint64_t port) {
    return (bytes - 1) | (i.in ? 1u << 3 : 0u) | (i.string ? 1u << 4 : 0u) | (i.rep ? 1u << 5 : 0u) |
           (i.immediate ? 1u << 6 : 0u) | port << 16U;
}

} // namespace

TEST_CASE("REQ-DOM-03: IO_MISC has the SDM's encoding of every instruction, length and port") {
    for (auto const& instruction : kInstructions)
        for (std::uint32_t const bytes : {1u, 2u, 4u})
            for (std::uint32_t port = 0; port < 0x10000; port += 0x11) {
                CAPTURE(instruction.name);
                auto const got = io_misc(qualification(instruction, bytes, port));
                REQUIRE(got % 2 == 1);
                REQUIRE(got / 2 % 8 == bytes);
                REQUIRE(got / 0x10 % 0x10 == instruction.encoding);
                REQUIRE(got / 0x100 % 0x100 == 0);
                REQUIRE(got / 0x10000 == port);
            }
    // OUT 0xb2, AL
    CHECK(io_misc(0x00b20040) == 0x00b20083);
}

TEST_CASE("REQ-DOM-03: bits that the SDM does not use change nothing in IO_MISC") {
    CHECK(io_misc(0xffffffff00b2ff40) == 0x00b20083);
    for (std::uint64_t const size : {2u, 4u, 5u, 6u, 7u})
        CHECK(io_misc(0x00b20040 | size) == 0x00b20083);
}

TEST_CASE("REQ-DOM-03: IO_MEM_ADDR is where a string instruction has its data, and 0 for others") {
    for (auto const& instruction : kInstructions)
        CHECK(io_mem_addr(qualification(instruction, 1, 0x80), 0xffff888012345678) ==
              (instruction.string ? std::uint64_t{0xffff888012345678} : std::uint64_t{0}));
}

TEST_CASE("REQ-DOM-03: EAX, AX or AL is the accumulator by the size of the access") {
    CHECK(io_bytes(0) == 1);
    CHECK(io_bytes(1) == 2);
    CHECK(io_bytes(3) == 4);
    CHECK(io_bytes(0xfff8) == 1);
    CHECK(io_bytes(2) == 1); // no size has this code
}
