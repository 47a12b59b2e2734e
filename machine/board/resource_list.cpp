// SPDX-License-Identifier: Apache-2.0
#include "machine/board/resource_list.hpp"

namespace redoubt::machine {
namespace {

using stm::abi::RscType;

template <typename T>
void append(std::vector<std::byte>& bytes, T const& descriptor) {
    auto const* const begin = reinterpret_cast<std::byte const*>(&descriptor);
    bytes.insert(bytes.end(), begin, begin + sizeof descriptor);
}

template <typename T>
constexpr stm::abi::RscHeader header(RscType type, std::size_t trailing = 0) {
    return {.rsc_type = type, .length = static_cast<uint16_t>(sizeof(T) + trailing), .flags = 0};
}

constexpr stm::abi::RscMem memory_range(RscType type, Range range, uint32_t rights) {
    return {.header = header<stm::abi::RscMem>(type),
            .base = range.base,
            .length = range.size,
            .rwx_attributes = rights,
            .reserved2 = 0};
}

} // namespace

ResourceList& ResourceList::memory(Range range, uint32_t rights) {
    append(bytes_, memory_range(RscType::MemRange, range, rights));
    return *this;
}

ResourceList& ResourceList::mmio(Range range, uint32_t rights) {
    append(bytes_, memory_range(RscType::MmioRange, range, rights));
    return *this;
}

ResourceList& ResourceList::io(uint16_t base, uint16_t length) {
    append(bytes_,
           stm::abi::RscIo{
               .header = header<stm::abi::RscIo>(RscType::IoRange), .base = base, .length = length, .reserved = 0});
    return *this;
}

ResourceList& ResourceList::trapped_io(uint16_t base, uint16_t length, uint16_t kind) {
    append(bytes_, stm::abi::RscTrappedIo{.header = header<stm::abi::RscTrappedIo>(RscType::TrappedIoRange),
                                          .base = base,
                                          .length = length,
                                          .kind = kind,
                                          .reserved2 = 0});
    return *this;
}

ResourceList& ResourceList::msr(stm::abi::Msr index, uint64_t read_mask, uint64_t write_mask) {
    append(bytes_, stm::abi::RscMsr{.header = header<stm::abi::RscMsr>(RscType::MachineSpecificReg),
                                    .msr_index = static_cast<uint32_t>(index),
                                    .attributes = 0,
                                    .read_mask = read_mask,
                                    .write_mask = write_mask});
    return *this;
}

ResourceList& ResourceList::pci(PciAddress function, uint16_t rights) {
    using Node = stm::abi::PciDevicePathNode;
    append(bytes_, stm::abi::RscPciCfg{.header = header<stm::abi::RscPciCfg>(RscType::PciCfgRange, sizeof(Node)),
                                       .rw_attributes = rights,
                                       .base = 0,
                                       .length = PciFunction::size,
                                       .originating_bus_number = function.bus,
                                       .last_node_index = 0});
    append(bytes_, Node{.type = 1,
                        .subtype = 1,
                        .length = sizeof(Node),
                        .pci_function = function.function,
                        .pci_device = function.device});
    return *this;
}

std::vector<std::byte> ResourceList::finished() const {
    auto bytes = bytes_;
    append(bytes, stm::abi::RscEnd{.header = header<stm::abi::RscEnd>(RscType::EndOfResources),
                                   .resource_list_continuation = 0});
    return bytes;
}

} // namespace redoubt::machine
