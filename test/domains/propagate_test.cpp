// SPDX-License-Identifier: Apache-2.0
#include "monitor/domains/populate.h"
#include "monitor/domains/propagate.h"
#include "test/domains/oracle.hpp"

#include <doctest/doctest.h>

using namespace redoubt::test;
using stm::domains::Propagate;

namespace {

constexpr Propagate kAll{.all = true, .data = false};
constexpr Propagate kData{.all = false, .data = true};
constexpr Propagate kNothing{.all = false, .data = false};

// Half of the time something that a guest could go on with.
SaveStateArea handler_wrote(Random& random, GuestSnapshot const& guest) {
    auto area = some_area(random);
    if (random.one_in(2)) populate(area, guest, {.all = true, .io = false, .dx = false, .data = false});
    if (random.one_in(2)) put(area, "IORestart", 0xff);
    std::uint64_t const places[] = {0x1000, 0xffffffff80000000, 0x00007fffffffffff, 0x0000800000000000, 0x100000000};
    for (auto const* const name : {"Rip", "IoEip"})
        if (random.one_in(2)) put(area, name, places[random.below(5)]);
    return area;
}

} // namespace

TEST_CASE("REQ-DOM-06: what the interface does not mark is never taken back, whatever the handler writes") {
    Random random(seed_or(31));
    auto const guest = some_guest(random);
    for (auto const* const name : {"Smbase",
                                   "SMMRevId",
                                   "Ia32Efer",
                                   "Cr0",
                                   "Cr3",
                                   "Cr4",
                                   "Es",
                                   "Cs",
                                   "Ss",
                                   "Ds",
                                   "Fs",
                                   "Gs",
                                   "Ldtr",
                                   "Tr",
                                   "Dr6",
                                   "Dr7",
                                   "GdtLimit",
                                   "IdtLimit",
                                   "GdtBaseLoDword",
                                   "GdtBaseHiDword",
                                   "IoRcx",
                                   "IoRsi",
                                   "IoRdi",
                                   "Eptp",
                                   "LdtBaseLoDword",
                                   "LdtBaseHiDword",
                                   "LdtLimit",
                                   "IOMisc",
                                   "EnabledEPT",
                                   "IOMemAddr",
                                   "IdtBaseLoDword",
                                   "IdtBaseHiDword"}) {
        SaveStateArea area{};
        populate(area, guest, {.all = true, .io = false, .dx = false, .data = false});
        auto untouched = guest;
        propagate(area, untouched, kAll);
        put(area, name, random.next());
        auto changed = guest;
        propagate(area, changed, kAll);
        CAPTURE(name);
        CHECK(same(changed, untouched));
    }
}

TEST_CASE("REQ-DOM-06: if the handler changes nothing, nothing changes") {
    Random random(seed_or(32));
    for (int step = 0; step < 1000; ++step) {
        auto guest = some_guest(random);
        guest.rflags = (guest.rflags & 0x3f7fd5) | 2; // as a processor has it
        guest.rip &= 0x7fffffff;
        SaveStateArea area{};
        populate(area, guest, {.all = true, .io = false, .dx = false, .data = false});
        auto after = guest;
        propagate(area, after, kAll);
        REQUIRE(same(after, guest));
    }
}

TEST_CASE("REQ-DOM-06: nothing is taken back if nothing is to be, whatever the handler writes") {
    Random random(seed_or(33));
    for (int step = 0; step < 1000; ++step) {
        auto const guest = some_guest(random);
        auto const area = handler_wrote(random, guest);
        auto after = guest;
        propagate(area, after, kNothing);
        REQUIRE(same(after, guest));
    }
}

TEST_CASE("REQ-DOM-03: of a trapped IN, the handler gives AL, AX or EAX, which leaves RAX as IN does") {
    GuestSnapshot guest{};
    guest.io_smi = true;
    guest.registers.rax = 0x1122334455667788;
    SaveStateArea area{};
    std::memset(&area, 0xee, sizeof area);
    struct Case {
        std::uint64_t size, rax;
    };
    for (auto const& [size, rax] : {Case{0, 0x11223344556677ee}, Case{1, 0x112233445566eeee}, Case{3, 0xeeeeeeee}}) {
        auto after = guest;
        after.exit_qualification = size | 8;
        auto wanted = after;
        wanted.registers.rax = rax;
        propagate(area, after, kData);
        CHECK(same(after, wanted));
    }
}

TEST_CASE("REQ-DOM-06: an instruction is restarted only after an I/O SMI and by 0xff") {
    GuestSnapshot guest{};
    guest.rip = 0x2002;
    guest.io_rip = 0x2000;
    for (bool const io : {false, true})
        for (std::uint64_t const slot : {0u, 1u, 0xfeu, 0xffu, 0x1ffu, 0xffffu}) {
            guest.io_smi = io;
            SaveStateArea area{};
            populate(area, guest, {.all = true, .io = false, .dx = false, .data = false});
            put(area, "IORestart", slot);
            put(area, "IoEip", 0x2000);
            auto after = guest;
            propagate(area, after, kAll);
            CHECK(after.rip == (io && slot == 0xff ? 0x2000u : 0x2002u));
        }
}

TEST_CASE("REQ-DOM-06: a halted guest is woken by AutoHALTRestart 0, and no guest is halted by it") {
    for (std::uint64_t activity = 0; activity < 4; ++activity)
        for (std::uint64_t const slot : {0u, 1u, 2u, 0xffffu}) {
            GuestSnapshot guest{};
            guest.activity_state = activity;
            SaveStateArea area{};
            put(area, "AutoHALTRestart", slot);
            propagate(area, guest, kAll);
            CHECK(guest.activity_state == (activity == 1 && slot % 2 == 0 ? 0 : activity));
        }
}

TEST_CASE("REQ-DOM-06: random save states come back as by a list of the marked fields") {
    auto const seed = seed_or(34);
    Random random(seed);
    for (int step = 0; step < 50'000; ++step) {
        auto const guest = some_guest(random);
        auto const area = handler_wrote(random, guest);
        for (auto const what : {kAll, kData, kNothing}) {
            auto after = guest;
            propagate(area, after, what);
            CAPTURE(seed);
            CAPTURE(step);
            REQUIRE(same(after, expected_guest(area, guest, what)));
        }
    }
}
