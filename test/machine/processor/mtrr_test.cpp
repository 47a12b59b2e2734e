// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/mtrr_msrs.hpp"
#include "test/machine/processor/bench.hpp"

#include <array>
#include <doctest/doctest.h>

using namespace redoubt::machine;
using namespace redoubt::machine::test;

namespace {

constexpr uint32_t cap = 0xfe;
constexpr uint32_t first_base = 0x200;
constexpr uint32_t first_mask = 0x201;
constexpr uint32_t last_mask = first_base + 2 * Mtrrs::variable_ranges - 1;
constexpr uint32_t def_type = 0x2ff;

struct MtrrBench : Bench {
    MtrrBench() { enter_long_mode(); }

    bool write_faults(uint32_t index, uint64_t value) {
        set_rcx_msr(index, value);
        return faults({0x0f, 0x30}, Vector::GeneralProtection);
    }
    bool holds(uint32_t index, uint64_t value) {
        set_rcx_msr(index, 0);
        return !faults({0x0f, 0x32}, Vector::GeneralProtection) && edx_eax() == value;
    }
};

} // namespace

TEST_CASE("machine: the MTRRs are those that IA32_MTRRCAP tells of, and hold what was written") {
    MtrrBench bench;
    CHECK(bench.holds(cap, 0xd0a)); // ten ranges, the fixed ones, WC, SMRR
    CHECK(bench.write_faults(cap, 0xd0a));
    CHECK_FALSE(bench.write_faults(first_base, 0x40000006));
    CHECK_FALSE(bench.write_faults(last_mask, 0x7fc0000800));
    CHECK_FALSE(bench.write_faults(def_type, 0xc06));
    CHECK(bench.holds(first_base, 0x40000006));
    CHECK(bench.holds(last_mask, 0x7fc0000800));
    CHECK(bench.holds(def_type, 0xc06));
    CHECK(bench.write_faults(last_mask + 1, 0));
    CHECK(bench.reports.all.size() == 1);
}

TEST_CASE("machine: each fixed-range MTRR holds a type for eight ranges") {
    constexpr std::array<uint32_t, 11> indices{0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
                                               0x26b, 0x26c, 0x26d, 0x26e, 0x26f};
    constexpr std::array<uint64_t, 3> values{0x0606060606060606, 0x0504010006050401, 0};
    MtrrBench bench;
    for (unsigned i = 0; i < indices.size(); ++i)
        CHECK_FALSE(bench.write_faults(indices[i], values[i % 3]));
    for (unsigned i = 0; i < indices.size(); ++i)
        CHECK(bench.holds(indices[i], values[i % 3]));
    CHECK(bench.write_faults(0x250, 0x0206060606060606));
    CHECK(bench.write_faults(0x26f, 0x0606060606060607)); // UC- is for the PAT alone
}

TEST_CASE("machine: MTRRs refuse reserved bits, reserved types, and addresses that are too wide") {
    MtrrBench bench;
    CHECK(bench.write_faults(first_base, 0x40000002));
    CHECK(bench.write_faults(first_base, 0x40000106));
    CHECK(bench.write_faults(first_base, 0x80'0000'0006)); // 39 bits
    CHECK(bench.write_faults(first_mask, 0x7fc0000801));
    CHECK(bench.write_faults(first_mask, 0xff'c000'0800));
    CHECK(bench.write_faults(def_type, 0x803));
    CHECK(bench.write_faults(def_type, 0x906));
    CHECK(bench.holds(first_base, 0));
    CHECK(bench.holds(def_type, 0));
}
