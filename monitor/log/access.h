// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor/log/event.h"
#include "spec/abi/resource.h"

#include <stdint.h>

// What HandledProtectionException and BiosAccessToUnclaimedResource say: the access in question, as a descriptor.
namespace stm::log {

/*@
  // RscType, Length, no flags.
  logic integer Descriptor(integer rsc_type, integer length) = rsc_type + 0x100000000 * length;
*/

// An access to memory. `rwx` is as in RscMem::rwx_attributes.
/*@ requires \valid(&data);
    assigns data;
    ensures REQ_EXC_04_header: data.word[0] == Descriptor(abi::RscType::MemRange, sizeof(abi::RscMem));
    ensures REQ_EXC_04_memory: data.word[1] == base && data.word[2] == length && data.word[3] == rwx;
    ensures REQ_EXC_04_rest: ZeroFrom(&data, 4);
*/
void set_memory(EventData& data, uint64_t base, uint64_t length, uint32_t rwx);

// An access to ports.
/*@ requires \valid(&data);
    assigns data;
    ensures REQ_EXC_04_header: data.word[0] == Descriptor(abi::RscType::IoRange, sizeof(abi::RscIo));
    ensures REQ_EXC_04_port: data.word[1] == base + 0x10000 * length;
    ensures REQ_EXC_04_rest: ZeroFrom(&data, 2);
*/
void set_port(EventData& data, uint16_t base, uint16_t length);

// An access to the bits of an MSR that are in the masks.
/*@ requires \valid(&data);
    assigns data;
    ensures REQ_EXC_04_header: data.word[0] == Descriptor(abi::RscType::MachineSpecificReg, sizeof(abi::RscMsr));
    ensures REQ_EXC_04_msr: data.word[1] == index && data.word[2] == read_mask && data.word[3] == write_mask;
    ensures REQ_EXC_04_rest: ZeroFrom(&data, 4);
*/
void set_msr(EventData& data, uint32_t index, uint64_t read_mask, uint64_t write_mask);

inline constexpr uint64_t kPciLength = sizeof(abi::RscPciCfg) + sizeof(abi::PciDevicePathNode);

// An access to `length` bytes of a PCI function's registers, from `base` on. `rw` is as in RscPciCfg::rw_attributes;
// the function is named by one node on its own bus.
/*@ requires \valid(&data);
    assigns data;
    ensures REQ_EXC_04_header: data.word[0] == Descriptor(abi::RscType::PciCfgRange, kPciLength);
    ensures REQ_EXC_04_registers: data.word[1] == rw + 0x10000 * base + 0x100000000 * length + 0x1000000000000 * bus;
    ensures REQ_EXC_04_node: data.word[2] == 1 + 0x100 * 1 + 0x10000 * sizeof(abi::PciDevicePathNode) +
      0x100000000 * function + 0x10000000000 * device;
    ensures REQ_EXC_04_rest: ZeroFrom(&data, 3);
*/
void set_pci(EventData& data, uint8_t bus, uint8_t device, uint8_t function, uint16_t base, uint16_t length,
             uint16_t rw);

// An access to the bits of a control register that are in the masks.
/*@ requires \valid(&data);
    assigns data;
    ensures REQ_EXC_04_header:
      data.word[0] == Descriptor(abi::RscType::RegisterViolation, sizeof(abi::RscRegisterViolation));
    ensures REQ_EXC_04_register: data.word[1] == type && data.word[2] == read_mask && data.word[3] == write_mask;
    ensures REQ_EXC_04_rest: ZeroFrom(&data, 4);
*/
void set_register(EventData& data, abi::RegisterType type, uint64_t read_mask, uint64_t write_mask);

} // namespace stm::log
