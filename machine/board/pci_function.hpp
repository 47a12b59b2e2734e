// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/register_file.hpp"

#include <cstdint>

namespace redoubt::machine {

// Offsets in configuration space (PCI Local Bus Specification 6.1)
namespace pci {
inline constexpr unsigned vendor_id = 0x00;
inline constexpr unsigned device_id = 0x02;
inline constexpr unsigned command = 0x04;
inline constexpr unsigned status = 0x06;
inline constexpr unsigned revision_id = 0x08;
inline constexpr unsigned class_code = 0x09;
inline constexpr unsigned cache_line_size = 0x0c;
inline constexpr unsigned base_address = 0x10; // six of them
inline constexpr unsigned interrupt_line = 0x3c;
inline constexpr unsigned interrupt_pin = 0x3d;
} // namespace pci

struct PciIdentity {
    uint16_t vendor;
    uint16_t device;
    uint32_t class_code; // base class, sub-class, programming interface
    uint8_t revision;
};

// A function's configuration space, with its header of type 0.
class PciFunction {
public:
    static constexpr unsigned size = 4096;

    explicit PciFunction(PciIdentity const& identity);
    PciFunction(PciFunction const&) = delete;
    PciFunction& operator=(PciFunction const&) = delete;
    virtual ~PciFunction() = default;

    // 1 to 4 bytes within the space.
    [[nodiscard]] uint32_t read(unsigned offset, unsigned bytes) const { return registers_.read(offset, bytes); }
    void write(unsigned offset, unsigned bytes, uint32_t value) {
        registers_.write(offset, bytes, value);
        written();
    }

protected:
    // Sizes are powers of two. Ones written to a base address read back as far as the size lets them (6.2.5.1).
    void add_memory_bar(unsigned index, uint32_t bytes);
    void add_io_bar(unsigned index, uint32_t bytes);

    [[nodiscard]] RegisterFile& registers() { return registers_; }
    virtual void written() {}

private:
    RegisterFile registers_;
};

} // namespace redoubt::machine
