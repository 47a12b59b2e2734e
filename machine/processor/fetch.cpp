// SPDX-License-Identifier: Apache-2.0
#include "machine/processor/fetch.hpp"

#include "machine/processor/core.hpp"

#include <algorithm>
#include <cstring>

namespace redoubt::machine {

// To the end of the page.
std::span<std::byte const> Fetch::bytes_at(uint64_t linear) {
    auto const page = mmu_.page(linear, Access::Execute);
    if (page.bytes == nullptr) general_protection(); // no code in devices
    return {page.bytes + linear % kPageSize, page.bytes + kPageSize};
}

SystemInstruction const& Fetch::decode_over_pages(std::span<std::byte const> begin, uint64_t linear) {
    std::array<std::byte, longest_instruction> bytes;
    auto next = linear + begin.size();
    if (!state_.long_mode()) next = static_cast<uint32_t>(next);
    auto const rest = bytes_at(next);
    std::copy(begin.begin(), begin.end(), bytes.begin());
    std::copy_n(rest.begin(), bytes.size() - begin.size(), bytes.begin() + static_cast<ptrdiff_t>(begin.size()));
    if (decode(bytes, state_.code_mode(), straddling_) != Read::Whole) invalid_opcode();
    return straddling_;
}

SystemInstruction const& Fetch::at_rip() {
    auto const linear = state_.linear_rip();
    auto const mode = state_.code_mode();
    auto const rest = bytes_at(linear);
    auto const bytes = rest.first(std::min<size_t>(rest.size(), longest_instruction));
    auto& kept = kept_[linear % kept_.size()];
    auto const length = kept.instruction.length();
    if (kept.linear == linear && kept.mode == mode && length != 0 && length <= bytes.size() &&
        std::memcmp(kept.bytes.data(), bytes.data(), length) == 0)
        return kept.instruction;

    SystemInstruction instruction;
    auto const decoded = decode(bytes, mode, instruction);
    if (decoded == Read::CutShort && bytes.size() < longest_instruction) return decode_over_pages(bytes, linear);
    if (decoded != Read::Whole) invalid_opcode();
    kept = {.linear = linear, .mode = mode, .bytes = {}, .instruction = instruction};
    std::copy_n(bytes.begin(), instruction.length(), kept.bytes.begin());
    return kept.instruction;
}

} // namespace redoubt::machine
