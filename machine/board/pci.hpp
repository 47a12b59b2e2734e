// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/pci_function.hpp"
#include "machine/memory/physical_memory.hpp"

#include <compare>
#include <cstdint>
#include <map>

namespace redoubt::machine {

struct PciAddress {
    uint8_t bus = 0;
    uint8_t device = 0;   // 0 to 31
    uint8_t function = 0; // 0 to 7
    auto operator<=>(PciAddress const&) const = default;
};

// The functions, by address. Where none is, reads give ones and writes are lost: that is how software finds them.
class Pci {
public:
    void add(PciAddress address, PciFunction& function) { functions_[address] = &function; }

    // 1 to 4 bytes within the function's space.
    [[nodiscard]] uint32_t read(PciAddress address, unsigned offset, unsigned size) const;
    void write(PciAddress address, unsigned offset, unsigned size, uint32_t value);

private:
    std::map<PciAddress, PciFunction*> functions_;
};

// CF8h: which doubleword CFCh stands for (PCI Local Bus Specification 3.2.2.3.2). Four bytes at once, or it is not
// meant.
class PciAddressPort : public Device {
public:
    static constexpr uint32_t enable = 1u << 31;

    [[nodiscard]] uint32_t value() const { return value_; }

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

private:
    uint32_t value_ = 0;
};

// CFCh to CFFh: the bytes of that doubleword.
class PciDataPort : public Device {
public:
    PciDataPort(Pci& pci, PciAddressPort const& address) : pci_(pci), address_(address) {}

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

private:
    Pci& pci_;
    PciAddressPort const& address_;
};

// The same registers in memory, 4 KiB a function (PCI Express Base Specification 7.2.2).
class PciWindow : public Device {
public:
    explicit PciWindow(Pci& pci) : pci_(pci) {}

    uint64_t read(uint64_t offset, unsigned size) override;
    void write(uint64_t offset, unsigned size, uint64_t value) override;

private:
    Pci& pci_;
};

} // namespace redoubt::machine
