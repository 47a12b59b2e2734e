// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/address_limit.h"

#include "monitor/arch/processor.h"

namespace stm::smi {

constexpr uint32_t kExtendedLeaves = 0x80000000; // CPUID: EAX is the last one
constexpr uint32_t kAddressSizes = 0x80000008;   // EAX[7:0] are the physical address bits

uint64_t address_limit(uint32_t bits) {
    uint64_t limit = kLeastLimit;
    /*@ loop invariant range: kFewestAddressBits <= b <= bits;
        loop invariant power: limit == 1 << b;
        loop invariant limit: IsLimit(limit) && limit >= kLeastLimit;
        loop assigns b, limit;
        loop variant bits - b;
    */
    for (uint32_t b = kFewestAddressBits; b < bits; ++b) {
        limit = 2 * limit;
    }
    return limit;
}

uint32_t address_bits() {
    auto const leaves = arch::cpuid(kExtendedLeaves, 0);
    if (leaves.eax < kAddressSizes) return kFewestAddressBits;
    auto const sizes = arch::cpuid(kAddressSizes, 0);
    uint32_t const bits = sizes.eax % 0x100;
    return bits < kFewestAddressBits || bits > kMostAddressBits ? kFewestAddressBits : bits;
}

uint64_t end_of_addresses() {
    bool const in_place = apic_in_place();
    if (!in_place) return 0;
    uint32_t const bits = address_bits();
    return address_limit(bits);
}

} // namespace stm::smi
