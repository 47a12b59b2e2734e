// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/handler_mailbox.hpp"
#include "machine/guests/placement.hpp"
#include "test/machine/guests/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::guest;
using redoubt::machine::guest::test::PortAccess;

namespace {

// A processor in SMM, before its handler.
struct Bench {
    explicit Bench(unsigned processor = 0) : number(processor) {}

    unsigned number;
    test::World world{bios_handler(), handler_header().image};
    test::Cpu processor{world};
    HandlerMailbox& mailbox = world.memory.at<HandlerMailbox>(handler_header().mailboxes.of(number));

    ZydisMnemonic enter(uint64_t rip) {
        processor.cpu.rip = rip;
        processor.cpu.set<uint64_t>(at::rsp, handler_header().stacks.of(number));
        return processor.run();
    }
    ZydisMnemonic smi() { return enter(handler_header().smi_entry); }

    HandlerOrder& order(HandlerAction action, uint64_t address = 0, uint64_t value = 0, uint32_t size = 0) {
        mailbox.orders[0] = {.action = action,
                             .size = size,
                             .address = address,
                             .value = value,
                             .result = 0,
                             .result_high = 0,
                             .runs = 0};
        return mailbox.orders[0];
    }
};

constexpr uint64_t somewhere = 0x5008;

} // namespace

TEST_CASE("machine: the handler of each processor counts its SMIs in its own mailbox, and ends with RSM") {
    for (unsigned i = 0; i < kMaxProcessors; ++i) {
        Bench bench(i);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        for (unsigned other = 0; other < kMaxProcessors; ++other)
            CHECK(bench.world.memory.at<HandlerMailbox>(handler_header().mailboxes.of(other)).smis ==
                  (other == i ? 2 : 0));
    }
}

TEST_CASE("machine: setup and teardown of the handler are counted, and end with RSM") {
    Bench bench(3);
    CHECK(bench.enter(handler_header().setup_entry) == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.enter(handler_header().teardown_entry) == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.enter(handler_header().teardown_entry) == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.mailbox.setups == 1);
    CHECK(bench.mailbox.teardowns == 2);
    CHECK(bench.mailbox.smis == 0);
}

TEST_CASE("machine: the handler leaves none of the general registers as it found it") {
    Bench bench;
    for (unsigned i = 0; i < 16; ++i)
        if (i != at::rsp / 8) bench.processor.cpu.set_general(i, 0x1111111111111111 * i);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    for (unsigned i = 0; i < 16; ++i)
        CHECK(bench.processor.cpu.general(i) != 0x1111111111111111 * i);
}

TEST_CASE("machine: the handler carries out the order that port B2H names, and none when there is no such order") {
    Bench bench;
    bench.mailbox.order = HandlerMailbox::kFromPort;
    for (auto& order : bench.mailbox.orders)
        order.action = HandlerAction::Nothing;
    uint32_t command = 5;
    bench.processor.on_port = [&](PortAccess) { return command; };
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.processor.ports == std::vector{PortAccess{true, 0xb2, 1, 0}});
    CHECK(bench.mailbox.command == 5);
    command = kHandlerOrders;
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.mailbox.command == 16);
    CHECK(bench.mailbox.smis == 2);
    for (unsigned i = 0; i < kHandlerOrders; ++i)
        CHECK(bench.mailbox.orders[i].runs == (i == 5 ? 1 : 0));
}

TEST_CASE("machine: the handler reads and writes memory in each width, on order") {
    for (uint32_t const size : {1u, 2u, 4u, 8u}) {
        auto const mask = size == 8 ? ~uint64_t{0} : (uint64_t{1} << 8 * size) - 1;
        Bench bench;
        auto& word = bench.world.memory.at<uint64_t>(somewhere);
        word = 0x8877665544332211;
        auto const& read = bench.order(HandlerAction::ReadMemory, somewhere, 0, size);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        CHECK(read.result == (word & mask));
        CHECK(read.runs == 1);
        bench.order(HandlerAction::WriteMemory, somewhere, 0x0102030405060708, size);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        CHECK(word == ((0x8877665544332211 & ~mask) | (0x0102030405060708 & mask)));
    }
}

TEST_CASE("machine: the handler reads and writes ports in each width, on order") {
    for (uint32_t const size : {1u, 2u, 4u}) {
        Bench bench;
        bench.processor.on_port = [](PortAccess) { return 0x44332211u; };
        auto const mask = size == 4 ? ~0u : (1u << 8 * size) - 1;
        auto const& read = bench.order(HandlerAction::ReadPort, 0x1830, 0, size);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        CHECK(read.result == (0x44332211u & mask));
        bench.order(HandlerAction::WritePort, 0x1834, 0xa1b2c3d4, size);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        CHECK(bench.processor.ports ==
              std::vector{PortAccess{true, 0x1830, size, 0}, PortAccess{false, 0x1834, size, 0xa1b2c3d4 & mask}});
    }
}

TEST_CASE("machine: the handler reads and writes PCI configuration by ports and by memory, on order") {
    Bench bench;
    bench.processor.on_port = [](PortAccess access) { return access.port == 0xcfe ? 0x1234u : 0; };
    auto const& read = bench.order(HandlerAction::ReadPci, 0x00f842, 0, 2); // 0:1f.0, register 42H
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(read.result == 0x1234);
    bench.order(HandlerAction::WritePci, 0x010004, 0x107, 4);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.processor.ports == std::vector{PortAccess{false, 0xcf8, 4, 0x8000f840}, PortAccess{true, 0xcfe, 2, 0},
                                               PortAccess{false, 0xcf8, 4, 0x80010004},
                                               PortAccess{false, 0xcfc, 4, 0x107}});

    bench.mailbox.ecam = 0xe0000000;
    bench.world.memory.at<uint32_t>(0xe00f8040) = 0x1801;
    auto const& mapped = bench.order(HandlerAction::ReadEcam, 0xf8040, 0, 4);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(mapped.result == 0x1801);
    bench.order(HandlerAction::WriteEcam, 0xf8044, 0x80, 1);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.world.memory.at<uint32_t>(0xe00f8044) == 0x80);
}

TEST_CASE("machine: the handler reads and writes MSRs, and writes control and debug registers, on order") {
    Bench bench;
    bench.processor.msrs[0x9e] = 0x1122334455667788;
    auto const& read = bench.order(HandlerAction::ReadMsr, 0x9e);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(read.result == 0x1122334455667788);
    bench.order(HandlerAction::WriteMsr, 0x9b, 0x99aabbccddeeff00);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.processor.msrs[0x9b] == 0x99aabbccddeeff00);
    auto const check = [&](HandlerAction action, unsigned number, ZydisRegister name) {
        bench.order(action, number, 0x1230 + number);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        CHECK(bench.processor.system[name] == 0x1230 + number);
    };
    for (auto const& [number, name] :
         {std::pair{0u, ZYDIS_REGISTER_CR0}, std::pair{2u, ZYDIS_REGISTER_CR2}, std::pair{3u, ZYDIS_REGISTER_CR3},
          std::pair{4u, ZYDIS_REGISTER_CR4}, std::pair{8u, ZYDIS_REGISTER_CR8}})
        check(HandlerAction::WriteCr, number, name);
    for (auto const& [number, name] :
         {std::pair{0u, ZYDIS_REGISTER_DR0}, std::pair{1u, ZYDIS_REGISTER_DR1}, std::pair{2u, ZYDIS_REGISTER_DR2},
          std::pair{3u, ZYDIS_REGISTER_DR3}, std::pair{6u, ZYDIS_REGISTER_DR6}})
        check(HandlerAction::WriteDr, number, name);
}

TEST_CASE("machine: the handler calls the monitor with the parameters of its order, and keeps the answer") {
    Bench bench;
    auto& cpu = bench.processor.cpu;
    std::array<uint64_t, 4> given{};
    bench.processor.on_vmcall = [&] {
        given = {cpu.general(0), cpu.general(3), cpu.general(1), cpu.general(2)};
        cpu.set<uint64_t>(at::rax, 0x80010003);
        cpu.flags.set_carry(true);
    };
    auto const& order = bench.order(HandlerAction::Vmcall, 0x7'12345000, 0x9'00000003);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(given == std::array<uint64_t, 4>{3, 0x12345000, 7, 9});
    CHECK(order.result == 0x80010003);
    CHECK(order.result_high == 1);
}

TEST_CASE("machine: handlers of two processors meet, and one alone waits no longer than it was told") {
    Bench bench;
    auto& alone = bench.order(HandlerAction::Meet, 1, 50);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    CHECK(alone.result == 0);
    CHECK(bench.processor.sensitive.size() < 60); // PAUSE in each iteration

    test::World world{bios_handler(), handler_header().image};
    std::vector<std::unique_ptr<test::Cpu>> both;
    for (unsigned i = 0; i < 2; ++i) {
        auto& mailbox = world.memory.at<HandlerMailbox>(handler_header().mailboxes.of(i));
        mailbox.orders[0].action = HandlerAction::Meet;
        mailbox.orders[0].address = 1 - i;
        mailbox.orders[0].value = 1000;
        both.push_back(std::make_unique<test::Cpu>(world));
        both[i]->cpu.rip = handler_header().smi_entry;
        both[i]->cpu.set<uint64_t>(at::rsp, handler_header().stacks.of(i));
    }
    both[0]->run_some(100);
    CHECK(both[1]->run() == ZYDIS_MNEMONIC_RSM);
    CHECK(both[0]->run() == ZYDIS_MNEMONIC_RSM);
    for (unsigned i = 0; i < 2; ++i)
        CHECK(world.memory.at<HandlerMailbox>(handler_header().mailboxes.of(i)).orders[0].result == 1);
}

TEST_CASE("machine: what the handler should not do it does on order") {
    for (auto const& [action, mnemonic] : {std::pair{HandlerAction::Breakpoint, ZYDIS_MNEMONIC_INT3},
                                           std::pair{HandlerAction::Halt, ZYDIS_MNEMONIC_HLT}}) {
        Bench bench;
        bench.order(action);
        CHECK(bench.smi() == mnemonic);
    }
    Bench jump;
    jump.world.memory.missing.insert(0x6000);
    jump.order(HandlerAction::Jump, 0x6004);
    CHECK_THROWS_AS(jump.smi(), Fault);
    CHECK(jump.processor.cpu.rip == 0x6004);
    Bench loop;
    loop.order(HandlerAction::LoopForever);
    CHECK_THROWS(loop.smi());
    CHECK(loop.mailbox.orders[0].runs == 0);
    std::set<ZydisMnemonic> tried;
    for (uint64_t i = 0; i <= static_cast<uint64_t>(HandlerVmx::Invvpid); ++i) {
        Bench bench;
        bench.processor.failing = {{ZYDIS_MNEMONIC_VMLAUNCH, rflags::carry}, {ZYDIS_MNEMONIC_VMRESUME, rflags::carry}};
        bench.order(HandlerAction::VmxInstruction, somewhere, i);
        CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
        tried.insert(bench.processor.sensitive.at(1)); // behind LIDT
    }
    CHECK(tried == std::set{ZYDIS_MNEMONIC_VMXON, ZYDIS_MNEMONIC_VMXOFF, ZYDIS_MNEMONIC_VMCLEAR, ZYDIS_MNEMONIC_VMPTRLD,
                            ZYDIS_MNEMONIC_VMPTRST, ZYDIS_MNEMONIC_VMREAD, ZYDIS_MNEMONIC_VMWRITE,
                            ZYDIS_MNEMONIC_VMLAUNCH, ZYDIS_MNEMONIC_VMRESUME, ZYDIS_MNEMONIC_INVEPT,
                            ZYDIS_MNEMONIC_INVVPID});
}

TEST_CASE("machine: an exception in the handler is reported by its stub, and ends the SMI") {
    Bench bench(2);
    CHECK(bench.smi() == ZYDIS_MNEMONIC_RSM);
    auto& cpu = bench.processor.cpu;
    auto const deliver = [&](unsigned vector, std::optional<uint64_t> error_code) {
        cpu.rip = 0x7f109123;
        cpu.set<uint64_t>(at::rsp, handler_header().stacks.of(2) - 0x48);
        return bench.processor.deliver(vector, error_code);
    };
    bench.processor.system[ZYDIS_REGISTER_CR2] = 0x1234;
    CHECK(deliver(14, 0x10) == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.mailbox.fault.count == 1);
    CHECK(bench.mailbox.fault.vector == 14);
    CHECK(bench.mailbox.fault.error_code == 0x10);
    CHECK(bench.mailbox.fault.rip == 0x7f109123);
    CHECK(bench.mailbox.fault.cr2 == 0x1234);
    CHECK(deliver(3, std::nullopt) == ZYDIS_MNEMONIC_RSM);
    CHECK(bench.mailbox.fault.count == 2);
    CHECK(bench.mailbox.fault.vector == 3);
    CHECK(bench.mailbox.fault.error_code == 0);
    CHECK(bench.mailbox.fault.rip == 0x7f109123);
}

TEST_CASE("machine: a protection exception is reported, and answered by the call that the mailbox says") {
    for (uint32_t const skip : {0u, 1u}) {
        Bench bench(1);
        bench.mailbox.skip = skip;
        bench.mailbox.answer = 7;
        auto& cpu = bench.processor.cpu;
        // The monitor puts the frame on the exception stack, 8 bytes off a multiple of 16.
        auto const at_frame =
            ((handler_header().exception_stacks.of(1) - sizeof(stm::abi::ProtectionExceptionFrameX64) - 16) & ~15ull) -
            8;
        auto& frame = bench.world.memory.at<stm::abi::ProtectionExceptionFrameX64>(at_frame);
        frame.r15 = 15;
        frame.error_code = static_cast<uint64_t>(stm::abi::Violation::Msr);
        frame.rip = 0x7f109400;
        frame.vmcs_exit_instruction_length = 2;
        frame.ss = 0x20;
        std::array<uint64_t, 2> given{};
        bench.processor.on_vmcall = [&] {
            given = {cpu.general(0), cpu.general(3)};
            CHECK(frame.rip == 0x7f109400 + 2 * skip);
            cpu.set<uint64_t>(at::rax, 0x80010016);
        };
        cpu.rip = handler_header().exception_entry;
        cpu.set<uint64_t>(at::rsp, at_frame);
        CHECK(bench.processor.run() == ZYDIS_MNEMONIC_RSM);
        CHECK(given == std::array<uint64_t, 2>{4, 7});
        CHECK(bench.mailbox.exceptions == 1);
        CHECK(bench.mailbox.frame.r15 == 15);
        CHECK(bench.mailbox.frame.error_code == 2);
        CHECK(bench.mailbox.frame.rip == 0x7f109400);
        CHECK(bench.mailbox.frame.ss == 0x20);
        CHECK(bench.mailbox.answer_status == 0x80010016);
    }
}
