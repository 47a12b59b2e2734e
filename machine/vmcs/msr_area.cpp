// SPDX-License-Identifier: Apache-2.0
#include "machine/vmcs/msr_area.hpp"

#include "spec/abi/msr.h"

namespace redoubt::machine {
namespace {

using stm::abi::Msr;
using Refusal = std::optional<std::string_view>;

constexpr uint64_t x2apic = 0x000008; // bits 31:8

constexpr bool is(uint64_t index, Msr msr) {
    return index == static_cast<uint64_t>(msr);
}

Refusal refused(uint64_t index) {
    if (index >> 32 != 0) return "reserved bits of the entry are set";
    if (index >> 8 == x2apic) return "an x2APIC register";
    // SDM vol. 4 table 2-2: not while guests' states are loaded and saved
    if (is(index, Msr::BiosUpdtTrig) || is(index, Msr::BiosSignId)) return "an MSR of microcode updates";
    return std::nullopt;
}

Refusal load_refused(uint64_t index, bool in_smm) {
    if (is(index, Msr::FsBase) || is(index, Msr::GsBase)) return "the base address of FS or GS";
    if (is(index, Msr::SmmMonitorCtl) && !in_smm) return "an MSR that is written in SMM only";
    return refused(index);
}

} // namespace

Refusal entry_load_refused(uint64_t index, bool in_smm) {
    return load_refused(index, in_smm);
}

Refusal exit_store_refused(uint64_t index, bool in_smm) {
    if (is(index, Msr::Smbase) && !in_smm) return "an MSR that is read in SMM only";
    return refused(index);
}

Refusal exit_load_refused(uint64_t index, bool in_smm) {
    return load_refused(index, in_smm);
}

} // namespace redoubt::machine
