// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/io.hpp"

#include "monitor/io/msr_access.h"
#include "monitor/io/port_access.h"
#include "test/fuzz/harness.hpp"
#include "test/io/hardware.hpp"
#include "test/io/oracle.hpp"

#include <utility>

// Ports, PCI configuration and MSRs, as a monitor uses the module: what exits is ruled, and carried out by the ruling.
// The hardware shows what was reached.
namespace redoubt::fuzz {
namespace {

using stm::Area;
using stm::io::MsrRuling;
using stm::io::PortRuling;
using test::Hardware;
using test::hardware;
using test::World;

Goal direct{"an access to ports was made"};
Goal latch_used{"the latch was read or written"};
Goal registers_reached{"a PCI register was reached through the data ports"};
Goal ports_reached{"the data ports were reached as ports"};
Goal denied{"an access to ports was denied"};
Goal io_violation{"an access met a protected port"};
Goal pci_violation{"an access met a protected register"};
Goal masked{"an MSR was read or written by a mask"};
Goal msr_denied{"an MSR was denied"};
Goal msr_violation{"an MSR was protected"};
Goal msr_kept{"an MSR was the monitor's"};
Goal apic_moved{"the APIC's page may be moved"};
Goal apic_stays{"the APIC's page may not be moved"};
Goal bridge{"a bus behind a bridge was found"};

// SDM vol. 3C table 27-5.
stm::io::PortAccess access_of(std::uint64_t qualification) {
    std::uint8_t const sizes[] = {1, 2, 0, 4, 0, 0, 0, 0};
    return {.port = static_cast<std::uint16_t>(qualification >> 16),
            .size = sizes[qualification & 7],
            .in = (qualification & 8) != 0,
            .string = (qualification & 0x30) != 0};
}

class Handler {
public:
    Handler(Input& input, World& world) : world_(world) {
        world_.start();
        hardware() = Hardware{};
        for (auto n = input.below(kMostGrants); n > 0; --n) {
            auto const g = read_grant(input);
            (void)(g.protect ? world_.protect(g.area, g.read, g.write, g.first, g.last)
                             : world_.claim(g.area, g.read, g.write, g.first, g.last));
        }
        hardware().address = static_cast<std::uint32_t>(input.number(4)) & 0x80fffffc;
    }

    void step(Input& input) {
        switch (static_cast<IoStep>(input.below(kIoSteps))) {
        case IoStep::Port: use_port(input); break;
        case IoStep::Msr: use_msr(input); break;
        case IoStep::ApicBase: place_apic(input); break;
        case IoStep::SecondaryBus: find_bus(input); break;
        case IoStep::OsAddress: hardware().address = static_cast<std::uint32_t>(input.number(4)) & 0x80fffffc; break;
        }
    }

private:
    void use_port(Input& input) {
        auto const port = read_port(input);
        auto const qualification = std::uint64_t{port} << 16 | input.byte();
        rax_ = input.number(4) | rax_ << 32;
        auto const meant = access_of(qualification);
        stm::io::PortAccess access{};
        stm::io::decode(access, qualification);
        check(access.port == meant.port && access.size == meant.size && access.in == meant.in &&
                  access.string == meant.string,
              "REQ-EXC-06: an exit qualification is read as the SDM has it");
        auto const ruling = stm::io::rule_port(*world_.policy, access, latch_);
        if (access.size == 0) {
            check(ruling == PortRuling::Denied, "REQ-POL-01: there is no such access");
            return;
        }
        check(ruling == test::expected_ruling(world_, access, latch_), "REQ-POL-17: what becomes of an access");
        auto const before = hardware();
        carry_out(access, ruling);
        check(hardware().address == before.address, "REQ-EXC-07: the OS finds its own address");
    }

    void carry_out(stm::io::PortAccess const& a, PortRuling ruling) {
        auto expected = hardware();
        expected.log.clear();
        hardware().log.clear();
        auto const value = stm::io::output_of(rax_, a.size);
        check(value == (rax_ & ((std::uint64_t{1} << 8 * a.size) - 1)), "REQ-EXC-05: what OUT writes");
        switch (ruling) {
        case PortRuling::Direct:
            direct.reached();
            if (a.in)
                input_is(a.size, stm::io::input(a.port, a.size), expected.in(a.port, a.size));
            else
                stm::io::output(a.port, a.size, value), expected.out(a.port, a.size, value);
            break;
        case PortRuling::Address:
            latch_used.reached();
            if (a.in) {
                input_is(4, latch_, latch_);
            } else {
                latch_ = stm::io::latched(value);
                check(latch_ == (value & 0x80fffffc), "REQ-EXC-07: the latch holds what the register would");
            }
            break;
        case PortRuling::Data: through_data_ports(a, value, expected); break;
        case PortRuling::Denied:
            denied.reached();
            input_is(a.size, stm::io::nobody(a.size), 0xffffffff >> (32 - 8 * a.size));
            break;
        case PortRuling::IoViolation: io_violation.reached(); break;
        case PortRuling::PciViolation: pci_violation.reached(); break;
        }
        check(hardware().config == expected.config && hardware().ports == expected.ports,
              "REQ-EXC-05: an access reaches what it names, and nothing else");
        check(hardware().log == expected.log, "REQ-EXC-05: an access is made once, as it is");
    }

    // As if the address register held the latch, and then again what it did.
    void through_data_ports(stm::io::PortAccess const& a, std::uint32_t value, Hardware& expected) {
        (stm::io::is_enabled(latch_) ? registers_reached : ports_reached).reached();
        auto const os = std::exchange(expected.address, latch_);
        if (a.in)
            input_is(a.size, stm::io::input_data(latch_, a.port, a.size), expected.in(a.port, a.size));
        else
            stm::io::output_data(latch_, a.port, a.size, value), expected.out(a.port, a.size, value);
        expected.address = os;
    }

    void input_is(std::uint8_t size, std::uint32_t value, std::uint32_t expected) {
        check(value == expected, "REQ-EXC-05: what IN reads");
        auto const upper = size == 4 ? 0 : rax_ >> 8 * size << 8 * size;
        rax_ = stm::io::after_input(rax_, size, value);
        check(rax_ == (upper | expected), "REQ-VMCS-02: what IN leaves in RAX");
    }

    void use_msr(Input& input) {
        auto const index = read_msr_index(input);
        bool const write = input.below(2) != 0;
        auto const value = input.number(8);
        auto const expected = test::expected_answer(world_, index, write);
        auto const answer = stm::io::rule_msr(*world_.policy, index, write ? stm::Access::Write : stm::Access::Read);
        check(answer.ruling == expected.ruling && answer.mask == expected.mask, "REQ-POL-17: what becomes of an MSR");
        switch (answer.ruling) {
        case MsrRuling::Masked: through_mask(index, write, value, answer.mask); break;
        case MsrRuling::Denied: msr_denied.reached(); break;
        case MsrRuling::Violation: msr_violation.reached(); break;
        case MsrRuling::Kept: msr_kept.reached(); break;
        }
    }

    static void through_mask(std::uint32_t index, bool write, std::uint64_t value, std::uint64_t mask) {
        masked.reached();
        auto const before = hardware().msrs[index];
        auto const others = hardware().msrs.size();
        if (write) {
            stm::io::write_masked(index, mask, value);
            check(hardware().msrs[index] == ((before & ~mask) | (value & mask)),
                  "REQ-POL-17: the bits that are written");
        } else {
            check(stm::io::read_masked(index, mask) == (before & mask), "REQ-POL-17: the bits that are read");
            check(hardware().msrs[index] == before, "REQ-EXC-05: reading changes nothing");
        }
        check(hardware().msrs.size() == others, "REQ-EXC-05: no other MSR");
    }

    void place_apic(Input& input) {
        auto const bits = input.number(2) % 0x1000;
        auto const before = read_page(input) << 12 | bits;
        auto const wanted = read_page(input) << 12 | (input.below(4) == 3 ? input.number(2) % 0x1000 : bits);
        auto const page = wanted >> 12;
        bool const claimed = world_.claimed(Area::Physical, false, page) && world_.claimed(Area::Physical, true, page);
        bool const smram = page >= test::layout.tseg_first && page <= test::layout.tseg_last;
        bool const expected = wanted % 0x1000 == bits && !smram && page < std::uint64_t{1} << 40 &&
                              (wanted == before || (wanted < 0x100000000 && claimed));
        check(stm::io::may_place_apic(*world_.policy, before, wanted) == expected,
              "REQ-EXC-08: where the APIC's page may be");
        (expected ? apic_moved : apic_stays).reached();
    }

    static void find_bus(Input& input) {
        auto const bus = input.byte();
        auto const device = static_cast<std::uint8_t>(input.below(32));
        auto const function = static_cast<std::uint8_t>(input.below(8));
        auto const at =
            static_cast<std::uint32_t>(bus) << 16 | std::uint32_t{device} << 11 | std::uint32_t{function} << 8;
        auto const type = input.byte();
        hardware().config[at + 0x0e] = type;
        hardware().config[at + 0x19] = input.byte();
        auto const before = hardware();
        auto const found = stm::io::secondary_bus(bus, device, function);
        check(found.found == ((type & 0x7f) == 1), "REQ-EXC-07: what is a bridge");
        check(found.bus == (found.found ? before.config.at(at + 0x19) : 0), "REQ-EXC-07: the bus behind it");
        check(hardware().config == before.config && hardware().address == before.address, "REQ-EXC-07: reading only");
        if (found.found) bridge.reached();
    }

    World& world_;
    std::uint32_t latch_ = stm::io::kNoAddress;
    std::uint64_t rax_ = 0;
};

} // namespace
} // namespace redoubt::fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace redoubt::fuzz;
    Input input(data, size);
    static redoubt::test::World world; // its policy with what the input before left in it
    Handler handler(input, world);
    constexpr unsigned most_steps = 64;
    for (unsigned n = 0; n < most_steps && !input.empty(); ++n)
        handler.step(input);
    return 0;
}
