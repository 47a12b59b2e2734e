// SPDX-License-Identifier: Apache-2.0
#include "machine/board/apm.hpp"
#include "machine/board/lpc_bridge.hpp"
#include "machine/board/pm_registers.hpp"
#include "machine/board/ports.hpp"
#include "machine/board/power_management.hpp"
#include "test/machine/board/reports.hpp"

#include <doctest/doctest.h>
#include <vector>

using namespace redoubt::machine;
using redoubt::test::Reports;

namespace {

// Bits and offsets are written as the datasheet has them.
constexpr uint32_t gbl_smi_en = 0x0001;
constexpr uint32_t eos = 0x0002;
constexpr uint32_t apmc = 0x0020;
constexpr uint32_t swsmi_tmr = 0x0040;
constexpr uint32_t pm1_sts_reg = 0x0100;
constexpr uint32_t periodic = 0x4000;

constexpr uint64_t million = 1'000'000;

// The block, the APM ports and the bridge, and what comes out of the SMI line. A tick is a microsecond.
struct Bench {
    struct Smi {
        SmiCause cause;
        uint64_t tick;
        bool operator==(Smi const&) const = default;
    };

    uint32_t smi_en() { return static_cast<uint32_t>(power.read(0x30, 4)); }
    uint32_t smi_sts() { return static_cast<uint32_t>(power.read(0x34, 4)); }
    void enable(uint32_t bits) { power.write(0x30, 4, bits); }

    // As the owner lets time pass
    void run_until(uint64_t end) {
        for (auto next = power.next_event(); next && *next <= end; next = power.next_event()) {
            REQUIRE(*next > now);
            now = *next;
            power.catch_up();
        }
        now = end;
        power.catch_up();
    }

    // As a handler ends: it clears what it saw, then lets the next one come.
    void handle() {
        power.write(0x34, 4, smi_sts());
        power.write(0x30, 4, smi_en() | eos);
    }

    uint64_t now = 0;
    std::vector<Smi> smis = {};
    PowerManagement power{{[this] { return now; }, million}, [this](SmiCause cause) { smis.push_back({cause, now}); }};
    Apm apm{power};
    Reports reports = {};
    Ports ports{reports};
    LpcBridge lpc{ports, power};
};

} // namespace

TEST_CASE("machine: a write to the APM command port raises an SMI if APMC_EN and GBL_SMI_EN are set") {
    for (uint32_t const enabled : {0u, gbl_smi_en, apmc, gbl_smi_en | apmc}) {
        Bench bench;
        bench.enable(enabled);
        bench.apm.write(0, 1, 0x5a);
        CHECK(bench.smis.size() == (enabled == (gbl_smi_en | apmc) ? 1 : 0));
        CHECK(bench.smi_sts() == (enabled & apmc));
        CHECK(bench.apm.read(0, 1) == 0x5a);
    }
}

TEST_CASE("machine: APM command and status are there when the SMI comes, and the status alone raises none") {
    Bench bench;
    bench.enable(gbl_smi_en | apmc);
    bench.apm.write(1, 1, 0x77);
    CHECK(bench.smis.empty());
    uint64_t seen = 0;
    PowerManagement power({[] { return uint64_t{0}; }, million}, [&](SmiCause) { ++seen; });
    Apm apm(power);
    power.write(0x30, 4, gbl_smi_en | apmc);
    apm.write(0, 2, 0x1234);
    CHECK(seen == 1);
    CHECK(apm.read(0, 2) == 0x1234);
    CHECK(apm.read(1, 1) == 0x12);
}

TEST_CASE("machine: after an SMI there is no other one until EOS is set, which the SMI clears") {
    Bench bench;
    bench.enable(gbl_smi_en | apmc | eos);
    CHECK(bench.smi_en() == (gbl_smi_en | apmc | eos));
    bench.apm.write(0, 1, 1);
    CHECK(bench.smis.size() == 1);
    CHECK(bench.smi_en() == (gbl_smi_en | apmc));
    bench.apm.write(0, 1, 2);
    CHECK(bench.smis.size() == 1);
    bench.handle();
    CHECK(bench.smis.size() == 1); // the second one was cleared with the first
    CHECK(bench.smi_en() == (gbl_smi_en | apmc | eos));
    bench.apm.write(0, 1, 3);
    CHECK(bench.smis.size() == 2);
}

TEST_CASE("machine: the first SMI needs no EOS, and writing 0 to EOS does not clear it") {
    Bench bench;
    bench.enable(gbl_smi_en | apmc);
    bench.apm.write(0, 1, 1);
    CHECK(bench.smis.size() == 1);
    bench.power.write(0x34, 4, apmc);
    bench.enable(gbl_smi_en | apmc | eos);
    bench.enable(gbl_smi_en | apmc);
    CHECK(bench.smi_en() == (gbl_smi_en | apmc | eos));
    bench.apm.write(0, 1, 1);
    CHECK(bench.smis.size() == 2);
}

TEST_CASE("machine: an event whose status is not cleared raises an SMI again as soon as EOS is set") {
    Bench bench;
    bench.enable(gbl_smi_en | apmc);
    bench.apm.write(0, 1, 1);
    bench.power.write(0x30, 1, gbl_smi_en | apmc | eos);
    CHECK(bench.smis.size() == 2);
    CHECK(bench.smi_en() == (gbl_smi_en | apmc));
}

TEST_CASE("machine: SMI status bits are cleared by ones, and by nothing else") {
    Bench bench;
    bench.enable(apmc | swsmi_tmr | periodic);
    bench.apm.write(0, 1, 1);
    bench.run_until(64 * million);
    CHECK(bench.smi_sts() == (apmc | swsmi_tmr | periodic));
    bench.power.write(0x34, 4, 0);
    CHECK(bench.smi_sts() == (apmc | swsmi_tmr | periodic));
    bench.power.write(0x34, 1, apmc);
    CHECK(bench.smi_sts() == (swsmi_tmr | periodic));
    bench.power.write(0x35, 1, periodic >> 8);
    CHECK(bench.smi_sts() == swsmi_tmr);
    bench.power.write(0x34, 4, 0xffffffff);
    CHECK(bench.smi_sts() == 0);
    CHECK(bench.smis.empty()); // GBL_SMI_EN was never set
}

TEST_CASE("machine: setting GBL_SMI_EN raises the SMI of an event that is there already") {
    Bench bench;
    bench.enable(apmc);
    bench.apm.write(0, 1, 1);
    bench.enable(apmc | gbl_smi_en);
    CHECK(bench.smis == std::vector<Bench::Smi>{{SmiCause::Apm, 0}});
}

TEST_CASE("machine: SMI_LOCK keeps GBL_SMI_EN and itself as they are, and no other bit") {
    Bench bench;
    bench.enable(gbl_smi_en | apmc);
    bench.lpc.write(0xa0, 2, 0x10);
    bench.enable(0);
    CHECK(bench.smi_en() == gbl_smi_en);
    bench.lpc.write(0xa0, 2, 0);
    CHECK(bench.lpc.read(0xa0, 2) == 0x10);
    bench.enable(0);
    CHECK(bench.smi_en() == gbl_smi_en);

    Bench off;
    off.lpc.write(0xa0, 2, 0x10);
    off.enable(gbl_smi_en | apmc);
    CHECK(off.smi_en() == apmc);
}

TEST_CASE("machine: the periodic SMI comes at exact ticks, at each of its four rates") {
    constexpr std::array<uint64_t, 4> seconds{64, 32, 16, 8};
    for (unsigned rate = 0; rate < 4; ++rate) {
        Bench bench;
        bench.lpc.write(0xa0, 2, rate);
        bench.enable(gbl_smi_en | periodic);
        std::vector<Bench::Smi> expected;
        for (uint64_t i = 1; i <= 5; ++i) {
            bench.run_until(i * seconds[rate] * million - 1);
            CHECK(bench.smis == expected);
            bench.run_until(i * seconds[rate] * million);
            expected.push_back({SmiCause::Periodic, i * seconds[rate] * million});
            CHECK(bench.smis == expected);
            CHECK(bench.smi_sts() == periodic);
            bench.handle();
        }
    }
}

TEST_CASE("machine: the periodic status is set when its SMI is not enabled, too, and the timer waits for nobody") {
    Bench bench;
    bench.lpc.write(0xa0, 2, 3);
    bench.run_until(20 * million);
    CHECK(bench.smi_sts() == periodic);
    CHECK(bench.smis.empty());
    bench.power.write(0x34, 4, periodic);
    bench.enable(gbl_smi_en | periodic);
    CHECK(bench.power.next_event() == 24 * million);
    bench.run_until(24 * million);
    CHECK(bench.smis == std::vector<Bench::Smi>{{SmiCause::Periodic, 24 * million}});
}

TEST_CASE("machine: a changed rate of the periodic SMI does not make one up for the time before") {
    Bench bench;
    bench.enable(gbl_smi_en | periodic);
    bench.now = 20 * million; // no multiple of 64 seconds since the start, but two of 8
    bench.lpc.write(0xa0, 2, 3);
    bench.power.catch_up();
    CHECK(bench.smis.empty());
    CHECK(bench.power.next_event() == 24 * million);
}

TEST_CASE("machine: the software timer raises one SMI, its time after it was enabled") {
    constexpr std::array<uint64_t, 4> microseconds{1500, 16000, 32000, 64000};
    for (unsigned rate = 0; rate < 4; ++rate) {
        Bench bench;
        bench.lpc.write(0xa4, 2, rate << 6);
        bench.now = 77;
        bench.enable(gbl_smi_en | swsmi_tmr);
        bench.run_until(77 + microseconds[rate] - 1);
        CHECK(bench.smis.empty());
        bench.run_until(1000000);
        CHECK(bench.smis == std::vector<Bench::Smi>{{SmiCause::SoftwareTimer, 77 + microseconds[rate]}});
        CHECK(bench.smi_sts() == swsmi_tmr);
        bench.handle();
        bench.run_until(2000000);
        CHECK(bench.smis.size() == 1);
        bench.enable(gbl_smi_en);
        bench.enable(gbl_smi_en | swsmi_tmr);
        bench.run_until(3000000);
        CHECK(bench.smis.size() == 2);
    }
}

TEST_CASE("machine: a software timer that is disabled before its time raises no SMI") {
    Bench bench;
    bench.enable(gbl_smi_en | swsmi_tmr);
    bench.run_until(1000);
    bench.enable(gbl_smi_en);
    CHECK(bench.power.next_event() == std::nullopt);
    bench.run_until(10000);
    CHECK(bench.smis.empty());
    CHECK(bench.smi_sts() == 0);
}

TEST_CASE("machine: the power-management timer counts 3579545 times a second in 24 bits") {
    Bench bench;
    CHECK(bench.power.read(8, 4) == 0);
    bench.now = million;
    CHECK(bench.power.read(8, 4) == 3579545);
    bench.now = 5 * million; // 17897725, 1120509 more than 24 bits hold
    CHECK(bench.power.read(8, 4) == 1120509);
    bench.power.write(8, 4, 0);
    CHECK(bench.power.read(8, 4) == 1120509);
    bench.now = uint64_t{1} << 63; // 2 ^ 63 * 3579545 / 10 ^ 6 does not fit into 64 bits
    CHECK(bench.power.read(8, 4) == ((static_cast<unsigned __int128>(3579545) << 63) / million) % 0x1000000);
}

TEST_CASE("machine: TMROF_STS is set when the timer's highest bit changes, and raises an SMI while SCI_EN is clear") {
    // 2 ^ 23 counts take 2343484.4 microseconds
    constexpr uint64_t first = 2343485;
    Bench bench;
    bench.power.write(2, 2, 1);
    bench.enable(gbl_smi_en);
    bench.run_until(first - 1);
    CHECK(bench.power.read(0, 2) == 0);
    CHECK(bench.smis.empty());
    bench.run_until(first);
    CHECK(bench.power.read(0, 2) == 1);
    CHECK(bench.smi_sts() == pm1_sts_reg);
    CHECK(bench.smis == std::vector<Bench::Smi>{{SmiCause::Pm1, first}});
    bench.power.write(0, 2, 1);
    CHECK(bench.power.read(0, 2) == 0);
    CHECK(bench.smi_sts() == 0);

    Bench acpi;
    acpi.power.write(2, 2, 1);
    acpi.power.write(4, 2, 1);
    acpi.enable(gbl_smi_en);
    acpi.run_until(first);
    CHECK(acpi.power.read(0, 2) == 1);
    CHECK(acpi.smis.empty());
}

TEST_CASE("machine: of several events at once each gets its SMI, one after the other") {
    Bench bench;
    bench.enable(gbl_smi_en | periodic | apmc);
    bench.apm.write(0, 1, 1);
    bench.run_until(64 * million);
    CHECK(bench.smis == std::vector<Bench::Smi>{{SmiCause::Apm, 0}});
    bench.power.write(0x34, 4, apmc); // the handler of the first one has not seen the other
    bench.power.write(0x30, 4, bench.smi_en() | eos);
    CHECK(bench.smis == std::vector<Bench::Smi>{{SmiCause::Apm, 0}, {SmiCause::Periodic, 64 * million}});
}
