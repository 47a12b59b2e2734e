// SPDX-License-Identifier: Apache-2.0
#include "machine/board/local_apic.hpp"

#include <fmt/format.h>

namespace redoubt::machine {
namespace {

constexpr bool defined(DeliveryMode mode) {
    return mode <= DeliveryMode::StartUp && mode != static_cast<DeliveryMode>(3);
}

// SDM vol. 3A table 10-3
constexpr bool valid_together(DeliveryMode mode, Shorthand shorthand) {
    return mode == DeliveryMode::Fixed || shorthand == Shorthand::None || shorthand == Shorthand::AllExcludingSelf;
}

} // namespace

void LocalApic::send_command() {
    auto const command = value(ApicRegister::CommandLow);
    auto const high = value(ApicRegister::CommandHigh);
    auto const mode = static_cast<DeliveryMode>((command & apic::delivery_mode) >> apic::delivery_mode_shift);
    auto const shorthand = static_cast<Shorthand>((command & apic::shorthand) >> apic::shorthand_shift);
    Ipi const ipi{mode, static_cast<uint8_t>(command & apic::vector)};

    // Its only use was in older processors (SDM vol. 3A 10.6.1).
    auto const level = command & (apic::level_triggered | apic::level_assert);
    if (mode == DeliveryMode::Init && level == apic::level_triggered) return;

    if (!sendable(ipi, shorthand)) return;
    if (shorthand == Shorthand::None && (command & apic::logical) != 0)
        return reporter_.report("not modelled", fmt::format("a logical destination in the command {:#x}", command));
    if (mode_ == ApicMode::X2Apic) return send_({ipi, shorthand, high, high == ~uint32_t{0}});
    auto const id = high >> apic::id_shift;
    send_({ipi, shorthand, id, id == 0xff});
}

void LocalApic::send_self(uint8_t vector) {
    Ipi const ipi{DeliveryMode::Fixed, vector};
    if (sendable(ipi, Shorthand::Self)) send_({ipi, Shorthand::Self, id_, false});
}

bool LocalApic::sendable(Ipi const& ipi, Shorthand shorthand) {
    if (!defined(ipi.mode)) {
        reporter_.report("SDM vol. 3A 10.6.1",
                         fmt::format("reserved delivery mode {} in a command", static_cast<unsigned>(ipi.mode)));
        return false;
    }
    if (ipi.mode == DeliveryMode::LowestPriority) {
        errors_ |= apic::redirectible_ipi; // as where it is not supported
        return false;
    }
    if (ipi.mode == DeliveryMode::Fixed && ipi.vector < apic::first_legal_vector) {
        errors_ |= apic::send_illegal_vector;
        return false;
    }
    if (!valid_together(ipi.mode, shorthand)) {
        reporter_.report(
            "SDM vol. 3A table 10-3",
            fmt::format("delivery mode {} to a shorthand that includes the sender", static_cast<unsigned>(ipi.mode)));
        return false;
    }
    if ((ipi.mode == DeliveryMode::Smi || ipi.mode == DeliveryMode::Init) && ipi.vector != 0)
        reporter_.report("SDM vol. 3A 10.6.1",
                         fmt::format("vector {:#x} in an SMI or INIT, where it must be 0", ipi.vector));
    return true;
}

} // namespace redoubt::machine
