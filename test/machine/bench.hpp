// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/interpreter.hpp"

#include <map>
#include <vector>

// A processor with little memory.
namespace redoubt::machine::test {

// A few pages from 0 on; what lies beyond faults, a page may be made read-only, and one is a device.
class Pages : public AddressSpace {
public:
    static constexpr uint64_t size = 4 * kPageSize;
    static constexpr uint64_t device = 0x8000;

    Page page(uint64_t linear, Access access) override {
        auto const start = linear & ~(kPageSize - 1);
        if (start == device) return {nullptr, start};
        if (linear >= size || (access == Access::Write && start == read_only))
            throw Fault{Vector::PageFault, access == Access::Write ? 2u : 0u, linear};
        return {bytes.data() + start, start};
    }
    uint64_t read_device(uint64_t physical, unsigned width) override { return physical + width; }
    void write_device(uint64_t physical, unsigned, uint64_t value) override { written[physical] = value; }

    std::vector<std::byte> bytes = std::vector<std::byte>(size);
    std::map<uint64_t, uint64_t> written;
    uint64_t read_only = size;
};

// Flat segments; 16-bit code is real mode's, the other two are in protected mode. SSE is enabled.
void set_mode(State& state, CodeMode mode);

struct Bench {
    Pages pages = {};
    CodeCache code = {};
    Interpreter cpu{pages, code};

    explicit Bench(CodeMode mode = CodeMode::Bits64) { set_mode(cpu, mode); }

    void put(uint64_t at, std::initializer_list<uint8_t> list) {
        for (auto const byte : list)
            pages.bytes.at(at++) = std::byte{byte};
    }
    template <Word T>
    [[nodiscard]] T at(uint64_t address) const {
        T value;
        std::memcpy(&value, pages.bytes.data() + address, sizeof value);
        return value;
    }
    template <Word T>
    void set_at(uint64_t address, T value) {
        std::memcpy(pages.bytes.data() + address, &value, sizeof value);
    }

    [[nodiscard]] uint64_t rax() const { return cpu.get<uint64_t>(at::rax); }

    // One instruction. What it faults with, if it does.
    std::optional<Fault> step() {
        try {
            (void)cpu.run(1);
        } catch (Fault const& fault) {
            return fault;
        }
        return std::nullopt;
    }
};

[[nodiscard]] inline bool is(std::optional<Fault> const& fault, Vector vector) {
    return fault && fault->vector == vector;
}

} // namespace redoubt::machine::test
