// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/cpuid.hpp"

#include <array>

namespace redoubt::machine {
namespace {

namespace apic_base = stm::abi::apic_base;
namespace vmx_basic = stm::abi::vmx_basic;

constexpr uint32_t last_basic_leaf = 0xd;
constexpr uint32_t first_extended_leaf = 0x80000000;
constexpr uint32_t last_extended_leaf = 0x80000008;
constexpr unsigned linear_bits = 48;

constexpr uint32_t bits(std::initializer_list<unsigned> list) {
    uint32_t word = 0;
    for (auto const bit : list)
        word |= 1u << bit;
    return word;
}

// Leaf 1. ECX: MONITOR, CX16, PCID, x2APIC, MOVBE, POPCNT, XSAVE
constexpr uint32_t features_1c = bits({3, 13, 17, 21, 22, 23, 26});
constexpr uint32_t feature_vmx = 1u << 5;
constexpr uint32_t feature_osxsave = 1u << 27;
// EDX: FPU, VME, DE, PSE, TSC, MSR, PAE, MCE, CX8, SEP, MTRR, PGE, CMOV, PAT, PSE-36, CLFSH, FXSR, SSE, SSE2
constexpr uint32_t features_1d = bits({0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 15, 16, 17, 19, 24, 25, 26});
constexpr uint32_t feature_apic = 1u << 9;
// Leaf 7. EBX: FSGSBASE, BMI1, SMEP, BMI2, INVPCID, ADX, SMAP, CLFLUSHOPT, CLWB. ECX: UMIP
constexpr uint32_t features_7b = bits({0, 3, 7, 8, 10, 19, 20, 23, 24});
constexpr uint32_t features_7c = bits({2});
// Leaf 80000001H. ECX: LAHF, LZCNT. EDX: SYSCALL, NX, 1 GByte pages, RDTSCP, 64-bit mode
constexpr uint32_t features_81c = bits({0, 5});
constexpr uint32_t features_81d = bits({20, 26, 27, 29});
constexpr uint32_t feature_syscall = 1u << 11;

constexpr uint32_t cache_line = 64 / 8 << 8;  // of CLFLUSH, in EBX of leaf 1
constexpr uint32_t save_area_size = 512 + 64; // of XSAVE: the legacy region and the header
constexpr uint32_t save_components = 3;       // of XCR0: x87, SSE
constexpr uint32_t xsaveopt_and_xsavec = 3;

CpuidRegisters vendor() {
    return {last_basic_leaf, 0x756e6547, 0x6c65746e, 0x49656e69}; // GenuineIntel
}

CpuidRegisters features(Core const& core) {
    auto const& cpu = core.cpu;
    auto const identity = core.platform.identity(core.id);
    bool const vmx = core.capabilities.msr(stm::abi::Msr::VmxBasic) != 0;
    bool const osxsave = (cpu.cr4 & cr4::osxsave) != 0;
    bool const apic = (cpu.msrs.apic_base & apic_base::kGlobalEnable) != 0;
    return {identity.signature, cache_line | identity.logical_processors << 16 | identity.apic_id << 24,
            features_1c | (vmx ? feature_vmx : 0) | (osxsave ? feature_osxsave : 0),
            features_1d | (apic ? feature_apic : 0)};
}

// Two levels of one thread and all cores (SDM vol. 2, leaf 0BH).
CpuidRegisters topology(Core const& core, uint32_t level) {
    constexpr uint32_t threads = 1;
    constexpr uint32_t cores = 2;
    auto const identity = core.platform.identity(core.id);
    if (level == 0) return {0, 1, threads << 8, identity.apic_id};
    if (level == 1) return {8, identity.logical_processors, cores << 8 | level, identity.apic_id};
    return {0, 0, level, identity.apic_id};
}

CpuidRegisters extended_state(uint32_t subleaf) {
    if (subleaf == 0) return {save_components, save_area_size, save_area_size, 0};
    if (subleaf == 1) return {xsaveopt_and_xsavec, save_area_size, 0, 0};
    return {};
}

CpuidRegisters extended_features(Core const& core) {
    return {0, 0, features_81c, features_81d | (core.mode64() ? feature_syscall : 0)};
}

} // namespace

CpuidRegisters cpuid(Core const& core, uint32_t leaf, uint32_t subleaf) {
    // Beyond the last leaf: as the last basic one (SDM vol. 2, CPUID).
    bool const extended = leaf >= first_extended_leaf;
    if (extended ? leaf > last_extended_leaf : leaf > last_basic_leaf) leaf = last_basic_leaf;
    switch (leaf) {
    case 0: return vendor();
    case 1: return features(core);
    case 7: return subleaf == 0 ? CpuidRegisters{0, features_7b, features_7c, 0} : CpuidRegisters{};
    case 0xb: return topology(core, subleaf);
    case 0xd: return extended_state(subleaf);
    case 0x80000000: return {last_extended_leaf, 0, 0, 0};
    case 0x80000001: return extended_features(core);
    case 0x80000008: return {core.capabilities.physical_bits() | linear_bits << 8, 0, 0, 0};
    default: return {};
    }
}

} // namespace redoubt::machine
