// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/processor.hpp"

#include <functional>
#include <map>
#include <vector>

namespace redoubt::machine::test {

class Reports : public Reporter {
public:
    void report(std::string_view rule, std::string text) override { all.push_back(std::string{rule} + ": " + text); }
    std::vector<std::string> all;
};

using Code = std::vector<uint8_t>; // bytes of instructions

// A board with nothing on it: it remembers what was written, and answers what a test wants.
class BareBoard : public Platform {
public:
    Identity identity(unsigned processor) const override { return {.apic_id = processor}; }
    uint64_t ticks(unsigned) const override { return now ? now() : 0; }
    uint32_t read_port(unsigned, uint16_t port, unsigned) override { return answers[port]; }
    void write_port(unsigned, uint16_t port, unsigned size, uint32_t value) override {
        written.push_back({port, size, value});
        if (on_write) on_write(port);
    }
    std::optional<uint64_t> read_apic(unsigned, uint32_t msr) override {
        return msr == 0x802 ? std::optional{7} : std::nullopt;
    }
    bool write_apic(unsigned, uint32_t msr, uint64_t value) override {
        apic[msr] = value;
        return msr == 0x830;
    }
    void acknowledge_interrupt(unsigned, uint8_t vector) override { acknowledged.push_back(vector); }

    struct Written {
        uint16_t port;
        unsigned size;
        uint32_t value;
        bool operator==(Written const&) const = default;
    };
    std::vector<Written> written;
    std::map<uint16_t, uint32_t> answers;
    std::map<uint32_t, uint64_t> apic;
    std::vector<uint8_t> acknowledged;
    std::function<void(uint16_t)> on_write;
    std::function<uint64_t()> now;
};

// Selectors of the tables that Bench makes
namespace selector {
inline constexpr uint16_t code_64 = 0x08;
inline constexpr uint16_t data = 0x10;
inline constexpr uint16_t code_32 = 0x18;
inline constexpr uint16_t user_data = 0x20 | 3;
inline constexpr uint16_t user_code_64 = 0x28 | 3; // SYSRET expects it behind the data segment
inline constexpr uint16_t user_code_32 = 0x30 | 3;
inline constexpr uint16_t task = 0x40; // of 16 bytes in IA-32e mode
inline constexpr uint16_t code_16 = 0x50;
inline constexpr uint16_t absent_data = 0x58;
inline constexpr uint16_t read_only_data = 0x60;
inline constexpr uint16_t conforming_code_32 = 0x68;
inline constexpr uint16_t small_data = 0x70; // its limit is 0FFFH
inline constexpr uint16_t call_gate = 0x78;  // of 16 bytes: to code_64, for all
inline constexpr uint16_t absent_code_64 = 0x88;
} // namespace selector

// A processor with memory, and tables for each mode. Whatever code it runs, handlers of events halt.
struct Bench {
    static constexpr uint64_t gdt = 0x1000;
    static constexpr uint64_t idt = 0x2000;
    static constexpr uint64_t tss = 0x3000;
    static constexpr uint64_t inner_stack = 0x5000;     // RSP0, ESP0
    static constexpr uint64_t interrupt_stack = 0x6000; // IST1
    static constexpr uint64_t stack = 0x7000;
    static constexpr uint64_t code = 0x8000;
    static constexpr uint64_t user_stack = 0xb000;
    static constexpr uint64_t handlers = 0xc000;     // 16 bytes each
    static constexpr uint64_t page_tables = 0x20000; // the first 4 MBytes, for all levels; above it nothing is mapped
    static constexpr uint64_t unmapped = 0x400000;

    Bench(); // as power-up leaves a processor

    void enter_real_mode(); // CS, SS and the data segments with base 0
    void enter_protected_mode();
    void enter_long_mode();
    void enter_level_3(); // in 64-bit mode, or in a 32-bit segment

    void put(uint64_t at, Code const& bytes);
    [[nodiscard]] uint64_t word(uint64_t at, unsigned size = 8) { return memory.word(at, size); }
    void set_gate_64(uint8_t vector, uint64_t handler, uint8_t type = 0x8e, uint8_t interrupt_stack = 0);
    void set_gate_32(uint8_t vector, uint64_t handler, uint8_t type = 0x8e, uint16_t segment = selector::code_32);
    [[nodiscard]] static uint64_t handler(Vector vector) { return handlers + 16 * static_cast<uint64_t>(vector); }

    // Runs code at `code` until it halts.
    RunResult run(Code const& bytes, uint64_t budget = 1000);
    RunResult run(uint64_t budget = 1000) { return processor.run(budget); }
    // Runs one instruction; true: it faulted, and its handler is what comes next.
    [[nodiscard]] bool faults(Code const& bytes, Vector vector);
    [[nodiscard]] bool halted_in(Vector vector) { return state.rip == handler(vector) + 1; }

    [[nodiscard]] uint64_t reg(RegisterAt at) const { return state.get<uint64_t>(at); }
    void set_reg(RegisterAt at, uint64_t value) { state.set(at, value); }
    void set_flags(uint64_t flags) { state.flags.load(flags | rflags::fixed); }
    void set_rcx_msr(uint32_t index, uint64_t value); // the operands of WRMSR
    [[nodiscard]] uint64_t edx_eax() const;

    Reports reports = {};
    BareBoard board = {};
    PhysicalMemory memory{reports};
    CodeCache code_cache = {};
    Capabilities capabilities = make_capabilities(0x1234, 0x5678, 39);
    VmcsPool pool;
    Processor processor;
    State& state;

private:
    void begin(Code const& bytes);
    void make_tables();
    void load(SegmentIndex index, uint16_t selector);
};

} // namespace redoubt::machine::test
