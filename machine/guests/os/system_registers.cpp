// SPDX-License-Identifier: Apache-2.0
#include "machine/guests/os/system_registers.hpp"

#include "machine/guests/bare/instructions.hpp"

namespace redoubt::machine::guest {
namespace {

using stm::abi::Msr;

struct MsrPlace {
    SystemRegister place;
    Msr msr;
};

constexpr MsrPlace msrs[] = {
    {SystemRegister::FsBase, Msr::FsBase},
    {SystemRegister::GsBase, Msr::GsBase},
    {SystemRegister::KernelGsBase, Msr::KernelGsBase},
    {SystemRegister::SysenterCs, Msr::SysenterCs},
    {SystemRegister::SysenterEsp, Msr::SysenterEsp},
    {SystemRegister::SysenterEip, Msr::SysenterEip},
    {SystemRegister::Star, Msr::Star},
    {SystemRegister::Lstar, Msr::Lstar},
    {SystemRegister::Fmask, Msr::Fmask},
    {SystemRegister::Efer, Msr::Efer},
    {SystemRegister::Pat, Msr::Pat},
    {SystemRegister::Debugctl, Msr::Debugctl},
};

constexpr uint64_t dr7_fixed = 0x400;   // no breakpoint is enabled (SDM vol. 3B 17.2.4)
constexpr unsigned dr7_exact_shift = 8; // LE and GE, which do nothing

// A canonical address, of another place with each seed.
[[nodiscard]] uint64_t address(uint64_t seed, uint64_t which) {
    return (seed * 16 + which) * 0x9e3779b97f4a7c15 >> 18;
}

extern "C" void read_processor_registers(SystemRegisters& registers);

} // namespace

void vary_system_registers(uint64_t seed) {
    asm volatile("mov dr0, %0" ::"r"(address(seed, 0)));
    asm volatile("mov dr1, %0" ::"r"(address(seed, 1)));
    asm volatile("mov dr2, %0" ::"r"(address(seed, 2)));
    asm volatile("mov dr3, %0" ::"r"(address(seed, 3)));
    asm volatile("mov dr7, %0" ::"r"(dr7_fixed | (seed & 3) << dr7_exact_shift));
    asm volatile("mov cr2, %0" ::"r"(address(seed, 4)));
    write_msr(Msr::FsBase, address(seed, 5));
    write_msr(Msr::GsBase, address(seed, 6));
    write_msr(Msr::KernelGsBase, address(seed, 7));
    write_msr(Msr::SysenterCs, address(seed, 8) & 0xfff8);
    write_msr(Msr::SysenterEsp, address(seed, 9));
    write_msr(Msr::SysenterEip, address(seed, 10));
    write_msr(Msr::Star, address(seed, 11));
    write_msr(Msr::Lstar, address(seed, 12));
    write_msr(Msr::Fmask, address(seed, 13) & 0xffffffff);
}

void read_system_registers(SystemRegisters& registers) {
    read_processor_registers(registers);
    for (auto const& [place, msr] : msrs)
        registers.value[static_cast<uint32_t>(place)] = read_msr(msr);
}

uint32_t difference(SystemRegisters const& expected, SystemRegisters const& registers) {
    uint32_t i = 0;
    while (i < kSystemRegisters && expected.value[i] == registers.value[i])
        ++i;
    return i;
}

} // namespace redoubt::machine::guest
