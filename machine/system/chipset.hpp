// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/apm.hpp"
#include "machine/board/lpc_bridge.hpp"
#include "machine/board/pci.hpp"
#include "machine/board/pci_functions.hpp"
#include "machine/board/platform_layout.hpp"
#include "machine/board/reset_control.hpp"
#include "machine/board/serial.hpp"
#include "machine/board/txt_space.hpp"

namespace redoubt::machine {

// The devices, where the layout places them, set up as firmware leaves them.
class Chipset {
public:
    struct Wiring {
        Clock clock;
        std::function<void(SmiCause)> smi;
        std::function<void(Reset)> reset;
    };

    Chipset(PlatformLayout const& layout, PhysicalMemory& memory, Reporter& reporter, Wiring wiring);

    [[nodiscard]] Ports& ports() { return ports_; }
    [[nodiscard]] PowerManagement& power() { return power_; }
    [[nodiscard]] Serial const& serial() const { return serial_; }

private:
    void claim_ports(PlatformLayout const& layout);
    void set_up(PlatformLayout const& layout);

    Ports ports_;
    PowerManagement power_;
    Apm apm_{power_};
    Serial serial_ = {};
    ResetControl reset_;
    HostBridge host_bridge_;
    LpcBridge lpc_{ports_, power_};
    NetworkCard network_ = {};
    Pci pci_ = {};
    PciAddressPort pci_address_ = {};
    PciDataPort pci_data_{pci_, pci_address_};
    PciWindow window_{pci_};
    TxtSpace txt_ = {};
};

} // namespace redoubt::machine
