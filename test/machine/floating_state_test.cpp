// SPDX-License-Identifier: Apache-2.0
#include "test/machine/bench.hpp"

#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

// Offsets here are the SDM's (vol. 1, tables 10-2 and 13-1).

namespace {

constexpr uint64_t area = 0x2000;

// A register's place in a Floating, and what tests put there.
void fill(Floating& floating) {
    for (unsigned i = 0; i < 256; ++i)
        floating.xmm(0)[i] = std::byte(i);
    floating.set<uint16_t>(Floating::control_at, 0x27f);
    floating.set<uint64_t>(Floating::instruction_at, 0x1122334455667788);
    floating.set<uint32_t>(Floating::mxcsr_at, 0x1f84);
    floating.xcr0 = xcr0::x87 | xcr0::sse;
}

struct Saving {
    Bench bench;

    explicit Saving(std::initializer_list<uint8_t> instruction, CodeMode mode = CodeMode::Bits64) : bench(mode) {
        bench.put(0x100, instruction);
        bench.cpu.set_general(3, area);
        bench.cpu.set_general(0, 3);
        fill(bench.cpu.floating);
        std::fill(bench.pages.bytes.begin() + area, bench.pages.bytes.begin() + area + 1024, std::byte{0xee});
    }
    std::optional<Fault> run() {
        bench.cpu.rip = 0x100;
        return bench.step();
    }
};

constexpr std::initializer_list<uint8_t> fxsave64{0x48, 0x0f, 0xae, 0x03};
constexpr std::initializer_list<uint8_t> fxsave{0x0f, 0xae, 0x03};
constexpr std::initializer_list<uint8_t> fxrstor64{0x48, 0x0f, 0xae, 0x0b};
constexpr std::initializer_list<uint8_t> xsave64{0x48, 0x0f, 0xae, 0x23};
constexpr std::initializer_list<uint8_t> xsavec64{0x48, 0x0f, 0xc7, 0x23};
constexpr std::initializer_list<uint8_t> xrstor64{0x48, 0x0f, 0xae, 0x2b};
constexpr std::initializer_list<uint8_t> ldmxcsr{0x0f, 0xae, 0x13};
constexpr std::initializer_list<uint8_t> paddb{0x66, 0x0f, 0xfc, 0x03};
constexpr std::initializer_list<uint8_t> fninit{0xdb, 0xe3};
constexpr std::initializer_list<uint8_t> fwait{0x9b};

} // namespace

TEST_CASE("machine: FXSAVE stores the state as the SDM lays it out, and nothing of the bytes that are the software's") {
    Saving saving(fxsave64);
    CHECK_FALSE(saving.run());
    auto const& bench = saving.bench;
    CHECK(bench.at<uint16_t>(area) == 0x27f);
    CHECK(bench.at<uint64_t>(area + 8) == 0x1122334455667788);
    CHECK(bench.at<uint32_t>(area + 24) == 0x1f84);
    CHECK(bench.at<uint32_t>(area + 28) == 0xffff);
    CHECK(bench.at<uint64_t>(area + 160 + 15 * 16) == 0xf7f6f5f4f3f2f1f0);
    for (uint64_t at = 464; at < 512; ++at)
        CHECK(bench.at<uint8_t>(area + at) == 0xee);
    Saving narrow(fxsave);
    CHECK_FALSE(narrow.run());
    CHECK(narrow.bench.at<uint64_t>(area + 8) == 0x55667788);
}

TEST_CASE("machine: FXSAVE knows eight XMM registers outside 64-bit mode") {
    Saving saving(fxsave, CodeMode::Bits32);
    CHECK_FALSE(saving.run());
    CHECK(saving.bench.at<uint8_t>(area + 287) == 0x7f);
    CHECK(saving.bench.at<uint8_t>(area + 288) == 0xee);
}

TEST_CASE("machine: FXRSTOR brings back what FXSAVE stored, and refuses reserved bits of MXCSR undone") {
    Saving saving(fxsave64);
    CHECK_FALSE(saving.run());
    auto const before = saving.bench.cpu.floating;
    saving.bench.put(0x100, fxrstor64);
    saving.bench.code.forget_page(0);
    saving.bench.cpu.floating = {};
    saving.bench.cpu.floating.xcr0 = before.xcr0;
    auto const cleared = saving.bench.cpu.floating;
    saving.bench.set_at<uint32_t>(area + 24, 0x11f84);
    CHECK(is(saving.run(), Vector::GeneralProtection));
    CHECK(saving.bench.cpu.floating == cleared);
    saving.bench.set_at<uint32_t>(area + 24, 0x1f84);
    CHECK_FALSE(saving.run());
    CHECK(saving.bench.cpu.floating == before);
}

TEST_CASE("machine: XSAVE stores the components that are asked for, and keeps the others' bits in the header") {
    Saving saving(xsave64);
    saving.bench.cpu.set_general(0, 2);
    saving.bench.set_at<uint64_t>(area + 512, 1);
    CHECK_FALSE(saving.run());
    CHECK(saving.bench.at<uint64_t>(area + 512) == 3);
    CHECK(saving.bench.at<uint64_t>(area + 520) == 0xeeeeeeeeeeeeeeee);
    CHECK(saving.bench.at<uint16_t>(area) == 0xeeee); // x87 was not asked for
    CHECK(saving.bench.at<uint32_t>(area + 24) == 0x1f84);
    CHECK(saving.bench.at<uint8_t>(area + 161) == 1);
    Saving compacted(xsavec64);
    CHECK_FALSE(compacted.run());
    CHECK(compacted.bench.at<uint64_t>(area + 512) == 3);
    CHECK(compacted.bench.at<uint64_t>(area + 520) == 0x8000000000000003);
}

TEST_CASE("machine: XRSTOR initializes what the area does not hold, and refuses headers that are not valid") {
    Saving saving(xrstor64);
    auto& bench = saving.bench;
    std::fill(bench.pages.bytes.begin() + area, bench.pages.bytes.begin() + area + 576, std::byte{0});
    bench.set_at<uint32_t>(area + 24, 0x1fa0);
    bench.set_at<uint16_t>(area, 0x300);
    bench.set_at<uint8_t>(area + 160, 9);
    bench.set_at<uint64_t>(area + 512, 1); // x87 alone
    CHECK_FALSE(saving.run());
    CHECK(bench.cpu.floating.get<uint16_t>(0) == 0x300);
    CHECK(bench.cpu.floating.get<uint32_t>(24) == 0x1fa0); // in the standard format, in any case
    CHECK(bench.cpu.floating.get<uint64_t>(160) == 0);
    bench.set_at<uint64_t>(area + 512, 2);
    CHECK_FALSE(saving.run());
    CHECK(bench.cpu.floating.get<uint16_t>(0) == 0x37f);
    CHECK(bench.cpu.floating.get<uint64_t>(160) == 9);
    for (auto const& [at, value] : {std::pair<uint64_t, uint64_t>{512, 4}, {520, 1}, {528, 1}}) {
        auto const kept = bench.at<uint64_t>(area + at);
        bench.set_at(area + at, value);
        CHECK(is(saving.run(), Vector::GeneralProtection));
        bench.set_at(area + at, kept);
    }
    bench.set_at<uint64_t>(area + 520, 0x8000000000000002);
    bench.set_at<uint64_t>(area + 512, 0);
    CHECK_FALSE(saving.run());
    CHECK(bench.cpu.floating.get<uint32_t>(24) == 0x1f80); // in the compacted format it is initialized, too
}

TEST_CASE("machine: SSE instructions need CR0 and CR4 to allow them, and areas are aligned") {
    struct Case {
        std::initializer_list<uint8_t> instruction;
        uint64_t alignment;
        std::optional<Vector> emulated; // with CR0.EM
        std::optional<Vector> disabled; // without CR4.OSFXSR and CR4.OSXSAVE
    };
    for (auto const& [instruction, alignment, emulated, disabled] :
         {Case{fxsave64, 16, Vector::InvalidOpcode, std::nullopt},
          Case{fxrstor64, 16, Vector::InvalidOpcode, std::nullopt},
          Case{xsave64, 64, std::nullopt, Vector::InvalidOpcode},
          Case{xsavec64, 64, std::nullopt, Vector::InvalidOpcode},
          Case{ldmxcsr, 1, Vector::InvalidOpcode, Vector::InvalidOpcode},
          Case{paddb, 16, Vector::InvalidOpcode, Vector::InvalidOpcode},
          Case{fninit, 1, Vector::DeviceNotAvailable, std::nullopt}}) {
        auto const outcome = [&](uint64_t cr0_bits, uint64_t cr4, uint64_t offset) {
            Saving saving(instruction);
            std::fill(saving.bench.pages.bytes.begin() + area, saving.bench.pages.bytes.begin() + area + 1024,
                      std::byte{0});
            saving.bench.cpu.cr0 |= cr0_bits;
            saving.bench.cpu.cr4 = cr4;
            saving.bench.cpu.set_general(3, area + offset);
            auto const fault = saving.run();
            return fault ? std::optional(fault->vector) : std::nullopt;
        };
        constexpr auto enabled = cr4::osfxsr | cr4::osxsave;
        CHECK(outcome(0, enabled, 0) == std::nullopt);
        CHECK(outcome(cr0::ts, enabled, 0) == Vector::DeviceNotAvailable);
        CHECK(outcome(cr0::em, enabled, 0) == emulated);
        CHECK(outcome(0, 0, 0) == disabled);
        if (alignment > 1) CHECK(outcome(0, enabled, alignment / 2) == Vector::GeneralProtection);
    }
}

TEST_CASE("machine: FNINIT leaves the stack's registers and MXCSR") {
    Saving saving(fninit);
    saving.bench.cpu.floating.set<uint64_t>(32, 5);
    CHECK_FALSE(saving.run());
    CHECK(saving.bench.cpu.floating.get<uint64_t>(0) == 0x37f);
    CHECK(saving.bench.cpu.floating.get<uint64_t>(8) == 0);
    CHECK(saving.bench.cpu.floating.get<uint64_t>(32) == 5);
    CHECK(saving.bench.cpu.floating.get<uint32_t>(24) == 0x1f84);
}

TEST_CASE("machine: FWAIT faults when CR0.MP and CR0.TS are set, and changes nothing") {
    for (auto const control : {uint64_t{0}, cr0::mp, cr0::ts, cr0::em | cr0::ts}) {
        Saving saving(fwait);
        saving.bench.cpu.cr0 |= control;
        auto const before = saving.bench.cpu.floating;
        CHECK_FALSE(saving.run());
        CHECK(saving.bench.cpu.floating == before);
    }
    Saving saving(fwait);
    saving.bench.cpu.cr0 |= cr0::mp | cr0::ts;
    auto const fault = saving.run();
    REQUIRE(fault);
    CHECK(fault->vector == Vector::DeviceNotAvailable);
}
