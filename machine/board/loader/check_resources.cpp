// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/checks.hpp"

#include "spec/abi/resource.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

namespace redoubt::machine {
namespace {

using namespace stm::abi;

using Bytes = std::span<std::byte const>;

// Of a descriptor that is long enough.
template <typename T>
T as(Bytes descriptor, std::size_t offset = 0) {
    T value;
    std::memcpy(&value, descriptor.data() + offset, sizeof value);
    return value;
}

constexpr uint32_t io_ports = 0x10000;
constexpr uint32_t configuration_space = 0x1000;
constexpr unsigned last_device = 31;
constexpr unsigned last_function = 7;

bool well_formed(RscMem const& memory) {
    return memory.length != 0 && memory.base <= ~uint64_t{0} - (memory.length - 1) &&
           (memory.rwx_attributes & RscMem::kReserved) == 0 && memory.reserved2 == 0;
}

bool well_formed(RscIo const& io) {
    return io.length != 0 && uint32_t{io.base} + io.length <= io_ports && io.reserved == 0;
}

bool well_formed(RscTrappedIo const& io) {
    return io.length != 0 && uint32_t{io.base} + io.length <= io_ports && (io.kind & RscTrappedIo::kReserved1) == 0 &&
           io.reserved2 == 0;
}

bool well_formed(RscMsr const& msr) {
    return (msr.attributes & RscMsr::kReserved) == 0;
}

bool well_formed(RscPciCfg const& pci) {
    return pci.length != 0 && uint32_t{pci.base} + pci.length <= configuration_space &&
           (pci.rw_attributes & RscPciCfg::kReserved) == 0;
}

bool well_formed(PciDevicePathNode const& node) {
    return node.type == 1 && node.subtype == 1 && node.length == sizeof node && node.pci_device <= last_device &&
           node.pci_function <= last_function;
}

bool well_formed(RscEnd const&) {
    return true;
}

template <typename T>
bool is_well_formed(Bytes descriptor) {
    return descriptor.size() == sizeof(T) && well_formed(as<T>(descriptor));
}

bool is_well_formed_pci(Bytes descriptor) {
    if (descriptor.size() < sizeof(RscPciCfg)) return false;
    auto const pci = as<RscPciCfg>(descriptor);
    auto const nodes = pci.last_node_index + 1u;
    if (descriptor.size() != sizeof pci + nodes * sizeof(PciDevicePathNode) || !well_formed(pci)) return false;
    for (unsigned i = 0; i < nodes; ++i)
        if (!well_formed(as<PciDevicePathNode>(descriptor, sizeof pci + i * sizeof(PciDevicePathNode)))) return false;
    return true;
}

bool is_well_formed(RscHeader const& header, Bytes descriptor) {
    if ((header.flags & (RscHeader::kReturnStatus | RscHeader::kReserved)) != 0) return false;
    switch (header.rsc_type) {
    case RscType::EndOfResources: return is_well_formed<RscEnd>(descriptor);
    case RscType::MemRange:
    case RscType::MmioRange: return is_well_formed<RscMem>(descriptor);
    case RscType::IoRange: return is_well_formed<RscIo>(descriptor);
    case RscType::MachineSpecificReg: return is_well_formed<RscMsr>(descriptor);
    case RscType::PciCfgRange: return is_well_formed_pci(descriptor);
    case RscType::TrappedIoRange: return is_well_formed<RscTrappedIo>(descriptor);
    default: return false; // not in a BIOS's list
    }
}

// The descriptors one after the other, without their end; as far as they are well-formed.
std::vector<Bytes> walk(Bytes list, LoaderFindings& findings) {
    std::vector<Bytes> descriptors;
    for (std::size_t offset = 0;;) {
        auto const rest = list.subspan(offset);
        auto const header = rest.size() < sizeof(RscHeader) ? RscHeader{} : as<RscHeader>(rest);
        auto const descriptor = rest.first(std::min<std::size_t>(header.length, rest.size()));
        if (descriptor.size() < sizeof header || descriptor.size() != header.length ||
            !is_well_formed(header, descriptor)) {
            violate(findings, LoaderRule::ListWellFormed,
                    fmt::format("descriptor {} at offset {:#x}, type {}, length {}", descriptors.size(), offset,
                                static_cast<uint32_t>(header.rsc_type), header.length));
            return descriptors;
        }
        if (header.rsc_type == RscType::EndOfResources) return descriptors;
        descriptors.push_back(descriptor);
        offset += header.length;
    }
}

bool is_memory(Bytes descriptor) {
    auto const header = as<RscHeader>(descriptor);
    return (header.rsc_type == RscType::MemRange || header.rsc_type == RscType::MmioRange) &&
           (header.flags & RscHeader::kIgnoreResource) == 0;
}

bool is_io(Bytes descriptor) {
    return as<RscHeader>(descriptor).rsc_type == RscType::IoRange;
}

} // namespace

void check_resources(LoadRequest const& request, LoaderFindings& findings) {
    auto const descriptors = walk(request.resources, findings);
    for (auto const& descriptor : descriptors) {
        if (!is_memory(descriptor)) continue;
        auto const memory = as<RscMem>(descriptor);
        if (overlap({memory.base, memory.length}, request.mseg))
            violate(findings, LoaderRule::ListSparesMseg,
                    fmt::format("the BIOS claims [{:#x}, {:#x}), with pages of MSEG", memory.base,
                                memory.base + memory.length));
    }
    // STM/PE takes the first range of ports for the power-management block, whose timer it uses.
    auto const io = std::ranges::find_if(descriptors, is_io);
    if (io != descriptors.end() && as<RscIo>(*io).base != request.pm_block)
        violate(
            findings, LoaderRule::PmBlockFirst,
            fmt::format("the first range of ports is at {:#x}, PMBASE {:#x}", as<RscIo>(*io).base, request.pm_block));
}

} // namespace redoubt::machine
