// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/memory/physical_memory.hpp"
#include "machine/report.hpp"

#include <cstdint>
#include <vector>

namespace redoubt::machine {

struct PortRange {
    uint16_t base = 0;
    uint16_t count = 0;
    [[nodiscard]] bool contains(uint32_t port, unsigned size) const {
        return port >= base && port + size <= uint32_t{base} + count;
    }
    bool operator==(PortRange const&) const = default;
};

// The I/O address space (SDM vol. 1 chapter 19): an access goes to the narrowest range that contains all of it, so
// that a device may have a port within another's. One that no range contains is split in halves, as a bus does.
class Ports {
public:
    explicit Ports(Reporter& reporter) : reporter_(reporter) {}

    void claim(PortRange range, Device& device);
    void release(Device const& device); // from all of its ranges

    // 1, 2 or 4 bytes. Where nothing is, reads give ones and writes are lost, and that is reported.
    [[nodiscard]] uint32_t read(uint16_t port, unsigned size) { return read_at(port, size); }
    void write(uint16_t port, unsigned size, uint32_t value) { write_at(port, size, value); }

private:
    struct Claim {
        PortRange range;
        Device* device;
    };

    [[nodiscard]] Claim const* find(uint32_t port, unsigned size) const;
    [[nodiscard]] bool unclaimed(uint32_t port, unsigned size) const;
    [[nodiscard]] uint32_t read_at(uint32_t port, unsigned size);
    void write_at(uint32_t port, unsigned size, uint32_t value);

    Reporter& reporter_;
    std::vector<Claim> claims_;
};

} // namespace redoubt::machine
