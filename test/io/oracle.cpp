// SPDX-License-Identifier: Apache-2.0
#include "test/io/oracle.hpp"

using stm::Area;
using stm::io::MsrRuling;
using stm::io::PortRuling;

namespace redoubt::test {

std::uint64_t byte_of(std::uint32_t address, std::uint64_t offset) {
    unsigned const bus = address >> 16 & 0xff;
    unsigned const device = address >> 11 & 0x1f;
    unsigned const function = address >> 8 & 7;
    return 4096ull * (256 * bus + 8 * device + function) + (address & 0xfc) + offset;
}

PortRuling expected_ruling(World const& world, stm::io::PortAccess const& access, std::uint32_t latch) {
    bool claimed = true;
    bool violated = false;
    bool data = true;
    bool some_data = false;
    bool registers = true;
    bool register_violated = false;
    for (unsigned i = 0; i < access.size; ++i) {
        unsigned const port = access.port + i;
        if (port > 0xffff) {
            claimed = false;
            data = false;
            continue;
        }
        claimed = claimed && world.claimed(Area::Port, !access.in, port);
        violated = violated || world.is_protected(Area::Port, !access.in, port);
        bool const is_data = port >= 0xcfc && port <= 0xcff;
        data = data && is_data;
        some_data = some_data || is_data;
        if (!is_data) continue;
        auto const x = byte_of(latch, port & 3);
        registers = registers && world.claimed(Area::Pci, !access.in, x);
        register_violated = register_violated || world.is_protected(Area::Pci, !access.in, x);
    }
    bool const enabled = latch >> 31 != 0;
    if (violated) return PortRuling::IoViolation;
    if (data && enabled && register_violated) return PortRuling::PciViolation;
    if (access.string) return PortRuling::Denied;
    if (data) return (enabled ? registers : claimed) ? PortRuling::Data : PortRuling::Denied;
    if (some_data) return PortRuling::Denied;
    if (access.port == 0xcf8 && access.size == 4) return PortRuling::Address;
    return claimed ? PortRuling::Direct : PortRuling::Denied;
}

stm::io::MsrAnswer expected_answer(World const& world, std::uint64_t msr, bool write) {
    std::uint64_t mask = 0;
    bool violated = false;
    for (unsigned b = 0; b < 64; ++b) {
        if (world.claimed(Area::Msr, write, 64 * msr + b)) mask |= std::uint64_t{1} << b;
        violated = violated || world.is_protected(Area::Msr, write, 64 * msr + b);
    }
    auto const kept = write && (msr == 0x9b || msr == 0x1f2 || msr == 0x1f3);
    auto const ruling = kept        ? MsrRuling::Kept
                        : violated  ? MsrRuling::Violation
                        : mask != 0 ? MsrRuling::Masked
                                    : MsrRuling::Denied;
    return {.ruling = ruling, .mask = ruling == MsrRuling::Masked ? mask : 0};
}

} // namespace redoubt::test
