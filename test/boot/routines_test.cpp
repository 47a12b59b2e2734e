// SPDX-License-Identifier: Apache-2.0
#include "monitor/boot/processor.h"
#include "test/boot/bare_machine.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using redoubt::test::BareMachine;
using redoubt::test::the_image;
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

// A processor that has arrived, and a page that is not mapped, full of words.
struct WindowBench {
    WindowBench() {
        machine.apic_id = 0;
        REQUIRE(machine.arrive({0x10007}));
        machine.log.clear();
        object = machine.general(7);
        window = machine.general(6);
        linear = machine.read(object + offsetof(stm::boot::Processor, window));
        shown = machine.base() + 0x3fe000; // behind the last area
        REQUIRE(machine.leaf(shown) == 0);
        for (unsigned i = 0; i < 512; ++i)
            machine.write(shown + 8 * i, 0x1111111111111111 * (i % 16) + i);
    }
    // A routine that copies words between the monitor's memory and a physical address is about to run.
    void begin(char const* routine, std::uint64_t words, std::uint64_t count, std::uint64_t physical) {
        auto& cpu = machine.processor();
        for (auto const& [number, value] :
             {std::pair{7u, words}, {6u, 0xaaaaaaaa00000000 | count}, {2u, physical}, {1u, window}, {8u, linear}})
            cpu.set_general(number, value);
        machine.write(object - 0x100, machine.address_of("stm_turned_away"));
        cpu.set_general(4, object - 0x100);
        cpu.rip = machine.address_of(routine);
    }
    [[nodiscard]] Log closed() const {
        return {fmt::format("invlpg {:#x}", linear), fmt::format("invlpg {:#x}", linear), "hlt"};
    }

    BareMachine machine{the_image_with_all_routines(), 0x7f800000};
    std::uint64_t object = 0;
    std::uint64_t window = 0;
    std::uint64_t linear = 0;
    std::uint64_t shown = 0;
};

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
    CHECK(call.of("_ZN3stm4arch9write_cr2Em", {0x0123456789abcdef}) == Log{"mov 0x2 0x123456789abcdef"});
    CHECK(cpu.cr2 == 0x0123456789abcdef);
    call.machine.log.clear();
    cpu.cr0 = 0x80000033;
    (void)call.of("_ZN3stm4arch20set_write_protectionEv");
    CHECK(call.of("_ZN3stm4arch9write_cr4Em", {0x20e0}) == Log{"mov 0x0 0x80010033", "mov 0x4 0x20e0"});
    // What a write of CR3 does is seen where the image does it (tables_test.cpp): here no tables are there to use.
}

TEST_CASE("arch: the task priority is read and written as a whole") {
    Call call;
    auto& cpu = call.machine.processor();
    cpu.cr8 = 9;
    (void)call.of("_ZN3stm4arch8read_cr8Ev");
    CHECK(call.result() == 9);
    (void)call.of("_ZN3stm4arch9write_cr8Em", {5});
    CHECK(cpu.cr8 == 5);
}

TEST_CASE("arch: CD and NW of CR0 become what they were, and caches are written back where none is to be used") {
    Call call;
    auto& cpu = call.machine.processor();
    auto const set = [&](std::uint64_t from, std::uint64_t like) {
        call.machine.log.clear();
        cpu.cr0 = from;
        return call.of("_ZN3stm4arch11set_cachingEm", {like});
    };
    CHECK(set(0x80010033, 0x1f).empty()); // nothing else is taken over
    CHECK(set(0xe0010033, 0x60000000).empty());
    CHECK(set(0xc0010033, 0xffffffff9fffffff) == Log{"mov 0x0 0x80010033"});
    CHECK(set(0xe0010033, 0) == Log{"mov 0x0 0x80010033"});
    CHECK(set(0x80010033, 0x40000000) == Log{"mov 0x0 0xc0010033", "wbinvd"});
    CHECK(set(0x80010033, 0x60000011) == Log{"mov 0x0 0xe0010033", "wbinvd"});
    CHECK(set(0xc0010033, 0xe0000000) == Log{"mov 0x0 0xe0010033", "wbinvd"});
}

TEST_CASE("arch: debug registers are read and written together, DR7 left alone") {
    Call call(0x1000);
    auto const at = call.machine.base() + 0x100000;
    CHECK(call.of("_ZN3stm4arch20read_debug_registersEv", {at}).empty());
    CHECK(call.result() == at);
    for (unsigned i = 0; i < 4; ++i)
        CHECK(call.machine.read(at + 8 * i) == 0x1000 + i);
    CHECK(call.machine.read(at + 32) == 0x1006);
    for (unsigned i = 0; i < 5; ++i)
        call.machine.write(at + 8 * i, 0xaa00 + i);
    CHECK(call.of("_ZN3stm4arch21write_debug_registersERKNS0_14DebugRegistersE", {at}) ==
          Log{"mov 0x0 0xaa00", "mov 0x1 0xaa01", "mov 0x2 0xaa02", "mov 0x3 0xaa03", "mov 0x6 0xaa04"});
}

TEST_CASE("arch: a shared word is exchanged where it is what was expected, and nothing beside it changes") {
    struct Case {
        std::uint64_t word, expected, wanted, then;
    };
    for (auto const& [word, expected, wanted, then] : {Case{0xffffffff00000007, 7, 8, 0xffffffff00000008},
                                                       {0xffffffff00000007, 6, 8, 0xffffffff00000007},
                                                       {0, 0xffffffff00000000, 0xaaaaaaaaffffffff, 0xffffffff},
                                                       {0x00000000ffffffff, 0xffffffff, 0, 0},
                                                       {0x0000000080000007, 7, 0, 0x0000000080000007}}) {
        CAPTURE(word);
        CAPTURE(expected);
        Call call;
        auto const at = call.machine.base() + 0x100000;
        call.machine.write(at, word);
        (void)call.of("_ZN3stm4arch16compare_exchangeERjjj", {at, expected, wanted});
        CHECK((call.result() & 0xffffffff) == (word & 0xffffffff));
        CHECK(call.machine.read(at) == then);
    }
}

TEST_CASE("arch: whatever changes a shared word is a locked instruction") {
    using Routine = std::pair<std::string, std::uint64_t>; // and a word that it changes
    for (auto const& [symbol, word] :
         {Routine("_ZN3stm4arch16compare_exchangeERjjj", 7), Routine("_ZN3stm4arch9decrementERj", 7),
          Routine("_ZN3stm4arch7acquireERNS0_4LockE", 0x00070007)}) {
        CAPTURE(symbol);
        Call call;
        auto& machine = call.machine;
        auto const at = machine.base() + 0x100000;
        machine.write(at, word);
        machine.begin_call(symbol, {at, 7, 8});
        unsigned changes = 0;
        while (!machine.returned()) {
            auto const before = machine.read(at);
            auto const prefixes = machine.read(machine.processor().rip, 2); // LOCK may stand behind the operand size
            REQUIRE(machine.step());
            if (machine.read(at) == before) continue;
            CHECK((prefixes % 0x100 == 0xf0 || prefixes == 0xf066));
            ++changes;
        }
        CHECK(changes == 1);
    }
}

TEST_CASE("arch: REQ-ROB-03: a lock is had in turn, by who drew its number, and given to the next one") {
    constexpr auto acquire = "_ZN3stm4arch7acquireERNS0_4LockE";
    constexpr auto release = "_ZN3stm4arch7releaseERNS0_4LockE";
    for (std::uint64_t const ahead : {0u, 1u, 3u})
        for (std::uint64_t const serving : {0u, 7u, 0xfffeu, 0xffffu}) {
            CAPTURE(ahead);
            CAPTURE(serving);
            Call call;
            auto& machine = call.machine;
            auto const at = machine.base() + 0x100000;
            auto const drawn = (serving + ahead) & 0xffff;
            machine.write(at, drawn, 2);
            machine.write(at + 2, serving, 2);
            machine.begin_call(acquire, {at});
            for (std::uint64_t turn = 0; turn < ahead; ++turn) {
                for (unsigned i = 0; i < 50; ++i)
                    REQUIRE(machine.step());
                CHECK_FALSE(machine.returned());
                machine.log.clear();
                machine.write(at + 2, (serving + turn + 1) & 0xffff, 2);
            }
            while (!machine.returned())
                REQUIRE(machine.step());
            CHECK(machine.read(at, 2) == ((drawn + 1) & 0xffff));
            CHECK(machine.read(at + 2, 2) == drawn);
            (void)call.of(release, {at});
            CHECK(machine.read(at, 2) == ((drawn + 1) & 0xffff));
            CHECK(machine.read(at + 2, 2) == ((drawn + 1) & 0xffff));
        }
}

TEST_CASE("arch: a shared word is counted down, and nothing beside it") {
    Call call;
    auto const at = call.machine.base() + 0x100000;
    call.machine.write(at, 0xffffffff00000008);
    (void)call.of("_ZN3stm4arch9decrementERj", {at});
    CHECK(call.machine.read(at) == 0xffffffff00000007);
    call.machine.write(at, 0xffffffff00000000);
    (void)call.of("_ZN3stm4arch9decrementERj", {at});
    CHECK(call.machine.read(at) == 0xffffffffffffffff);
}

TEST_CASE("arch: the window shows the page that is asked for, read-only and not to be executed, and is closed again") {
    WindowBench bench;
    auto& [machine, object, window, linear, shown] = bench;
    auto const to = object - 0x1000; // on the stack
    machine.write(to + 8 * 3, 0x5555);
    bench.begin("_ZN3stm4arch13read_physicalEPmjmRNS0_6WindowEm", to, 3, shown + 0xfe8);
    // The instruction that reads: the entry is there, with these rights and no more.
    while (machine.log.empty())
        REQUIRE(machine.step());
    CHECK(machine.leaf(linear) == (shown | 0x8000000000000001));
    REQUIRE(machine.run());
    CHECK(machine.log == bench.closed());
    for (unsigned i = 0; i < 3; ++i)
        CHECK(machine.read(to + 8 * i) == machine.read(shown + 0xfe8 + 8 * i));
    CHECK(machine.read(to + 8 * 3) == 0x5555);
    CHECK(machine.leaf(linear) == 0);
    CHECK(machine.read(window) == 0);
}

TEST_CASE("arch: words are put in order into the page that is asked for, through a window that is not to be executed") {
    WindowBench bench;
    auto& [machine, object, window, linear, shown] = bench;
    auto const from = object - 0x1000; // on the stack
    for (unsigned i = 0; i < 4; ++i)
        machine.write(from + 8 * i, 0xfedcba9876540000 + i);
    auto const before = machine.memory();
    auto const call = [&](std::uint64_t count, std::uint64_t physical) {
        bench.begin("_ZN3stm4arch14write_physicalEPKmjmRNS0_6WindowEm", from, count, physical);
    };
    auto const closed = bench.closed();

    call(3, shown + 0xfe0);
    while (machine.log.empty())
        REQUIRE(machine.step());
    CHECK(machine.leaf(linear) == (shown | 0x8000000000000003));
    // Each word is put at once, and none before the one in front of it: by MOV, as a repeated string instruction
    // promises no order (SDM vol. 3A 8.2.4).
    for (unsigned put = 0; put < 3;) {
        REQUIRE(machine.read(machine.processor().rip, 1) != 0xf3);
        REQUIRE(machine.step());
        unsigned now = 0;
        for (unsigned i = 0; i < 3; ++i)
            now += machine.read(shown + 0xfe0 + 8 * i) == 0xfedcba9876540000 + i ? 1u << i : 0;
        REQUIRE((now == (1u << put) - 1 || now == (2u << put) - 1));
        if (now == (2u << put) - 1) ++put;
    }
    REQUIRE(machine.run());
    CHECK(machine.log == closed);
    CHECK(machine.leaf(linear) == 0);
    CHECK(machine.read(window) == 0);
    auto expected = before;
    for (std::size_t i = 0; i < 8; ++i)
        expected[object - 0x100 + i - machine.base()] = machine.memory()[object - 0x100 + i - machine.base()];
    for (std::size_t i = 0; i < 24; ++i)
        expected[shown + 0xfe0 + i - machine.base()] = before[from + i - machine.base()];
    CHECK((machine.memory() == expected));

    SUBCASE("none is put if there is none to put") {
        machine.log.clear();
        call(0, shown);
        REQUIRE(machine.run());
        CHECK(machine.log == closed);
        CHECK(machine.read(shown) == 0);
        CHECK(machine.leaf(linear) == 0);
    }
    SUBCASE("afterwards the translation is gone") {
        auto& cpu = machine.processor();
        cpu.set_general(7, linear + 0xfe0);
        cpu.set_general(6, 0xee);
        cpu.set_general(2, 1);
        cpu.rip = machine.address_of("memset");
        CHECK_FALSE(machine.run());
        CHECK(machine.fault.vector == redoubt::machine::Vector::PageFault);
        CHECK(machine.fault.address == linear + 0xfe0);
        CHECK(machine.read(shown + 0xfe0) == 0xfedcba9876540000);
    }
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

TEST_CASE("arch: memset fills what it is told to, and gives back where") {
    for (std::uint64_t const size : {0u, 1u, 7u, 200u}) {
        Call call;
        auto const at = call.machine.base() + 0x100003;
        for (unsigned i = 0; i < 256; ++i)
            call.machine.write(at - 8 + i, 0x11, 1);
        (void)call.of("memset", {at, 0xffffffa5, size});
        CHECK(call.result() == at);
        for (unsigned i = 0; i < 248; ++i)
            CHECK(call.machine.read(at - 8 + i, 1) == (i >= 8 && i < 8 + size ? 0xa5 : 0x11));
    }
}

TEST_CASE("arch: PAUSE, HLT, CLI and WBINVD are what they say") {
    CHECK(Call().of("_ZN3stm4arch25write_back_and_invalidateEv") == Log{"wbinvd"});
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
