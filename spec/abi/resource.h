// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Resource descriptors (StmResourceDescriptor.h). A list has no gaps and ends with END_OF_RESOURCES; what follows a
// PCI_CFG_RANGE need not be aligned.
namespace stm::abi {

enum class RscType : uint32_t {
    EndOfResources = 0,
    MemRange = 1,
    IoRange = 2,
    MmioRange = 3,
    MachineSpecificReg = 4,
    PciCfgRange = 5,
    TrappedIoRange = 6,
    AllResources = 7,      // a header alone
    RegisterViolation = 8, // in the log only
};

struct RscHeader {
    RscType rsc_type;
    uint16_t length; // of the whole descriptor
    uint16_t flags;

    // flags
    static constexpr uint16_t kReturnStatus = 1u << 0;
    static constexpr uint16_t kReserved = 0x7ffe;
    static constexpr uint16_t kIgnoreResource = 1u << 15;
};
static_assert(sizeof(RscHeader) == 8 && __builtin_offsetof(RscHeader, rsc_type) == 0 &&
              __builtin_offsetof(RscHeader, length) == 4 && __builtin_offsetof(RscHeader, flags) == 6);

struct RscEnd {
    RscHeader header;
    uint64_t resource_list_continuation; // physical address of the list's next part, or 0
};
static_assert(sizeof(RscEnd) == 16 && __builtin_offsetof(RscEnd, header) == 0 &&
              __builtin_offsetof(RscEnd, resource_list_continuation) == 8);

// MEM_RANGE and MMIO_RANGE
struct RscMem {
    RscHeader header;
    uint64_t base;
    uint64_t length;
    uint32_t rwx_attributes;
    uint32_t reserved2;

    // rwx_attributes
    static constexpr uint32_t kRead = 1u << 0;
    static constexpr uint32_t kWrite = 1u << 1;
    static constexpr uint32_t kExecute = 1u << 2;
    static constexpr uint32_t kReserved = 0xfffffff8;
};
static_assert(sizeof(RscMem) == 32 && __builtin_offsetof(RscMem, header) == 0x00 &&
              __builtin_offsetof(RscMem, base) == 0x08 && __builtin_offsetof(RscMem, length) == 0x10 &&
              __builtin_offsetof(RscMem, rwx_attributes) == 0x18 && __builtin_offsetof(RscMem, reserved2) == 0x1c);

struct RscIo {
    RscHeader header;
    uint16_t base;
    uint16_t length;
    uint32_t reserved;
};
static_assert(sizeof(RscIo) == 16 && __builtin_offsetof(RscIo, header) == 0x0 &&
              __builtin_offsetof(RscIo, base) == 0x8 && __builtin_offsetof(RscIo, length) == 0xa &&
              __builtin_offsetof(RscIo, reserved) == 0xc);

struct RscMsr {
    RscHeader header;
    uint32_t msr_index;
    uint32_t attributes;
    uint64_t read_mask;
    uint64_t write_mask;

    // attributes
    static constexpr uint32_t kKernelModeProcessing = 1u << 0;
    static constexpr uint32_t kReserved = 0xfffffffe;
};
static_assert(sizeof(RscMsr) == 32 && __builtin_offsetof(RscMsr, header) == 0x00 &&
              __builtin_offsetof(RscMsr, msr_index) == 0x08 && __builtin_offsetof(RscMsr, attributes) == 0x0c &&
              __builtin_offsetof(RscMsr, read_mask) == 0x10 && __builtin_offsetof(RscMsr, write_mask) == 0x18);

struct PciDevicePathNode {
    uint8_t type;    // 1
    uint8_t subtype; // 1
    uint16_t length; // 6
    uint8_t pci_function;
    uint8_t pci_device;
};
static_assert(sizeof(PciDevicePathNode) == 6 && __builtin_offsetof(PciDevicePathNode, type) == 0 &&
              __builtin_offsetof(PciDevicePathNode, subtype) == 1 &&
              __builtin_offsetof(PciDevicePathNode, length) == 2 &&
              __builtin_offsetof(PciDevicePathNode, pci_function) == 4 &&
              __builtin_offsetof(PciDevicePathNode, pci_device) == 5);

// PciDevicePathNode[last_node_index + 1] follows.
struct RscPciCfg {
    RscHeader header;
    uint16_t rw_attributes;
    uint16_t base;
    uint16_t length;
    uint8_t originating_bus_number;
    uint8_t last_node_index;

    // rw_attributes
    static constexpr uint16_t kRead = 1u << 0;
    static constexpr uint16_t kWrite = 1u << 1;
    static constexpr uint16_t kReserved = 0xfffc;
};
static_assert(sizeof(RscPciCfg) == 16 && __builtin_offsetof(RscPciCfg, header) == 0x0 &&
              __builtin_offsetof(RscPciCfg, rw_attributes) == 0x8 && __builtin_offsetof(RscPciCfg, base) == 0xa &&
              __builtin_offsetof(RscPciCfg, length) == 0xc &&
              __builtin_offsetof(RscPciCfg, originating_bus_number) == 0xe &&
              __builtin_offsetof(RscPciCfg, last_node_index) == 0xf);

struct RscTrappedIo {
    RscHeader header;
    uint16_t base;
    uint16_t length;
    uint16_t kind;
    uint16_t reserved2;

    // kind
    static constexpr uint16_t kIn = 1u << 0;
    static constexpr uint16_t kOut = 1u << 1;
    static constexpr uint16_t kApi = 1u << 2;
    static constexpr uint16_t kReserved1 = 0xfff8;
};
static_assert(sizeof(RscTrappedIo) == 16 && __builtin_offsetof(RscTrappedIo, header) == 0x0 &&
              __builtin_offsetof(RscTrappedIo, base) == 0x8 && __builtin_offsetof(RscTrappedIo, length) == 0xa &&
              __builtin_offsetof(RscTrappedIo, kind) == 0xc && __builtin_offsetof(RscTrappedIo, reserved2) == 0xe);

enum class RegisterType : uint32_t { Cr0 = 0, Cr2 = 1, Cr3 = 2, Cr4 = 3, Cr8 = 4 };

struct RscRegisterViolation {
    RscHeader header;
    RegisterType register_type;
    uint32_t reserved;
    uint64_t read_mask;
    uint64_t write_mask;
};
static_assert(sizeof(RscRegisterViolation) == 32 && __builtin_offsetof(RscRegisterViolation, header) == 0x00 &&
              __builtin_offsetof(RscRegisterViolation, register_type) == 0x08 &&
              __builtin_offsetof(RscRegisterViolation, reserved) == 0x0c &&
              __builtin_offsetof(RscRegisterViolation, read_mask) == 0x10 &&
              __builtin_offsetof(RscRegisterViolation, write_mask) == 0x18);

} // namespace stm::abi
