// SPDX-License-Identifier: Apache-2.0
#include "machine/system/debug_target.hpp"

#include "machine/gdb/registers.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace redoubt::machine {
namespace {

constexpr uint64_t between_looks = 100'000; // instructions, at what the debugger's owner wants

// By their numbers in instructions
constexpr std::array<std::string_view, 16> general_names{"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                                         "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
constexpr std::array<std::string_view, kSegments> segment_names{"es", "cs", "ss", "ds", "fs", "gs", "", ""};

template <std::size_t count>
std::optional<unsigned> place_of(std::string_view name, std::array<std::string_view, count> const& names) {
    auto const at = std::ranges::find(names, name);
    return at == names.end() ? std::nullopt : std::optional{static_cast<unsigned>(at - names.begin())};
}

std::optional<uint64_t> value_of(State const& state, std::string_view name) {
    if (auto const number = place_of(name, general_names)) return state.general(*number);
    if (auto const index = place_of(name, segment_names))
        return state.segment(static_cast<SegmentIndex>(*index)).selector;
    if (name == "rip") return state.rip;
    if (name == "eflags") return state.flags.image();
    if (name == "fs_base") return state.segment(SegmentIndex::Fs).base;
    if (name == "gs_base") return state.segment(SegmentIndex::Gs).base;
    if (name == "cr0") return state.cr0;
    if (name == "cr2") return state.cr2;
    if (name == "cr3") return state.cr3;
    if (name == "cr4") return state.cr4;
    if (name == "cr8") return state.cr8;
    if (name == "efer") return state.msrs.efer;
    if (name == "fctrl") return state.floating.get<uint16_t>(Floating::control_at);
    return std::nullopt;
}

// ST0 to ST7: the beginning of its 16 bytes.
bool read_stack_register(State const& state, std::string_view name, std::span<std::byte> value) {
    if (!name.starts_with("st") || name.size() != 3) return false;
    auto const at = Floating::stack_at + 16u * static_cast<unsigned>(name[2] - '0');
    std::memcpy(value.data(), state.floating.image.data() + at, value.size());
    return true;
}

void set_base(State& state, SegmentIndex index, uint64_t base) {
    auto segment = state.segment(index);
    segment.base = base;
    state.set_segment(index, segment);
}

} // namespace

std::string DebugTarget::description(unsigned thread) const {
    return std::string(name_of(machine_.context(thread)));
}

bool DebugTarget::read_register(unsigned thread, unsigned number, std::span<std::byte> value) {
    auto const& state = machine_.processor(thread).state();
    auto const name = gdb::kRegisters.at(number).name;
    auto const found = value_of(state, name);
    if (!found) return read_stack_register(state, name, value);
    std::memcpy(value.data(), &*found, std::min(value.size(), sizeof *found));
    return true;
}

bool DebugTarget::write_register(unsigned thread, unsigned number, std::span<std::byte const> value) {
    auto& state = machine_.processor(thread).state();
    auto const name = gdb::kRegisters.at(number).name;
    uint64_t word = 0;
    std::memcpy(&word, value.data(), std::min(value.size(), sizeof word));
    if (auto const general = place_of(name, general_names))
        state.set_general(*general, word);
    else if (name == "rip")
        state.rip = word;
    else if (name == "eflags")
        state.flags.load(word);
    else if (name == "fs_base")
        set_base(state, SegmentIndex::Fs, word);
    else if (name == "gs_base")
        set_base(state, SegmentIndex::Gs, word);
    else
        return false;
    return true;
}

gdb::Bytes DebugTarget::read_memory(unsigned thread, uint64_t address, std::size_t size) {
    gdb::Bytes bytes;
    while (bytes.size() < size) {
        auto const byte = machine_.peek(thread, address + bytes.size());
        if (!byte) break;
        bytes.push_back(*byte);
    }
    return bytes;
}

bool DebugTarget::write_memory(unsigned thread, uint64_t address, std::span<std::byte const> bytes) {
    return machine_.poke(thread, address, bytes);
}

gdb::Stopped DebugTarget::step(unsigned thread) {
    auto const end = machine_.step(thread);
    return {thread, end == MachineEnd::Budget ? gdb::Signal::Trap : gdb::Signal::Abort};
}

gdb::Stopped DebugTarget::run(StopBefore const& stop) {
    for (;;) {
        auto const end = machine_.run(between_looks, stop);
        if (end == MachineEnd::Stopped) return {machine_.current(), gdb::Signal::Trap};
        if (end != MachineEnd::Budget) return {machine_.current(), gdb::Signal::Abort};
        if (!go_on_()) return {machine_.current(), gdb::Signal::Interrupt};
    }
}

} // namespace redoubt::machine
