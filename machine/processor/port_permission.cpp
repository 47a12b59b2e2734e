// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/port_permission.hpp"

#include "machine/processor/descriptor.hpp"

namespace redoubt::machine {
namespace {

constexpr uint64_t bitmap_base_offset = 0x66; // in the TSS, of 32 and of 64 bits (SDM vol. 3A 7.2.1, 7.7)
constexpr unsigned io_privilege_shift = 12;

bool has_bitmap(Segment const& tss) {
    return tss.usable() && tss.type() == static_cast<unsigned>(SystemType::Tss32Busy) &&
           tss.limit >= bitmap_base_offset + 1;
}

} // namespace

// Two bytes of the bitmap are read, always (SDM vol. 1, 19.5.2).
void check_port_permission(Core& core, uint16_t port, unsigned size) {
    auto const& cpu = core.cpu;
    if (core.real_mode()) return;
    auto const iopl = (cpu.flags.system() & rflags::io_privilege) >> io_privilege_shift;
    if (!cpu.virtual_8086() && cpu.cpl() <= iopl) return;
    auto const& tss = cpu.segment(SegmentIndex::Tr);
    if (!has_bitmap(tss)) general_protection();
    auto const base = core.memory.read(tss.base + bitmap_base_offset, 2, Rights::Supervisor);
    auto const offset = base + port / 8u;
    if (offset + 1 > tss.limit) general_protection();
    auto const word = core.memory.read(tss.base + offset, 2, Rights::Supervisor);
    auto const denied = word >> (port % 8u) & ((1u << size) - 1);
    if (denied != 0) general_protection();
}

} // namespace redoubt::machine
