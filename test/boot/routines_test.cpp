// SPDX-License-Identifier: Apache-2.0
#include "test/boot/bare_machine.hpp"

#include <doctest/doctest.h>

using redoubt::test::BareMachine;
using redoubt::test::the_image_with_all_routines;

namespace {

constexpr unsigned rax = 0, rdx = 2, rbx = 3, rbp = 5;
constexpr std::array<unsigned, 6> kept{rbx, rbp, 12, 13, 14, 15}; // for the caller (System V AMD64 ABI)

// The routine, with every register filled; it returns with the caller's registers and stack as they were.
struct Call {
    BareMachine machine{the_image_with_all_routines(), 0x7f800000};

    explicit Call(std::uint64_t answer = 0) {
        for (unsigned i = 0; i < 16; ++i)
            machine.processor().set_general(i, 0x5a5a5a5a5a5a5a00 + i);
        machine.answer = answer;
    }
    std::vector<std::string> of(std::string const& symbol, std::vector<std::uint64_t> const& arguments = {}) {
        REQUIRE(machine.call(symbol, arguments));
        for (auto const number : kept)
            CHECK(machine.general(number) == 0x5a5a5a5a5a5a5a00 + number);
        return machine.log;
    }
    std::uint64_t result() const { return machine.general(rax); }
};

using Log = std::vector<std::string>;

} // namespace

TEST_CASE("arch: control registers are read and written as a whole") {
    Call call;
    auto& cpu = call.machine.processor();
    cpu.cr0 = 0x80010033;
    cpu.cr2 = 0xfedcba9876543210;
    cpu.cr3 = 0x7f807000;
    cpu.cr4 = 0x2060;
    (void)call.of("_ZN3stm4arch8read_cr0Ev");
    CHECK(call.result() == 0x80010033);
    (void)call.of("_ZN3stm4arch8read_cr2Ev");
    CHECK(call.result() == 0xfedcba9876543210);
    (void)call.of("_ZN3stm4arch8read_cr3Ev");
    CHECK(call.result() == 0x7f807000);
    (void)call.of("_ZN3stm4arch8read_cr4Ev");
    CHECK(call.result() == 0x2060);
    cpu.cr0 = 0x80000033;
    (void)call.of("_ZN3stm4arch20set_write_protectionEv");
    CHECK(call.of("_ZN3stm4arch9write_cr4Em", {0x20e0}) == Log{"mov 0x0 0x80010033", "mov 0x4 0x20e0"});
    // What a write of CR3 does is seen where the image does it (tables_test.cpp): here no tables are there to use.
}

TEST_CASE("arch: an MSR is read and written in 64 bits") {
    Call call;
    call.machine.msrs[0x9b] = 0xfedcba9876543210;
    (void)call.of("_ZN3stm4arch8read_msrENS_3abi3MsrE", {0xffffffff0000009b});
    CHECK(call.result() == 0xfedcba9876543210);
    CHECK(call.of("_ZN3stm4arch9write_msrENS_3abi3MsrEm", {0xc0000080, 0x123456789abcdef0}) ==
          Log{"wrmsr 0xc0000080 0x123456789abcdef0"});
}

TEST_CASE("arch: ports are read and written in 8, 16 and 32 bits, and what is read is extended") {
    CHECK(Call(0xa1a2a3a4).of("_ZN3stm4arch6input8Et", {0xffff0cfc}) == Log{"in 0x8 0xcfc"});
    for (auto const& [symbol, width, value] :
         {std::tuple{"_ZN3stm4arch6input8Et", "0x8", 0xa4u}, std::tuple{"_ZN3stm4arch7input16Et", "0x10", 0xa3a4u},
          std::tuple{"_ZN3stm4arch7input32Et", "0x20", 0xa1a2a3a4u}}) {
        Call call(0xa1a2a3a4);
        CHECK(call.of(symbol, {0xcfc}) == Log{std::string("in ") + width + " 0xcfc"});
        CHECK((call.result() & 0xffffffff) == value);
    }
    CHECK(Call().of("_ZN3stm4arch7output8Eth", {0xb2, 0xa1a2a3a4}) == Log{"out 0x8 0xb2 0xa4"});
    CHECK(Call().of("_ZN3stm4arch8output16Ett", {0xb2, 0xa1a2a3a4}) == Log{"out 0x10 0xb2 0xa3a4"});
    CHECK(Call().of("_ZN3stm4arch8output32Etj", {0xcf8, 0xa1a2a3a4}) == Log{"out 0x20 0xcf8 0xa1a2a3a4"});
}

TEST_CASE("arch: CPUID gives all four registers and keeps RBX") {
    Call call(0xf0e0d000);
    CHECK(call.of("_ZN3stm4arch5cpuidEjj", {0x7, 0x1}) == Log{"cpuid 0x7 0x1"});
    CHECK(call.result() == 0xf0e0d003f0e0d000);             // EBX, EAX
    CHECK(call.machine.general(rdx) == 0xf0e0d002f0e0d001); // EDX, ECX
}

TEST_CASE("arch: PAUSE, HLT and CLI are what they say") {
    CHECK(Call().of("_ZN3stm4arch5pauseEv") == Log{"pause"});
    CHECK(Call().of("_ZN3stm4arch18disable_interruptsEv") == Log{"cli"});
    Call call;
    CHECK_FALSE(call.machine.call("_ZN3stm4arch4haltEv")); // stays there
    CHECK(call.machine.log == Log{"hlt"});
    CHECK(call.machine.run(call.machine.base() + BareMachine::size - 0x10)); // and returns when it is woken
}

TEST_CASE("arch: descriptor tables are loaded from behind the operand's padding") {
    Call call;
    auto const at = call.machine.base() + BareMachine::size - 0x1000;
    call.machine.write(at, 0x0027111111111111);
    call.machine.write(at + 8, at + 0x100);
    call.machine.write(at + 0x118, 0x0000890000000067);
    (void)call.of("_ZN3stm4arch8load_gdtERKNS0_13TableRegisterE", {at});
    (void)call.of("_ZN3stm4arch8load_idtERKNS0_13TableRegisterE", {at});
    CHECK(call.machine.processor().gdtr.base == at + 0x100);
    CHECK(call.machine.processor().gdtr.limit == 0x27);
    CHECK(call.machine.processor().idtr.base == at + 0x100);
    CHECK(call.of("_ZN3stm4arch18load_task_registerEtRNS0_3GdtE", {0x18, at + 0x100}).back() == "ltr 0x18");
    CHECK(call.machine.read(at + 0x118) == 0x00008b0000000067);
}

TEST_CASE("arch: VMX instructions get their operands, and say by the flags how they ended") {
    struct Row {
        char const* symbol;
        std::vector<std::uint64_t> arguments;
        std::string instruction;
    };
    std::vector<Row> const rows{
        {"_ZN3stm4arch6vmreadENS_3abi9VmcsFieldE", {0xffffffff0000681e}, "vmread 0x681e"},
        {"_ZN3stm4arch7vmwriteENS_3abi9VmcsFieldEm", {0x681e, 0x123456789abcdef0}, "vmwrite 0x681e 0x123456789abcdef0"},
        {"_ZN3stm4arch7vmptrldEm", {0x7f812000}, "vmptrld 0x7f812000"},
        {"_ZN3stm4arch7vmclearEm", {0x7f812000}, "vmclear 0x7f812000"},
        {"_ZN3stm4arch6inveptENS0_10InveptTypeEm", {1, 0x7f81301e}, "invept 0x1 0x7f81301e 0x0"},
        {"_ZN3stm4arch7invvpidENS0_11InvvpidTypeEtm",
         {0, 0x5a5a0007, 0xffff800012345000},
         "invvpid 0x0 0x7 0xffff800012345000"},
    };
    for (auto const& row : rows)
        for (unsigned const result : {0u, 1u, 2u}) {
            CAPTURE(row.symbol);
            Call call(0xfedcba9876543210);
            call.machine.vmx_carry = result == 1;
            call.machine.vmx_zero = result == 2;
            CHECK(call.of(row.symbol, row.arguments) == Log{row.instruction});
            CHECK((call.result() & 0xffffffff) == result);
        }
    Call read(0xfedcba9876543210);
    (void)read.of("_ZN3stm4arch6vmreadENS_3abi9VmcsFieldE", {0x681e});
    CHECK(read.machine.general(rdx) == 0xfedcba9876543210);
    Call store(0x7f812000);
    CHECK(store.of("_ZN3stm4arch7vmptrstEv") == Log{"vmptrst"});
    CHECK(store.result() == 0x7f812000);
}
