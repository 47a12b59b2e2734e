// SPDX-License-Identifier: Apache-2.0
#include "machine/trace/disassembly.hpp"

#include <doctest/doctest.h>
#include <sstream>
#include <vector>

using namespace redoubt::machine;

namespace {

std::vector<std::byte> bytes(std::initializer_list<uint8_t> list) {
    std::vector<std::byte> made;
    for (auto const byte : list)
        made.push_back(std::byte{byte});
    return made;
}

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

// A line with the mark of RIP or without it, and the text of its instruction.
bool is_line(std::string const& line, char mark, std::string const& address, std::string const& instruction) {
    return line.starts_with(mark + (" " + address + "  ")) && line.ends_with(" " + instruction);
}

} // namespace

TEST_CASE("machine: the instruction at RIP is marked, with the instructions around it") {
    // MOV RBP, RSP; PUSH RBX; VMCALL; NOP; RET
    auto const code = bytes({0x48, 0x89, 0xe5, 0x53, 0x0f, 0x01, 0xc1, 0x90, 0xc3});
    auto const lines = lines_of(disassembly({0x1000, code}, 0x1004, CodeMode::Bits64));
    REQUIRE(lines.size() == 5);
    CHECK(is_line(lines[0], ' ', "0000000000001000", "mov rbp, rsp"));
    CHECK(is_line(lines[1], ' ', "0000000000001003", "push rbx"));
    CHECK(is_line(lines[2], '>', "0000000000001004", "vmcall"));
    CHECK(lines[2].find("0f 01 c1 ") != std::string::npos);
    CHECK(is_line(lines[3], ' ', "0000000000001007", "nop"));
    CHECK(is_line(lines[4], ' ', "0000000000001008", "ret"));
}

TEST_CASE("machine: no more than five instructions stand before RIP and five after it") {
    std::vector<std::byte> const code(200, std::byte{0x90});
    auto const lines = lines_of(disassembly({0x1000, code}, 0x1064, CodeMode::Bits64));
    REQUIRE(lines.size() == 11);
    CHECK(is_line(lines[0], ' ', "000000000000105f", "nop"));
    CHECK(is_line(lines[5], '>', "0000000000001064", "nop"));
    CHECK(is_line(lines[10], ' ', "0000000000001069", "nop"));
}

TEST_CASE("machine: code is disassembled as far as it is given and decodes") {
    CHECK(disassembly({0x1000, {}}, 0x1000, CodeMode::Bits64) == "> 0000000000001000  no code there\n");
    auto const code = bytes({0x90, 0x0f});
    CHECK(disassembly({0x1000, code}, 0xfff, CodeMode::Bits64) == "> 0000000000000fff  no code there\n");
    CHECK(disassembly({0x1000, code}, 0x1002, CodeMode::Bits64) == "> 0000000000001002  no code there\n");
    auto const at_first = lines_of(disassembly({0x1000, code}, 0x1000, CodeMode::Bits64));
    REQUIRE(at_first.size() == 1); // the second byte begins an instruction that is cut short
    CHECK(is_line(at_first[0], '>', "0000000000001000", "nop"));
    auto const cut = lines_of(disassembly({0x1000, code}, 0x1001, CodeMode::Bits64));
    REQUIRE(cut.size() == 2);
    CHECK(is_line(cut[0], ' ', "0000000000001000", "nop"));
    CHECK(cut[1] == "> 0000000000001001  no instruction");
    auto const last_byte = bytes({0xf4});
    auto const at_the_top = lines_of(disassembly({~uint64_t{0}, last_byte}, ~uint64_t{0}, CodeMode::Bits64));
    REQUIRE(at_the_top.size() == 1);
    CHECK(is_line(at_the_top[0], '>', "ffffffffffffffff", "hlt"));
}

TEST_CASE("machine: the same bytes are disassembled by the width of their code") {
    auto const code = bytes({0xb8, 0x34, 0x12, 0x90, 0x90}); // MOV AX, 1234h; NOP; NOP or MOV EAX, 90901234h
    CHECK(is_line(lines_of(disassembly({0, code}, 0, CodeMode::Bits16)).front(), '>', "0000000000000000",
                  "mov ax, 0x1234"));
    CHECK(is_line(lines_of(disassembly({0, code}, 0, CodeMode::Bits32)).front(), '>', "0000000000000000",
                  "mov eax, 0x90901234"));
    auto const rex = bytes({0x48, 0xff, 0xc0}); // INC RAX; elsewhere DEC EAX and INC EAX
    CHECK(is_line(lines_of(disassembly({0, rex}, 0, CodeMode::Bits64)).front(), '>', "0000000000000000", "inc rax"));
    CHECK(is_line(lines_of(disassembly({0, rex}, 0, CodeMode::Bits32)).front(), '>', "0000000000000000", "dec eax"));
}
