// SPDX-License-Identifier: Apache-2.0
#include "spec/abi/msr.h"
#include "test/machine/system/loaded.hpp"

#include <doctest/doctest.h>
#include <tuple>

// What the BIOS's list claims of MSRs is what the SMI handler has of them on the machine, and nothing else.
using namespace redoubt::machine;
using redoubt::test::Loaded;
using redoubt::test::ordered;
using stm::abi::Msr;

namespace {

constexpr uint64_t all_bits = ~uint64_t{0};
constexpr uint64_t before = 0x123456789abcdef0;

ResourceList claiming(Msr msr, uint64_t read_mask, uint64_t write_mask) {
    ResourceList list;
    list.msr(msr, read_mask, write_mask);
    return list;
}

uint64_t& star_of(Loaded& loaded) {
    return loaded.machine.processor(0).state().msrs.star;
}

} // namespace

TEST_CASE("image: REQ-POL-01: an MSR that nobody claimed reads as 0, whether it exists or not, and keeps its value") {
    for (auto const msr : {Msr::Star, Msr::X2ApicIcr, static_cast<Msr>(0x12345678)}) {
        CAPTURE(static_cast<uint32_t>(msr));
        Loaded reading(1);
        star_of(reading) = before;
        CHECK(reading.one_smi(ordered(guest::HandlerAction::ReadMsr, static_cast<uint64_t>(msr))).result == 0);
        Loaded writing(1);
        star_of(writing) = before;
        writing.one_smi(ordered(guest::HandlerAction::WriteMsr, static_cast<uint64_t>(msr), 0x55));
        CHECK(star_of(writing) == before);
    }
}

TEST_CASE("image: REQ-POL-17: of an MSR the handler has the bits that its list claims, for reading and for writing") {
    constexpr uint64_t low_byte = 0xff;
    constexpr uint64_t wanted = 0x5555555555555555;
    for (auto const& [read_mask, write_mask] : {std::pair{all_bits, all_bits},
                                                {all_bits, uint64_t{0}},
                                                {uint64_t{0}, all_bits},
                                                {low_byte, low_byte << 56}}) {
        CAPTURE(read_mask);
        CAPTURE(write_mask);
        Loaded reading(1);
        reading.put_list(claiming(Msr::Star, read_mask, write_mask));
        star_of(reading) = before;
        CHECK(reading.one_smi(ordered(guest::HandlerAction::ReadMsr, static_cast<uint64_t>(Msr::Star))).result ==
              (before & read_mask));
        Loaded writing(1);
        writing.put_list(claiming(Msr::Star, read_mask, write_mask));
        writing.machine.watch(0).tolerate({"IA32_STAR"}); // the list lets the handler change it
        star_of(writing) = before;
        writing.one_smi(ordered(guest::HandlerAction::WriteMsr, static_cast<uint64_t>(Msr::Star), wanted));
        CHECK(star_of(writing) == ((before & ~write_mask) | (wanted & write_mask)));
    }
}

TEST_CASE("image: REQ-EXC-08: the handler does not move the APIC's page onto SMRAM, nor where no list claims a page") {
    Loaded loaded(1);
    auto const& layout = loaded.machine.layout();
    auto const of = [&] { return loaded.machine.processor(0).state().msrs.apic_base; };
    auto const mode = of() % 0x1000;
    for (auto const page : {layout.tseg.base, layout.mseg.base, uint64_t{0xfef00000}}) {
        CAPTURE(page);
        Loaded trial(1);
        trial.put_list(claiming(Msr::ApicBase, all_bits, all_bits));
        trial.one_smi(ordered(guest::HandlerAction::WriteMsr, static_cast<uint64_t>(Msr::ApicBase), page + mode));
        CHECK(trial.machine.processor(0).state().msrs.apic_base == of());
    }
    Loaded moved(1);
    ResourceList list;
    list.msr(Msr::ApicBase, all_bits, all_bits)
        .mmio({0xfef00000, 0x1000}, stm::abi::RscMem::kRead | stm::abi::RscMem::kWrite);
    moved.put_list(list);
    moved.one_smi(ordered(guest::HandlerAction::WriteMsr, static_cast<uint64_t>(Msr::ApicBase), 0xfef00000 + mode));
    CHECK(moved.machine.processor(0).state().msrs.apic_base == 0xfef00000 + mode);
}
