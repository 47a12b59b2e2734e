// SPDX-License-Identifier: Apache-2.0
#include "monitor/log/access.h"

namespace stm::log {

using abi::RscType;

/*@ requires rsc_type <= 8 && length < 0x10000;
    assigns \nothing;
    ensures \result == Descriptor(rsc_type, length);
*/
[[nodiscard]] static uint64_t header_of(RscType rsc_type, uint64_t length) {
    return static_cast<uint64_t>(rsc_type) + 0x100000000 * length;
}

void set_memory(EventData& data, uint64_t base, uint64_t length, uint32_t rwx) {
    set_nothing(data);
    data.word[0] = header_of(RscType::MemRange, sizeof(abi::RscMem));
    data.word[1] = base;
    data.word[2] = length;
    data.word[3] = rwx;
}

void set_port(EventData& data, uint16_t base, uint16_t length) {
    set_nothing(data);
    data.word[0] = header_of(RscType::IoRange, sizeof(abi::RscIo));
    data.word[1] = uint64_t{base} + 0x10000 * uint64_t{length};
}

void set_msr(EventData& data, uint32_t index, uint64_t read_mask, uint64_t write_mask) {
    set_nothing(data);
    data.word[0] = header_of(RscType::MachineSpecificReg, sizeof(abi::RscMsr));
    data.word[1] = index;
    data.word[2] = read_mask;
    data.word[3] = write_mask;
}

void set_pci(EventData& data, uint8_t bus, uint8_t device, uint8_t function, uint16_t base, uint16_t length,
             uint16_t rw) {
    set_nothing(data);
    data.word[0] = header_of(RscType::PciCfgRange, kPciLength);
    data.word[1] =
        uint64_t{rw} + 0x10000 * uint64_t{base} + 0x100000000 * uint64_t{length} + 0x1000000000000 * uint64_t{bus};
    data.word[2] = 1 + 0x100 + 0x10000 * sizeof(abi::PciDevicePathNode) + 0x100000000 * uint64_t{function} +
                   0x10000000000 * uint64_t{device};
}

void set_register(EventData& data, abi::RegisterType type, uint64_t read_mask, uint64_t write_mask) {
    set_nothing(data);
    data.word[0] = header_of(RscType::RegisterViolation, sizeof(abi::RscRegisterViolation));
    data.word[1] = static_cast<uint64_t>(type);
    data.word[2] = read_mask;
    data.word[3] = write_mask;
}

} // namespace stm::log
