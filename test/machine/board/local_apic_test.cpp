// SPDX-License-Identifier: Apache-2.0
#include "machine/board/local_apics.hpp"
#include "test/machine/board/reports.hpp"

#include <array>
#include <doctest/doctest.h>
#include <vector>

using namespace redoubt::machine;
using redoubt::test::Reports;

namespace {

// Four processors whose APIC IDs are not their numbers; 0 executes unless a test says otherwise.
struct Bench {
    struct Arrival {
        unsigned processor;
        Ipi ipi;
        bool operator==(Arrival const&) const = default;
    };
    using Arrivals = std::vector<Arrival>;

    explicit Bench(ApicMode mode = ApicMode::XApic) {
        for (unsigned i = 0; i < ids.size(); ++i) {
            apics.of(i).set_mode(mode);
            if (mode == ApicMode::X2Apic)
                REQUIRE(apics.of(i).write_msr(0x80f, 0x1ff));
            else
                apics.of(i).write(0xf0, 4, 0x1ff);
        }
    }

    // As software writes the interrupt command register
    Arrivals send(uint32_t command, uint8_t destination = 0) {
        arrivals.clear();
        apics.write(0x310, 4, uint64_t{destination} << 24);
        apics.write(0x300, 4, command);
        return arrivals;
    }
    Arrivals send_msr(uint64_t command) {
        arrivals.clear();
        REQUIRE(apics.of(current).write_msr(0x830, command));
        return arrivals;
    }
    uint32_t errors() {
        apics.write(0x280, 4, 0);
        return static_cast<uint32_t>(apics.read(0x280, 4));
    }

    static Arrivals to(std::initializer_list<unsigned> processors, DeliveryMode mode, uint8_t vector = 0) {
        Arrivals expected;
        for (auto const processor : processors)
            expected.push_back({processor, {mode, vector}});
        return expected;
    }

    std::array<uint32_t, 4> ids{0, 2, 4, 6};
    unsigned current = 0;
    Arrivals arrivals = {};
    Reports reports = {};
    LocalApics apics{ids, [this] { return current; },
                     [this](unsigned processor, Ipi const& ipi) { arrivals.push_back({processor, ipi}); }, reports};
};

} // namespace

TEST_CASE("machine: each processor finds its own local APIC in the page") {
    Bench bench;
    for (unsigned i = 0; i < 4; ++i) {
        bench.current = i;
        CHECK(bench.apics.read(0x20, 4) == uint64_t{2} * i << 24);
        bench.apics.write(0x80, 4, 0x10 * i);
    }
    for (unsigned i = 0; i < 4; ++i) {
        bench.current = i;
        CHECK(bench.apics.read(0x80, 4) == 0x10 * i);
        CHECK(bench.apics.read(0xa0, 4) == 0x10 * i);
    }
}

TEST_CASE("machine: an interrupt to an APIC ID arrives at that processor alone, in each delivery mode") {
    Bench bench;
    CHECK(bench.send(0x04041, 4) == Bench::to({2}, DeliveryMode::Fixed, 0x41));
    CHECK(bench.send(0x04200, 6) == Bench::to({3}, DeliveryMode::Smi));
    CHECK(bench.send(0x04400, 2) == Bench::to({1}, DeliveryMode::Nmi));
    CHECK(bench.send(0x04500, 2) == Bench::to({1}, DeliveryMode::Init));
    CHECK(bench.send(0x0c500, 2) == Bench::to({1}, DeliveryMode::Init)); // level-triggered, asserted
    CHECK(bench.send(0x04612, 2) == Bench::to({1}, DeliveryMode::StartUp, 0x12));
    CHECK(bench.send(0x00400, 2) == Bench::to({1}, DeliveryMode::Nmi)); // level does not count
    CHECK(bench.send(0x04200, 0) == Bench::to({0}, DeliveryMode::Smi));
    CHECK(bench.send(0x04200, 3).empty()); // nobody's
    CHECK(bench.reports.rules.empty());
}

TEST_CASE("machine: interrupts to the destination FFh arrive at all processors") {
    Bench bench;
    bench.current = 2;
    CHECK(bench.send(0x04200, 0xff) == Bench::to({0, 1, 2, 3}, DeliveryMode::Smi));
    CHECK(bench.send(0x04055, 0xff) == Bench::to({0, 1, 2, 3}, DeliveryMode::Fixed, 0x55));
}

TEST_CASE("machine: all excluding self reaches the others, in each delivery mode, whatever the destination") {
    Bench bench;
    bench.current = 1;
    CHECK(bench.send(0xc4041, 4) == Bench::to({0, 2, 3}, DeliveryMode::Fixed, 0x41));
    CHECK(bench.send(0xc4200, 2) == Bench::to({0, 2, 3}, DeliveryMode::Smi));
    CHECK(bench.send(0xc4400) == Bench::to({0, 2, 3}, DeliveryMode::Nmi));
    CHECK(bench.send(0xc4500) == Bench::to({0, 2, 3}, DeliveryMode::Init));
    CHECK(bench.send(0xc46ab) == Bench::to({0, 2, 3}, DeliveryMode::StartUp, 0xab));
    CHECK(bench.send(0xc4c00) == Bench::to({0, 2, 3}, DeliveryMode::Nmi)); // logical: no destination, no matter
    CHECK(bench.reports.rules.empty());
}

TEST_CASE("machine: the shorthands that include the sender are for ordinary interrupts alone") {
    Bench bench;
    bench.current = 3;
    CHECK(bench.send(0x44041) == Bench::to({3}, DeliveryMode::Fixed, 0x41));
    CHECK(bench.send(0x84041) == Bench::to({0, 1, 2, 3}, DeliveryMode::Fixed, 0x41));
    CHECK(bench.reports.rules.empty());
    for (uint32_t const mode : {2u, 4u, 5u, 6u})
        for (uint32_t const shorthand : {1u, 2u})
            CHECK(bench.send(0x4000 | mode << 8 | shorthand << 18).empty());
    CHECK(bench.reports.rules == std::vector<std::string>(8, "SDM vol. 3A table 10-3"));
}

TEST_CASE("machine: what no local APIC sends: a de-asserted INIT, reserved modes, logical destinations") {
    Bench bench;
    CHECK(bench.send(0x08500, 2).empty());
    CHECK(bench.reports.rules.empty());
    CHECK(bench.send(0x04300, 2).empty());
    CHECK(bench.send(0x04700, 2).empty());
    CHECK(bench.reports.rules.size() == 2);
    CHECK(bench.send(0x04c00, 2).empty());
    CHECK(bench.reports.rules.back() == "not modelled");
}

TEST_CASE("machine: an illegal vector and a lowest-priority interrupt are not sent, and the error status says so") {
    Bench bench;
    CHECK(bench.send(0x0400f, 2).empty());
    CHECK(bench.errors() == 0x20);
    CHECK(bench.errors() == 0);
    CHECK(bench.send(0x04141, 2).empty());
    CHECK(bench.errors() == 0x10);
    CHECK(bench.send(0x04010, 2) == Bench::to({1}, DeliveryMode::Fixed, 0x10));
    CHECK(bench.errors() == 0);
}

TEST_CASE("machine: an SMI with a vector is sent, and reported") {
    Bench bench;
    CHECK(bench.send(0x04233, 2) == Bench::to({1}, DeliveryMode::Smi, 0x33));
    CHECK(bench.reports.rules == std::vector<std::string>{"SDM vol. 3A 10.6.1"});
}

TEST_CASE("machine: a software-disabled local APIC takes all but ordinary interrupts, and one that is off takes none") {
    Bench bench;
    bench.apics.of(1).write(0xf0, 4, 0xff);
    bench.apics.of(2).set_mode(ApicMode::Disabled);
    CHECK(bench.send(0xc4041) == Bench::to({3}, DeliveryMode::Fixed, 0x41));
    CHECK(bench.send(0xc4200) == Bench::to({1, 3}, DeliveryMode::Smi));
    CHECK(bench.send(0xc4400) == Bench::to({1, 3}, DeliveryMode::Nmi));
    CHECK(bench.send(0xc4500) == Bench::to({1, 3}, DeliveryMode::Init));
    CHECK(bench.send(0xc4608) == Bench::to({1, 3}, DeliveryMode::StartUp, 8));
    bench.current = 2;
    CHECK(bench.apics.read(0x20, 4) == 0xffffffff);
}

TEST_CASE("machine: local APIC registers keep what software may write and nothing else") {
    struct Row {
        unsigned offset;
        uint32_t at_reset;
        uint32_t after_ones;
    };
    // SDM vol. 3A 10.4 and 10.5, in xAPIC mode; the spurious-interrupt vector register enables the APIC.
    constexpr std::array rows{
        Row{0x0f0, 0x000000ff, 0x000001ff},
        Row{0x020, 0x02000000, 0x02000000},
        Row{0x030, 0x00050014, 0x00050014},
        Row{0x080, 0, 0x000000ff},
        Row{0x0d0, 0, 0xff000000},
        Row{0x0e0, 0xffffffff, 0xffffffff},
        Row{0x100, 0, 0},
        Row{0x1f0, 0, 0},
        Row{0x270, 0, 0},
        Row{0x310, 0, 0xff000000},
        Row{0x320, 0x00010000, 0x000300ff},
        Row{0x330, 0x00010000, 0x000107ff},
        Row{0x340, 0x00010000, 0x000107ff},
        Row{0x350, 0x00010000, 0x0001a7ff},
        Row{0x360, 0x00010000, 0x0001a7ff},
        Row{0x370, 0x00010000, 0x000100ff},
        Row{0x380, 0, 0xffffffff},
        Row{0x390, 0, 0},
        Row{0x3e0, 0, 0x0000000b},
    };
    Reports reports;
    LocalApic apic(2, [](IpiRequest const&) {}, reports);
    for (auto const& row : rows) {
        CAPTURE(row.offset);
        CHECK(apic.read(row.offset, 4) == row.at_reset);
        apic.write(row.offset, 4, 0xffffffff);
        CHECK(apic.read(row.offset, 4) == row.after_ones);
    }
    apic.reset();
    for (auto const& row : rows)
        CHECK(apic.read(row.offset, 4) == row.at_reset);
    CHECK(reports.rules.empty());
}

TEST_CASE("machine: the delivery status of the interrupt command register is always idle") {
    Bench bench;
    (void)bench.send(0x05041, 2);
    CHECK(bench.apics.read(0x300, 4) == 0x04041);
}

TEST_CASE("machine: local vectors are masked, and stay so, while a local APIC is software-disabled") {
    Bench bench;
    bench.apics.write(0x350, 4, 0x00700);
    CHECK(bench.apics.read(0x350, 4) == 0x00700);
    bench.apics.write(0xf0, 4, 0x0ff);
    CHECK(bench.apics.read(0x350, 4) == 0x10700);
    bench.apics.write(0x350, 4, 0x00700);
    CHECK(bench.apics.read(0x350, 4) == 0x10700);
    bench.apics.write(0xf0, 4, 0x1ff);
    CHECK(bench.apics.read(0x350, 4) == 0x10700);
    bench.apics.write(0x350, 4, 0x00700);
    CHECK(bench.apics.read(0x350, 4) == 0x00700);
}

TEST_CASE("machine: accesses to the local APIC other than aligned doublewords are reported, reserved registers noted") {
    Bench bench;
    CHECK(bench.apics.read(0x20, 1) == 0);
    CHECK(bench.apics.read(0x24, 4) == 0);
    bench.apics.write(0x80, 8, 0x20);
    CHECK(bench.reports.rules == std::vector<std::string>(3, "SDM vol. 3A 10.4.1"));
    CHECK(bench.apics.read(0x80, 4) == 0);
    CHECK(bench.errors() == 0);
    CHECK(bench.apics.read(0x40, 4) == 0);
    CHECK(bench.errors() == 0x80);
    bench.apics.write(0x3f0, 4, 0x41); // the self IPI is an MSR's
    CHECK(bench.errors() == 0x80);
    CHECK(bench.arrivals.empty());
}

TEST_CASE("machine: in x2APIC mode the registers are MSRs, and the page is not the APIC's") {
    Bench bench(ApicMode::X2Apic);
    CHECK(bench.apics.read(0x20, 4) == 0xffffffff);
    CHECK(bench.apics.of(3).read_msr(0x802) == 6);
    CHECK(bench.apics.of(3).read_msr(0x803) == 0x00050014);
    CHECK(bench.apics.of(3).read_msr(0x80d) == 0x40); // cluster 0, bit 6
    CHECK(bench.apics.of(0).write_msr(0x808, 0x30));
    CHECK(bench.apics.of(0).read_msr(0x808) == 0x30);
    CHECK(bench.apics.of(0).read_msr(0x80a) == 0x30);

    bench.apics.of(0).set_mode(ApicMode::XApic);
    CHECK(bench.apics.of(0).read_msr(0x802) == std::nullopt);
    CHECK_FALSE(bench.apics.of(0).write_msr(0x808, 0x30));
}

TEST_CASE("machine: x2APIC MSRs that do not exist, are read-only or write-only, or get reserved bits, fault") {
    Bench bench(ApicMode::X2Apic);
    auto& apic = bench.apics.of(0);
    for (uint32_t const msr : {0x800u, 0x801u, 0x804u, 0x80bu, 0x80cu, 0x80eu, 0x831u, 0x83fu, 0x840u, 0x8ffu})
        CHECK(apic.read_msr(msr) == std::nullopt);
    for (uint32_t const msr : {0x802u, 0x803u, 0x80au, 0x80du, 0x80eu, 0x810u, 0x827u, 0x831u, 0x839u, 0x840u, 0x8ffu})
        CHECK_FALSE(apic.write_msr(msr, 0));
    CHECK(apic.write_msr(0x80b, 0));
    CHECK_FALSE(apic.write_msr(0x80b, 1));
    CHECK(apic.write_msr(0x828, 0));
    CHECK_FALSE(apic.write_msr(0x828, 1));
    CHECK_FALSE(apic.write_msr(0x808, 0x100));
    CHECK_FALSE(apic.write_msr(0x808, uint64_t{1} << 32));
    CHECK_FALSE(apic.write_msr(0x80f, 0x200));
    CHECK_FALSE(apic.write_msr(0x830, 0x1041));
    CHECK_FALSE(apic.write_msr(0x83f, 0x100));
    CHECK(bench.arrivals.empty());
}

TEST_CASE("machine: in x2APIC mode the command has 64 bits, its destination 32, and a self IPI a register") {
    Bench bench(ApicMode::X2Apic);
    bench.current = 1;
    CHECK(bench.send_msr(0x0000000400004200) == Bench::to({2}, DeliveryMode::Smi));
    CHECK(bench.apics.of(1).read_msr(0x830) == 0x0000000400004200);
    CHECK(bench.send_msr(0xffffffff00004400) == Bench::to({0, 1, 2, 3}, DeliveryMode::Nmi));
    CHECK(bench.send_msr(0x000000ff00004400).empty()); // an ID here
    CHECK(bench.send_msr(0x00000000000c4500) == Bench::to({0, 2, 3}, DeliveryMode::Init));
    bench.arrivals.clear();
    CHECK(bench.apics.of(1).write_msr(0x83f, 0x77));
    CHECK(bench.arrivals == Bench::to({1}, DeliveryMode::Fixed, 0x77));
    bench.arrivals.clear();
    CHECK(bench.apics.of(1).write_msr(0x83f, 0x0f)); // an illegal vector
    CHECK(bench.arrivals.empty());
    CHECK(bench.apics.of(1).write_msr(0x828, 0));
    CHECK(bench.apics.of(1).read_msr(0x828) == 0x20);
}
