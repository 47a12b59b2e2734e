// SPDX-License-Identifier: Apache-2.0
#include "machine/mmu/look_up.hpp"
#include "machine/system/machine.hpp"
#include "machine/trace/describe.hpp"
#include "machine/trace/disassembly.hpp"

#include <algorithm>

// What reports and debuggers see of the machine, and change.
namespace redoubt::machine {

std::string Machine::details(unsigned processor) {
    if (processors_.empty()) return {};
    auto const& state = processors_.at(processor).state();
    constexpr uint64_t before = 64;
    constexpr uint64_t after = 128;
    auto const rip = state.linear_rip();
    // Whole runs of bytes around RIP: what cannot be read ends them.
    auto first = rip;
    while (rip - first < before && peek(processor, first - 1))
        --first;
    std::vector<std::byte> bytes;
    for (auto at = first; at - first < before + after; ++at) {
        auto const byte = peek(processor, at);
        if (!byte) break;
        bytes.push_back(*byte);
    }
    return describe(state) + disassembly({.address = first, .bytes = bytes}, rip, state.code_mode());
}

std::byte* Machine::byte_at(unsigned processor, uint64_t linear) {
    auto& of = processors_.at(processor);
    auto const physical = look_up(of.state(), memory_, of.mmu().nested(), physical_bits, linear);
    return physical ? memory_.ram(*physical) : nullptr;
}

std::optional<std::byte> Machine::peek(unsigned processor, uint64_t linear) {
    auto const* const byte = byte_at(processor, linear);
    return byte == nullptr ? std::nullopt : std::optional{*byte};
}

// What was decoded there is decoded anew.
bool Machine::put(uint64_t physical, std::span<std::byte const> bytes) {
    auto* const at = memory_.ram(physical);
    if (at == nullptr) return false;
    code_.forget_page(physical & ~(kPageSize - 1));
    std::ranges::copy(bytes, at);
    return true;
}

bool Machine::poke(unsigned processor, uint64_t linear, std::span<std::byte const> bytes) {
    for (uint64_t i = 0; i < bytes.size(); ++i)
        if (byte_at(processor, linear + i) == nullptr) return false;
    auto& of = processors_.at(processor);
    for (uint64_t i = 0; i < bytes.size(); ++i) {
        auto const physical = look_up(of.state(), memory_, of.mmu().nested(), physical_bits, linear + i);
        code_.forget_page(*physical & ~(kPageSize - 1));
        *memory_.ram(*physical) = bytes[i];
    }
    return true;
}

} // namespace redoubt::machine
