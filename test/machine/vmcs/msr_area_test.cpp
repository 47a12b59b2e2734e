// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/msr_area.hpp"

#include <doctest/doctest.h>
#include <initializer_list>

using namespace redoubt::machine;

namespace {

constexpr decltype(&entry_load_refused) each[] = {entry_load_refused, exit_store_refused, exit_load_refused};
constexpr decltype(&entry_load_refused) loads[] = {entry_load_refused, exit_load_refused};

} // namespace

TEST_CASE("machine: an entry of an MSR area with reserved bits is refused") {
    for (auto* const refused : each)
        for (unsigned bit = 32; bit < 64; ++bit)
            CHECK(refused(uint64_t{1} << bit | 0xc0000081, true));
}

TEST_CASE("machine: an MSR area does not reach x2APIC registers") {
    for (auto* const refused : each)
        for (bool const in_smm : {false, true}) {
            CHECK_FALSE(refused(0x7ff, in_smm));
            for (uint64_t index = 0x800; index <= 0x8ff; ++index)
                CHECK(refused(index, in_smm));
            CHECK_FALSE(refused(0x900, in_smm));
        }
}

TEST_CASE("machine: an MSR area does not reach microcode updates") {
    for (auto* const refused : each)
        for (auto const index : std::initializer_list<uint64_t>{0x79, 0x8b})
            CHECK(refused(index, true));
}

TEST_CASE("machine: the bases of FS and GS are stored by MSR areas, but not loaded") {
    for (auto const index : std::initializer_list<uint64_t>{0xc0000100, 0xc0000101}) {
        for (auto* const refused : loads)
            CHECK(refused(index, true));
        CHECK_FALSE(exit_store_refused(index, false));
    }
    for (auto* const refused : each)
        CHECK_FALSE(refused(0xc0000102, false)); // IA32_KERNEL_GS_BASE
}

TEST_CASE("machine: IA32_SMM_MONITOR_CTL is loaded in SMM only") {
    for (auto* const refused : loads) {
        CHECK(refused(0x9b, false));
        CHECK_FALSE(refused(0x9b, true));
    }
    CHECK_FALSE(exit_store_refused(0x9b, false));
}

TEST_CASE("machine: IA32_SMBASE is stored in SMM only") {
    CHECK(exit_store_refused(0x9e, false));
    CHECK_FALSE(exit_store_refused(0x9e, true));
}

TEST_CASE("machine: ordinary MSRs are loaded and stored") {
    for (auto* const refused : each)
        for (bool const in_smm : {false, true})
            for (auto const index :
                 std::initializer_list<uint64_t>{0x174, 0x277, 0x38f, 0x1d9, 0xc0000080, 0xc0000081, 0xc0000103})
                CHECK_FALSE(refused(index, in_smm));
}
