// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/descriptor.h"
#include "spec/abi/psd.h"

#include <array>
#include <cstring>
#include <doctest/doctest.h>
#include <random>

using stm::abi::Psd;
using stm::smi::Descriptor;

namespace {

using Words = std::array<uint64_t, stm::smi::kPsdWords>;

Words words_of(Psd const& psd) {
    Words words{};
    std::memcpy(words.data(), &psd, sizeof words);
    return words;
}

Psd some(std::mt19937_64& random) {
    std::array<uint64_t, (sizeof(Psd) + 7) / 8> bytes{};
    for (auto& word : bytes)
        word = random();
    Psd psd;
    std::memcpy(&psd, bytes.data(), sizeof psd);
    psd.signature = Psd::kSignature;
    psd.size = Psd::kSize;
    psd.smm_gdt_size = 0x48;
    return psd;
}

bool read(Psd const& psd) {
    Descriptor descriptor{};
    auto const words = words_of(psd);
    return stm::smi::read_descriptor(descriptor, words.data());
}

} // namespace

TEST_CASE("smi: REQ-BIOS-05: every member of a descriptor is read from where the interface has it") {
    std::mt19937_64 random{1};
    for (unsigned i = 0; i < 1000; ++i) {
        auto const psd = some(random);
        auto const words = words_of(psd);
        Descriptor found{};
        REQUIRE(stm::smi::read_descriptor(found, words.data()));
        CHECK(found.cs == psd.smm_cs);
        CHECK(found.ds == psd.smm_ds);
        CHECK(found.ss == psd.smm_ss);
        CHECK(found.other == psd.smm_other_segment);
        CHECK(found.tr == psd.smm_tr);
        CHECK(found.cr3 == psd.smm_cr3);
        CHECK(found.setup_rip == psd.smm_stm_setup_rip);
        CHECK(found.teardown_rip == psd.smm_stm_teardown_rip);
        CHECK(found.smi_rip == psd.smm_smi_handler_rip);
        CHECK(found.rsp == psd.smm_smi_handler_rsp);
        CHECK(found.gdt_base == psd.smm_gdt_ptr);
        CHECK(found.gdt_limit == 0x47);
        CHECK(found.resource_list == psd.bios_hw_resource_requirements_ptr);
        CHECK(found.acpi_rsdp == psd.acpi_rsdp);
        CHECK(found.execute_outside == ((psd.smm_entry_state & Psd::kExecutionDisableOutsideSmrr) == 0));
        CHECK(found.long_mode == ((psd.smm_entry_state & Psd::kIntel64Mode) != 0));
        CHECK(found.pae == ((psd.smm_entry_state & Psd::kCr4Pae) != 0));
        CHECK(found.pse == ((psd.smm_entry_state & Psd::kCr4Pse) != 0));
    }
}

TEST_CASE("smi: REQ-BIOS-07: a descriptor of version 0.99 ends before ACPI's root pointer") {
    std::mt19937_64 random{3};
    auto psd = some(random);
    psd.size = Psd::kSize099;
    auto const words = words_of(psd);
    REQUIRE(psd.acpi_rsdp != 0);
    Descriptor found{};
    REQUIRE(stm::smi::read_descriptor(found, words.data()));
    CHECK(found.acpi_rsdp == 0);
    CHECK(found.resource_list == psd.bios_hw_resource_requirements_ptr);
}

TEST_CASE("smi: REQ-BIOS-01: a descriptor without its signature, of another size, or without a usable GDT is refused") {
    std::mt19937_64 random{2};
    auto const good = some(random);
    CHECK(read(good));
    for (unsigned bit = 0; bit < 64; ++bit) {
        auto psd = good;
        psd.signature ^= uint64_t{1} << bit;
        CHECK_FALSE(read(psd));
    }
    for (uint32_t size = 0; size < 0x10000; ++size) {
        auto psd = good;
        psd.size = static_cast<uint16_t>(size);
        CHECK(read(psd) == (size == 137 || size == 128));
    }
    for (auto const& [size, usable] :
         {std::pair{0u, false}, {7u, false}, {8u, true}, {0x10000u, true}, {0x10001u, false}, {0xffffffffu, false}}) {
        auto psd = good;
        psd.smm_gdt_size = size;
        CHECK(read(psd) == usable);
    }
}
