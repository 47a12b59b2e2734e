// SPDX-License-Identifier: Apache-2.0
#include "monitor/caller/address.h"

#include <cstdint>
#include <doctest/doctest.h>

namespace {

constexpr std::uint32_t kSuccess = 0, kInvalidParameter = 0x80038002;

struct Answer {
    std::uint32_t status;
    std::uint64_t address;
    bool operator==(Answer const&) const = default;
};

Answer ask(std::uint64_t rbx, std::uint64_t rcx, bool long_mode) {
    stm::arch::Registers registers{};
    registers.rax = registers.rdx = registers.rsi = ~0ull;
    registers.rbx = rbx;
    registers.rcx = rcx;
    std::uint64_t address = 0x5a5a5a5a5a5a5a5a;
    auto const status = stm::caller::parameter_address(registers, long_mode, address);
    return {static_cast<std::uint32_t>(status), address};
}

} // namespace

TEST_CASE("REQ-CALL-01: a call's address is EBX and ECX, its bits 11 to 0 taken as 0") {
    CHECK(ask(0x12345678, 0x9abcdef0, true) == Answer{kSuccess, 0x9abcdef012345000});
    CHECK(ask(0xfff, 0, true) == Answer{kSuccess, 0});
    CHECK(ask(0xffffffff, 0xffffffff, true) == Answer{kSuccess, 0xfffffffffffff000});
    CHECK(ask(0x1000, 1, true) == Answer{kSuccess, 0x100001000});
    CHECK(ask(0x7fffe010, 0, false) == Answer{kSuccess, 0x7fffe000});
}

TEST_CASE("REQ-CALL-01: the upper halves of RBX and RCX are no part of a call's address") {
    CHECK(ask(0xffffffff00345678, 0xffffffff00000002, true) == Answer{kSuccess, 0x200345000});
    CHECK(ask(0xffffffff00345678, 0xffffffff00000000, false) == Answer{kSuccess, 0x345000});
}

TEST_CASE("REQ-CALL-02: outside 64-bit mode any bit of ECX refuses the call") {
    for (unsigned bit = 0; bit < 32; ++bit) {
        CAPTURE(bit);
        CHECK(ask(0x345678, 1ull << bit, false) == Answer{kInvalidParameter, 0});
        CHECK(ask(0x345678, 1ull << bit, true) == Answer{kSuccess, (1ull << (32 + bit)) + 0x345000});
    }
}
