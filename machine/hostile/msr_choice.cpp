// SPDX-License-Identifier: Apache-2.0
#include "machine/hostile/msr_choice.hpp"

#include "spec/abi/msr.h"

namespace redoubt::hostile {
namespace {

using stm::abi::Msr;

constexpr uint32_t cstar = 0xc0000083;
constexpr uint32_t first_x2apic = 0x800;

constexpr std::array telling{static_cast<uint32_t>(Msr::SmrrPhysBase),
                             static_cast<uint32_t>(Msr::SmrrPhysMask),
                             static_cast<uint32_t>(Msr::SmmMonitorCtl),
                             static_cast<uint32_t>(Msr::FeatureControl),
                             static_cast<uint32_t>(Msr::ApicBase),
                             static_cast<uint32_t>(Msr::Smbase),
                             static_cast<uint32_t>(Msr::Efer),
                             static_cast<uint32_t>(Msr::Pat),
                             static_cast<uint32_t>(Msr::Debugctl),
                             static_cast<uint32_t>(Msr::SysenterCs),
                             static_cast<uint32_t>(Msr::SysenterEsp),
                             static_cast<uint32_t>(Msr::SysenterEip),
                             static_cast<uint32_t>(Msr::Star),
                             static_cast<uint32_t>(Msr::Lstar),
                             cstar,
                             static_cast<uint32_t>(Msr::Fmask),
                             static_cast<uint32_t>(Msr::FsBase),
                             static_cast<uint32_t>(Msr::GsBase),
                             static_cast<uint32_t>(Msr::KernelGsBase),
                             static_cast<uint32_t>(Msr::TscAux),
                             static_cast<uint32_t>(Msr::TimeStampCounter),
                             static_cast<uint32_t>(Msr::PerfGlobalCtrl),
                             static_cast<uint32_t>(Msr::BiosUpdtTrig),
                             static_cast<uint32_t>(Msr::BiosSignId),
                             static_cast<uint32_t>(Msr::VmxBasic)};

} // namespace

uint32_t any_msr(Random& random) {
    switch (random.below(8)) {
    case 0: return static_cast<uint32_t>(random.next());
    case 1: return static_cast<uint32_t>(random.below(0x2100));
    case 2: return 0xc0000000 + static_cast<uint32_t>(random.below(0x2100));
    case 3: return first_x2apic + static_cast<uint32_t>(random.below(0x100));
    case 4: return 0x200 + static_cast<uint32_t>(random.below(0x100)); // MTRRs
    default: return random.of(telling);
    }
}

} // namespace redoubt::hostile
