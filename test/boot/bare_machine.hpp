// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/cpu/interpreter.hpp"
#include "test/boot/linked.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redoubt::test {

inline constexpr auto kMonitorMain =
    "_ZN3stm3smi12monitor_mainERNS_4boot9ProcessorERNS0_5PagesERNS0_6SharedERNS0_6CommonEj";
inline constexpr auto kMonitorExit =
    "_ZN3stm3smi12monitor_exitERNS_4boot9ProcessorERNS0_5PagesERNS0_6SharedERKNS0_6CommonENS_4arch9VmxResultE";

// MSEG with an image in it, and one processor at a time. It executes privileged instructions just as far as the image uses
// them, and notes each; from the first write of CR3 on, addresses go through the tables that are found there.
class BareMachine : public machine::AddressSpace {
public:
    static constexpr std::uint64_t size = 0x400000;

    BareMachine(Linked const& image, std::uint64_t base);

    // A processor as the activation leaves it (SDM vol. 3C 34.15.6.5), with these general registers but for RSP.
    void activate(std::array<std::uint64_t, 16> const& registers);

    bool step(); // one instruction; false: HLT, or it faulted

    // Goes on until HLT, or until it is about to execute the instruction at `stop`. False: it faulted (see `fault`).
    bool run(std::uint64_t stop = ~std::uint64_t{0});

    // Activates, and goes on until the monitor's first function is about to be called, with its arguments in registers.
    bool arrive(std::array<std::uint64_t, 16> const& registers);

    // A call of a routine, until it returns.
    bool call(std::string const& symbol, std::vector<std::uint64_t> const& arguments = {});
    // The same, for whoever steps through it.
    void begin_call(std::string const& symbol, std::vector<std::uint64_t> const& arguments = {});
    [[nodiscard]] bool returned() const;

    [[nodiscard]] std::uint64_t base() const { return base_; }
    [[nodiscard]] std::uint64_t address_of(std::string const& symbol) const {
        return base_ + image_.address_of(symbol);
    }

    // By physical address.
    [[nodiscard]] std::uint64_t read(std::uint64_t address, unsigned bytes = 8) const;
    void write(std::uint64_t address, std::uint64_t value, unsigned bytes = 8);
    [[nodiscard]] std::vector<std::byte> const& memory() const { return memory_; }

    // The leaf entry for a page, by the tables at CR3; 0: none.
    [[nodiscard]] std::uint64_t leaf(std::uint64_t linear) const;

    [[nodiscard]] std::uint64_t general(unsigned number) const { return processor().general(number); }
    machine::Interpreter& processor() { return *processor_; }
    [[nodiscard]] machine::Interpreter const& processor() const { return *processor_; }

    std::vector<std::string> log = {}; // instructions, by mnemonic and operands
    std::string serial = {};
    std::map<std::uint32_t, std::uint64_t> msrs = {};
    std::uint64_t answer = 0; // what IN, CPUID, VMREAD and VMPTRST give, and a debug register less its number
    std::optional<std::uint32_t> apic_id = std::nullopt; // what CPUID gives instead, in leaf 0BH if `topology`
    bool topology = true;
    bool vmx_carry = false; // what VMX instructions leave in the flags
    bool vmx_zero = false;
    bool serial_ready = true;
    machine::Fault fault{};

private:
    machine::Page page(std::uint64_t linear, machine::Access access) override;
    std::uint64_t read_device(std::uint64_t, unsigned) override { return 0; }
    void write_device(std::uint64_t, unsigned, std::uint64_t) override {}

    bool sensitive(); // false: HLT
    void identify();

    Linked const& image_;
    std::uint64_t base_;
    std::vector<std::byte> memory_;
    machine::CodeCache code_;
    std::unique_ptr<machine::Interpreter> processor_;
    bool own_tables_ = false;
};

} // namespace redoubt::test
