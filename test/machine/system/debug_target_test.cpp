// SPDX-License-Identifier: Apache-2.0
#include "machine/gdb/registers.hpp"
#include "machine/gdb/session.hpp"
#include "machine/guests/images.hpp"
#include "machine/system/bios.hpp"
#include "machine/system/debug_target.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace redoubt::machine;

namespace {

// Two processors of the OS stand-in under a debugger, about to begin.
struct Debugged {
    explicit Debugged(guest::Script const& script) {
        boot_firmware(machine);
        start_os(machine);
        for (unsigned number = 0; number < 2; ++number) {
            auto os = read_os(machine, number);
            guest::write_script(os, script, 0, 1);
            write_os(machine, number, os);
        }
    }

    [[nodiscard]] std::string ask(std::string const& packet) { return session.answer(packet).value_or("(none)"); }
    [[nodiscard]] uint64_t rip(unsigned number) { return machine.processor(number).state().rip; }

    Machine machine{{.layout = {.processors = 2}}};
    bool go_on = true;
    DebugTarget target{machine, [this] { return go_on; }};
    gdb::Session session{target, [] { return false; }};
};

std::string number_of(std::string_view name) {
    auto const at = std::ranges::find(gdb::kRegisters, name, &gdb::Register::name);
    REQUIRE(at != gdb::kRegisters.end());
    return fmt::format("{:x}", at - gdb::kRegisters.begin());
}

std::string little_endian(uint64_t value, unsigned bytes = 8) {
    return gdb::hex(std::as_bytes(std::span{&value, 1}).first(bytes));
}

} // namespace

TEST_CASE("machine: a debugger reads the registers of each processor, by their names") {
    Debugged debugged{{guest::compute(10)}};
    auto& state = debugged.machine.processor(1).state();
    for (unsigned number = 0; number < 16; ++number)
        state.set_general(number, 0x1111 * (number + 1));
    state.cr2 = 0x2222;
    state.floating.image[Floating::stack_at + 16 + 9] = std::byte{0x7f};
    REQUIRE(debugged.ask("Hg2") == "OK");
    CHECK(debugged.ask("p" + number_of("rax")) == little_endian(0x1111));
    CHECK(debugged.ask("p" + number_of("rbx")) == little_endian(0x4444));
    CHECK(debugged.ask("p" + number_of("rsp")) == little_endian(0x5555));
    CHECK(debugged.ask("p" + number_of("rsi")) == little_endian(0x7777));
    CHECK(debugged.ask("p" + number_of("r15")) == little_endian(0x11110));
    CHECK(debugged.ask("p" + number_of("rip")) == little_endian(guest::os_header().entry));
    CHECK(debugged.ask("p" + number_of("eflags")) == little_endian(2, 4));
    CHECK(debugged.ask("p" + number_of("cs")) == little_endian(guest::OsHeader::kCs, 4));
    CHECK(debugged.ask("p" + number_of("cr2")) == little_endian(0x2222));
    CHECK(debugged.ask("p" + number_of("cr3")) == little_endian(guest::os_header().cr3));
    CHECK(debugged.ask("p" + number_of("st1")) == "0000000000000000007f");
    CHECK(debugged.ask("p" + number_of("ftag")) == "xxxxxxxx"); // has no place of its own
    CHECK(debugged.ask("g").size() > 16 * 16);
    CHECK(debugged.ask("qThreadExtraInfo,1") == gdb::hex_of_text("OS"));
}

TEST_CASE("machine: a debugger writes registers, and not those that the processor would have to check") {
    Debugged debugged{{guest::compute(10)}};
    auto& state = debugged.machine.processor(0).state();
    CHECK(debugged.ask("P" + number_of("rdx") + "=" + little_endian(0x99)) == "OK");
    CHECK(state.get<uint64_t>(at::rdx) == 0x99);
    CHECK(debugged.ask("P" + number_of("eflags") + "=" + little_endian(rflags::carry, 4)) == "OK");
    CHECK(state.flags.carry());
    CHECK(debugged.ask("P" + number_of("gs_base") + "=" + little_endian(0x1000)) == "OK");
    CHECK(state.segment(SegmentIndex::Gs).base == 0x1000);
    CHECK(state.segment_base(SegmentIndex::Gs) == 0x1000);
    CHECK(debugged.ask("P" + number_of("rip") + "=" + little_endian(0x5000)) == "OK");
    CHECK(state.rip == 0x5000);
    CHECK(debugged.ask("P" + number_of("cr3") + "=" + little_endian(0)) == "E01");
    CHECK(state.cr3 == guest::os_header().cr3);
}

TEST_CASE(
    "machine: a debugger reads and writes memory by linear addresses, SMRAM too, and changes nothing by looking") {
    Debugged debugged{{guest::compute(10)}};
    auto const smbase = debugged.machine.layout().smbase(0) + 0x8000;
    auto const expected = debugged.machine.memory().word(smbase, 8);
    CHECK(debugged.ask(fmt::format("m{:x},8", smbase)) == little_endian(expected));
    CHECK(debugged.machine.reports().reports().empty());
    CHECK(debugged.ask(fmt::format("m{:x},4", debugged.machine.layout().local_apic.base)) == "E01"); // no memory
    CHECK(debugged.ask("m800000000000,1") == "E01");                                                 // not canonical
    CHECK(debugged.ask("m7ffffffc,8").size() == 2 * 4); // the last bytes of RAM
    CHECK(debugged.ask("M7ffffffc,8:0102030405060708") == "E01");
    CHECK(debugged.machine.memory().word(0x7ffffffc, 4) == 0);
    CHECK(debugged.ask("M7ffffffc,4:01020304") == "OK");
    CHECK(debugged.machine.memory().word(0x7ffffffc, 4) == 0x04030201);
}

TEST_CASE("machine: code that a debugger writes is what is executed, although it was executed before") {
    Debugged debugged{{guest::compute(10)}};
    auto& state = debugged.machine.processor(0).state();
    constexpr uint64_t code = 0x9000;
    for (auto const* instruction : {"48ffc0", "48ffcb"}) { // INC RAX, DEC RBX
        REQUIRE(debugged.ask(fmt::format("M{:x},3:{}", code, instruction)) == "OK");
        state.rip = code;
        state.set<uint64_t>(at::rax, 5);
        state.set<uint64_t>(at::rbx, 5);
        CHECK(debugged.ask("s") == "T05thread:1;");
        CHECK(state.rip == code + 3);
    }
    CHECK(state.get<uint64_t>(at::rax) == 5);
    CHECK(state.get<uint64_t>(at::rbx) == 4);
}

TEST_CASE("machine: a breakpoint stops whichever processor gets there, in SMM too, and a step stays on its processor") {
    Debugged debugged{{guest::raise_smi(1)}};
    REQUIRE(debugged.ask("Z0,8000,1") == "OK"); // where an SMI begins by the default treatment
    auto const stop = debugged.ask("vCont;c");
    CHECK(stop.starts_with("T05"));
    auto const stopped = debugged.machine.current();
    CHECK(debugged.rip(stopped) == 0x8000);
    CHECK(debugged.machine.processor(stopped).state().in_smm);
    CHECK(debugged.ask(fmt::format("qThreadExtraInfo,{:x}", stopped + 1)) ==
          gdb::hex_of_text(name_of(Context::SmmDefault)));
    auto const other = debugged.rip(1 - stopped);
    CHECK(debugged.ask(fmt::format("vCont;s:{:x}", stopped + 1)).starts_with("T05"));
    CHECK(debugged.rip(stopped) != 0x8000);
    CHECK(debugged.rip(1 - stopped) == other);
    REQUIRE(debugged.ask("z0,8000,1") == "OK");
    CHECK(debugged.ask("vCont;c").starts_with("T06")); // all scripts are done: nobody runs again
    for (unsigned number = 0; number < 2; ++number)
        CHECK(read_os(debugged.machine, number).state == guest::OsState::Finished);
}

TEST_CASE("machine: who owns the machine stops a run under a debugger") {
    Debugged debugged{{guest::compute(1'000'000)}};
    debugged.go_on = false;
    CHECK(debugged.target.run([](unsigned, uint64_t) { return false; }).signal == gdb::Signal::Interrupt);
    CHECK(debugged.machine.now() < 200'000);
}
