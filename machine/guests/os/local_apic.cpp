// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/local_apic.hpp"

#include "machine/guests/bare/instructions.hpp"
#include "spec/abi/msr_bits.h"

namespace redoubt::machine::guest {
namespace {

using stm::abi::Msr;
namespace apic_base = stm::abi::apic_base;

// SDM vol. 3A table 10-1
constexpr uint64_t eoi = 0xb0;
constexpr uint64_t icr_low = 0x300;
constexpr uint64_t icr_high = 0x310;
constexpr unsigned destination_shift = 24;

constexpr uint32_t x2apic_eoi = 0x80b; // an MSR (SDM vol. 3A table 10-6)

[[nodiscard]] bool in_x2apic_mode(uint64_t base) {
    return (base & apic_base::kX2ApicEnable) != 0;
}

} // namespace

void send_ipi(uint32_t destination, uint32_t command) {
    auto const base = read_msr(Msr::ApicBase);
    if (in_x2apic_mode(base)) return write_msr(Msr::X2ApicIcr, uint64_t{destination} << 32 | command);
    write_memory((base & apic_base::kBase) + icr_high, 4, destination << destination_shift);
    write_memory((base & apic_base::kBase) + icr_low, 4, command);
}

void end_interrupt() {
    auto const base = read_msr(Msr::ApicBase);
    if (in_x2apic_mode(base)) return write_msr(x2apic_eoi, 0);
    write_memory((base & apic_base::kBase) + eoi, 4, 0);
}

} // namespace redoubt::machine::guest
