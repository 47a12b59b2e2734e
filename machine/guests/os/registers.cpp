// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/registers.hpp"

namespace redoubt::machine::guest {
namespace {

constexpr uint64_t spread = 0x9e3779b97f4a7c15; // 2^64 divided by the golden ratio, odd

constexpr uint32_t counter = static_cast<uint32_t>(RegisterIndex::Rcx);

} // namespace

void fill(RegisterFile& registers, uint64_t seed) {
    for (uint32_t i = 0; i < kGeneralRegisters; ++i)
        registers.general[i] = (seed * kGeneralRegisters + i + 1) * spread;
}

void compute_expected(RegisterFile& registers) {
    auto& value = registers.general;
    for (; value[counter] != 0; --value[counter]) {
        unsigned long long carry = 0;
        auto before = value[kGeneralRegisters - 1];
        for (uint32_t i = 0; i < kGeneralRegisters; ++i)
            if (i != counter) before = value[i] = __builtin_addcll(value[i], before, carry, &carry);
    }
}

Difference difference(RegisterFile const& expected, RegisterFile const& registers) {
    for (uint32_t i = 0; i < kGeneralRegisters; ++i)
        if (expected.general[i] != registers.general[i])
            return {true, static_cast<RegisterIndex>(i), expected.general[i], registers.general[i]};
    return {};
}

} // namespace redoubt::machine::guest
