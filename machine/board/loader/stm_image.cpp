// SPDX-License-Identifier: Apache-2.0
#include "machine/board/loader/stm_image.hpp"

#include "machine/cpu/address_space.hpp"
#include "spec/abi/msr_bits.h"

#include <cstring>

namespace redoubt::machine {
namespace {

constexpr uint64_t whole_pages(uint64_t size) {
    return (size + kPageSize - 1) / kPageSize * kPageSize;
}

} // namespace

std::optional<StmImage> StmImage::parse(std::span<std::byte const> bytes) {
    stm::abi::StmHeader header;
    if (bytes.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, bytes.data(), sizeof header);

    uint64_t const ids = header.sw_stm_hdr.number_of_rev_ids;
    auto const end = sizeof header + ids * sizeof(uint32_t);
    if (end > bytes.size() || end > stm::abi::kStmHeaderSize) return std::nullopt;
    std::vector<uint32_t> rev_ids(ids);
    if (ids != 0) std::memcpy(rev_ids.data(), bytes.data() + sizeof header, end - sizeof header);
    return StmImage{bytes, header.hw_stm_hdr, header.sw_stm_hdr, std::move(rev_ids)};
}

uint64_t StmImage::memory_size(uint16_t processors, uint64_t vmx_basic) const {
    using namespace stm::abi::vmx_basic;
    auto const vmcs = whole_pages((vmx_basic & kRegionSize) >> kRegionSizeShift);
    return whole_pages(software.static_image_size) + software.additional_dynamic_memory_size +
           (software.per_proc_dynamic_memory_size + 2 * vmcs) * processors;
}

} // namespace redoubt::machine
