// SPDX-License-Identifier: Apache-2.0
#include "test/machine/gdb/fake_target.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace redoubt::machine::gdb::test {

FakeTarget::FakeTarget(unsigned threads) {
    for (unsigned thread = 0; thread < threads; ++thread) {
        auto& registers = registers_.emplace_back();
        for (auto const& each : kRegisters)
            registers.emplace_back(each.size());
        set(thread, kRip, base);
    }
}

bool FakeTarget::read_register(unsigned thread, unsigned number, std::span<std::byte> value) {
    if (number == unknown) return false;
    std::ranges::copy(registers_.at(thread).at(number), value.begin());
    return true;
}

bool FakeTarget::write_register(unsigned thread, unsigned number, std::span<std::byte const> value) {
    if (number == unknown) return false;
    registers_.at(thread).at(number).assign(value.begin(), value.end());
    return true;
}

Bytes FakeTarget::read_memory(unsigned, uint64_t address, std::size_t length) {
    if (address < base || address >= base + size) return {};
    auto const bytes = std::span(memory).subspan(address - base);
    auto const part = bytes.first(std::min(bytes.size(), length));
    return {part.begin(), part.end()};
}

bool FakeTarget::write_memory(unsigned, uint64_t address, std::span<std::byte const> bytes) {
    if (address < base || address > base + size || bytes.size() > base + size - address) return false;
    std::ranges::copy(bytes, memory.begin() + static_cast<std::ptrdiff_t>(address - base));
    return true;
}

Stopped FakeTarget::step(unsigned thread) {
    auto const at = rip(thread) - base;
    if (at < size && memory[at] == last_instruction) return {thread, Signal::Abort};
    set(thread, kRip, rip(thread) + 1);
    return {thread, Signal::Trap};
}

Stopped FakeTarget::run(StopBefore const& stop) {
    for (;;)
        for (unsigned thread = 0; thread < threads(); ++thread) {
            if (stop(thread, rip(thread))) return {thread, Signal::Trap};
            if (auto const stopped = step(thread); stopped.signal != Signal::Trap) return stopped;
        }
}

uint64_t FakeTarget::get(unsigned thread, unsigned number) const {
    auto const& bytes = registers_.at(thread).at(number);
    uint64_t value = 0;
    std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
    return value;
}

void FakeTarget::set(unsigned thread, unsigned number, uint64_t value) {
    auto& bytes = registers_.at(thread).at(number);
    std::memcpy(bytes.data(), &value, std::min(bytes.size(), sizeof value));
}

unsigned number_of(std::string_view name) {
    auto const at = std::ranges::find(kRegisters, name, &Register::name);
    if (at == kRegisters.end()) throw std::out_of_range("no such register");
    return static_cast<unsigned>(at - kRegisters.begin());
}

} // namespace redoubt::machine::gdb::test
