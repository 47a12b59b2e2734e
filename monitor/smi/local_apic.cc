// SPDX-License-Identifier: Apache-2.0
#include "monitor/smi/local_apic.h"

#include "spec/abi/msr_bits.h"

namespace stm::smi {

bool apic_in_place() {
    uint64_t const base = arch::read_msr(abi::Msr::ApicBase);
    bool const in_memory = base / abi::apic_base::kGlobalEnable % 2 == 1 && base / abi::apic_base::kX2ApicEnable % 2 == 0;
    uint64_t const page = base / 0x1000;
    return !in_memory || (kInterruptsFirst <= page && page <= kInterruptsLast);
}

} // namespace stm::smi
