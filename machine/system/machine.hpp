// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/local_apics.hpp"
#include "machine/system/chipset.hpp"
#include "machine/system/trace.hpp"
#include "machine/trace/reporter.hpp"

#include <deque>
#include <random>

namespace redoubt::machine {

struct MachineSetting {
    PlatformLayout layout = {};
    uint64_t seed = 1;              // of the interleaving and of the layout of VMCSs
    uint64_t frequency = 1'000'000; // ticks, that is instructions, a second
    unsigned longest_slice = 200;   // instructions of one processor before the next one's turn
    std::ostream* events = nullptr; // a line of JSON each
};

enum class MachineEnd : uint8_t {
    Budget, // so much time has passed
    Idle,   // no processor will run again
    Reset,  // software asked for it
    Error   // a processor stopped for good
};

// Processors, memory and devices. The seed decides all that is left open: the same seed and the same software give the
// same events.
class Machine : private Platform {
public:
    explicit Machine(MachineSetting const& setting);

    MachineEnd run(uint64_t budget); // ticks
    [[nodiscard]] std::string const& error() const { return error_; }

    [[nodiscard]] unsigned processors() const { return static_cast<unsigned>(processors_.size()); }
    [[nodiscard]] Processor& processor(unsigned number) { return processors_.at(number); }
    [[nodiscard]] PhysicalMemory& memory() { return memory_; }
    [[nodiscard]] Chipset& chipset() { return chipset_; }
    [[nodiscard]] PlatformLayout const& layout() const { return setting_.layout; }
    [[nodiscard]] Capabilities const& capabilities() const { return capabilities_; }
    [[nodiscard]] Recorder const& recorder() const { return recorder_; }
    [[nodiscard]] Counters const& counters() const { return counters_; }
    [[nodiscard]] RecordingReporter const& reports() const { return reporter_; }
    [[nodiscard]] uint64_t now() const; // ticks: what has retired, and what passed while all waited

    static constexpr uint32_t vmcs_revision = 0x52445654;
    static constexpr uint32_t mseg_revision = 0; // as processors have it
    static constexpr unsigned physical_bits = 39;

private:
    [[nodiscard]] Identity identity(unsigned processor) const override;
    [[nodiscard]] uint64_t ticks(unsigned) const override { return now(); }
    uint32_t read_port(unsigned processor, uint16_t port, unsigned size) override;
    void write_port(unsigned processor, uint16_t port, unsigned size, uint32_t value) override;
    [[nodiscard]] std::optional<uint64_t> read_apic(unsigned processor, uint32_t msr) override;
    [[nodiscard]] bool write_apic(unsigned processor, uint32_t msr, uint64_t value) override;
    void acknowledge_interrupt(unsigned, uint8_t) override {}

    void raise_smi(SmiCause cause);
    void deliver(unsigned processor, Ipi const& ipi);
    void tell_of_serial_lines();
    [[nodiscard]] RecordingReporter::Running running() const;
    [[nodiscard]] std::string details() const;
    [[nodiscard]] bool wait_for_chipset(uint64_t end);

    MachineSetting setting_;
    std::deque<ProcessorTrace> traces_ = {};
    std::deque<Processor> processors_ = {}; // none yet, when the devices ask for the time at first
    Recorder recorder_;
    Counters counters_;
    RecordingReporter reporter_;
    PhysicalMemory memory_;
    Capabilities capabilities_;
    VmcsPool pool_;
    CodeCache code_ = {};
    LocalApics apics_;
    Chipset chipset_;
    std::mt19937_64 random_;

    unsigned current_ = 0;  // the processor whose turn it is
    uint64_t waited_ = 0;   // ticks while no processor ran
    size_t lines_told_ = 0; // of the serial port
    std::optional<Reset> reset_ = std::nullopt;
    std::string error_ = {};
};

} // namespace redoubt::machine
