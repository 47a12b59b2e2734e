// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/pci.hpp"
#include "machine/memory/physical_memory.hpp"
#include "spec/abi/msr.h"
#include "spec/abi/resource.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace redoubt::machine {

// A list of resources as it grows (StmResourceDescriptor.h). Rights are those of the descriptor.
class ResourceList {
public:
    ResourceList& memory(Range range, uint32_t rights);
    ResourceList& mmio(Range range, uint32_t rights);
    ResourceList& io(uint16_t base, uint16_t length);
    ResourceList& trapped_io(uint16_t base, uint16_t length, uint16_t kind);
    ResourceList& msr(stm::abi::Msr index, uint64_t read_mask, uint64_t write_mask);
    ResourceList& pci(PciAddress function, uint16_t rights); // all of its configuration space; no bridge before it

    [[nodiscard]] std::vector<std::byte> finished() const; // with its end

private:
    std::vector<std::byte> bytes_;
};

} // namespace redoubt::machine
