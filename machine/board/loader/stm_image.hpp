// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "spec/abi/mseg.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace redoubt::machine {

// An STM image with its header.
struct StmImage {
    std::span<std::byte const> bytes;
    stm::abi::MsegHeader hardware;
    stm::abi::SoftwareStmHeader software;
    std::vector<uint32_t> rev_ids;

    // Nothing: the header, revision ids included, is not all there.
    [[nodiscard]] static std::optional<StmImage> parse(std::span<std::byte const> bytes);

    // What the monitor needs of MSEG for its static part, its memory and two VMCSs a processor. From numbers of 32
    // bits, and 16 for the processors, it cannot wrap.
    [[nodiscard]] uint64_t memory_size(uint16_t processors, uint64_t vmx_basic) const;

    // As far as the loader's page tables reach.
    [[nodiscard]] uint64_t page_tables_end() const { return uint64_t{hardware.cr3_offset} + stm::abi::kPageTableSize; }
};

} // namespace redoubt::machine
