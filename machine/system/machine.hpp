// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/board/local_apics.hpp"
#include "machine/system/chipset.hpp"
#include "machine/system/context_watch.hpp"
#include "machine/system/trace.hpp"
#include "machine/trace/reporter.hpp"
#include "machine/vmx/observers.hpp"

#include <deque>
#include <random>

namespace redoubt::machine {

struct MachineSetting {
    PlatformLayout layout = {};
    uint64_t seed = 1;                 // of the interleaving and of the layout of VMCSs
    uint64_t frequency = 1'000'000;    // ticks, that is instructions, a second
    unsigned longest_slice = 200;      // instructions of one processor before the next one's turn
    std::ostream* events = nullptr;    // a line of JSON each
    std::size_t kept = Recorder::kAll; // the last events and stretches, for whoever asks afterwards
};

enum class MachineEnd : uint8_t {
    Budget, // so much time has passed
    Idle,   // no processor will run again
    Reset,  // software asked for it
    Error,  // a processor stopped for good
    Stopped // before an instruction, by who watches
};

// Processors, memory and devices. The seed decides all that is left open: the same seed and the same software give the
// same events.
class Machine : private Platform {
public:
    explicit Machine(MachineSetting const& setting);

    // Asked before each instruction, and again when an event came before it.
    using StopBefore = std::function<bool(unsigned processor, uint64_t rip)>;

    // So many ticks. Whether in one run or in several, watched or not, makes no difference to what processors do.
    MachineEnd run(uint64_t budget, StopBefore const& stop = {});

    // So many instructions of one processor, or as many events; the other processors stand still.
    MachineEnd step(unsigned processor, uint64_t instructions = 1);
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
    [[nodiscard]] unsigned current() const { return current_; } // the processor that ran last
    [[nodiscard]] Context context(unsigned processor) const { return traces_.at(processor).context(); }
    [[nodiscard]] ContextWatch& watch(unsigned processor) { return watches_.at(processor); }
    [[nodiscard]] ContextWatch const& watch(unsigned processor) const { return watches_.at(processor); }
    void observe(unsigned processor, VmxObserver& observer) { observers_.at(processor).add(observer); } // after its own
    [[nodiscard]] std::string details(unsigned processor); // lines for people: registers, code at RIP
    [[nodiscard]] uint64_t now() const;                    // ticks: what has retired, and what passed while all waited

    // What stands at a linear address of a processor, whoever may read it; nothing: no memory is there. And what is to
    // stand there: false: not all of it is memory, and nothing changed. Neither has any effect beside.
    [[nodiscard]] std::optional<std::byte> peek(unsigned processor, uint64_t linear);
    [[nodiscard]] bool poke(unsigned processor, uint64_t linear, std::span<std::byte const> bytes);

    // What is to stand in memory, within one page; nothing is watched or closed. False: there is no memory.
    [[nodiscard]] bool put(uint64_t physical, std::span<std::byte const> bytes);

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
    [[nodiscard]] std::byte* byte_at(unsigned processor, uint64_t linear);
    [[nodiscard]] bool wait_for_chipset(uint64_t end);
    [[nodiscard]] bool begin_turn(uint64_t end);
    [[nodiscard]] std::optional<MachineEnd> go_on_with_turn(uint64_t limit);
    [[nodiscard]] std::optional<MachineEnd> end_of(RunResult const& result);

    // The time of one processor: so many instructions, or as many events.
    struct Turn {
        unsigned processor;
        uint64_t slice = 0;
        uint64_t retired = 0;
        uint64_t events = 0;
        bool over = true;
    };

    MachineSetting setting_;
    std::deque<ProcessorTrace> traces_ = {};
    std::deque<ContextWatch> watches_ = {};
    std::deque<VmxObservers> observers_ = {};
    std::deque<Processor> processors_ = {}; // none yet, when the devices ask for the time at first
    uint64_t waited_ = 0;                   // ticks while no processor ran
    unsigned current_ = 0;                  // the processor that runs, or ran last
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

    Turn turn_;             // goes on in the next run
    bool any_ran_ = true;   // of all processors' turns since the first one's
    size_t lines_told_ = 0; // of the serial port
    std::optional<Reset> reset_ = std::nullopt;
    std::string error_ = {};
};

} // namespace redoubt::machine
