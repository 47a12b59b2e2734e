// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/policy/layout.h"
#include "monitor/smi/local_apic.h"

#include <stdint.h>

// Where the processor's physical addresses end (SDM vol. 3A 4.1.4, MAXPHYADDR).
namespace stm::smi {

inline constexpr uint32_t kFewestAddressBits = 36; // of a processor that does not say
inline constexpr uint32_t kMostAddressBits = 52;
inline constexpr uint64_t kLeastLimit = uint64_t{1} << kFewestAddressBits;

/*@ requires kFewestAddressBits <= bits <= kMostAddressBits;
    assigns \nothing;
    ensures REQ_CALL_06_bits: \result == 1 << bits;
    ensures REQ_CALL_06_limit: IsLimit(\result) && \result >= kLeastLimit;
*/
[[nodiscard]] uint64_t address_limit(uint32_t bits);

// As the processor says by CPUID; if what it says is no number of bits that an address can have, the fewest.
/*@ assigns \nothing;
    ensures REQ_CALL_06_between: kFewestAddressBits <= \result <= kMostAddressBits;
*/
[[nodiscard]] uint32_t address_bits();

// While this processor's local APIC hides a page that may be the OS's, nothing is a page of the OS: addresses end at 0.
/*@ assigns \nothing;
    ensures REQ_CALL_06_limit: IsLimit(\result);
    ensures REQ_CALL_06_reach: ApicInPlace ==> \result >= kLeastLimit;
    ensures REQ_CALL_06_apic: !ApicInPlace ==> \result == 0;
*/
[[nodiscard]] uint64_t end_of_addresses();

} // namespace stm::smi
