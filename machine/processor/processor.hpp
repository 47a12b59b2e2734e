// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/processor/core.hpp"
#include "machine/processor/fetch.hpp"
#include "machine/processor/processor_msrs.hpp"

#include <bitset>
#include <string>

namespace redoubt::machine {

enum class RunEnd : uint8_t {
    Budget,      // so many instructions have retired, or events have come to pass
    Halted,      // until an interrupt
    Shutdown,    // after a triple fault
    WaitForSipi, // until a start-up IPI
    Error        // a VMX abort
};

struct RunResult {
    RunEnd end;
    std::string error = {}; // what stopped the processor for good
    uint64_t events = 0;    // that came to pass without an instruction
};

// One logical processor: the interpreter for plain instructions, the rest of the instructions, events, VMX and SMM.
class Processor : private PageKeeper {
public:
    struct Surroundings {
        Platform& platform;
        PhysicalMemory& memory;
        CodeCache& code;
        Capabilities const& capabilities;
        VmcsPool& pool;
        Reporter& reporter;
        VmxObserver* observer = nullptr; // none
    };

    // As power-up leaves it; the bootstrap processor is number 0, the others wait for their start-up IPI.
    Processor(unsigned id, Surroundings const& around);

    // An event that ends without an instruction counts too, so that one that faults for ever ends.
    RunResult run(uint64_t budget);

    // Requests stay until they are taken, each kind once. From outside a run, or from within an access to a port.
    void request_smi() { smi_ = true; }
    void request_io_smi(); // by the access to a port that is taking place, if there is one
    void request_nmi() { nmi_ = true; }
    void request_init() { init_ = true; }
    void request_sipi(uint8_t vector) { sipi_ = vector; }
    void request_interrupt(uint8_t vector) { interrupts_.set(vector); }
    [[nodiscard]] bool smi_pending() const { return smi_; }

    [[nodiscard]] unsigned id() const { return core_.id; }
    [[nodiscard]] Interpreter& interpreter() { return cpu_; }
    [[nodiscard]] State& state() { return cpu_; }
    [[nodiscard]] State const& state() const { return cpu_; }
    [[nodiscard]] Mmu& mmu() { return mmu_; }
    [[nodiscard]] Vmx& vmx() { return vmx_; }
    [[nodiscard]] MsrFile& msrs() { return msrs_; }
    [[nodiscard]] uint64_t retired() const { return cpu_.retired(); }

private:
    // What the interpreter's copies of translations depend on.
    struct Context {
        uint64_t cr0 = 0;
        uint64_t cr3 = 0;
        uint64_t cr4 = 0;
        uint64_t efer = 0;
        uint64_t access_flag = 0; // RFLAGS.AC
        uint64_t code_base = 0;
        uint64_t generation = 0; // of the TLB
        Nested nested = {};
        CodeMode mode = CodeMode::Bits16;
        uint8_t cpl = 0;
        bool in_smm = false;
        bool operator==(Context const&) const = default;
    };

    // How the processor was when a step began.
    struct Before {
        uint64_t retired;
        uint32_t blocking; // by STI and MOV SS
        bool guest;
        bool traps; // RFLAGS.TF
    };

    void forget_pages() override { cpu_.forget_translations(); }
    void refresh();

    void step();
    [[nodiscard]] Before begin_step();
    [[nodiscard]] uint64_t step_limit(Before const& before) const;
    void execute();
    void settle(Before const& before);
    [[nodiscard]] RunEnd wait();

    // Events at an instruction boundary: whether one was taken.
    [[nodiscard]] bool take_event();
    [[nodiscard]] bool take_injection();
    [[nodiscard]] bool take_smi();
    [[nodiscard]] bool take_init();
    [[nodiscard]] bool take_sipi();
    [[nodiscard]] bool take_monitor_trap();
    [[nodiscard]] bool take_debug_trap();
    [[nodiscard]] bool take_timer();
    [[nodiscard]] bool take_nmi_window();
    [[nodiscard]] bool take_nmi();
    [[nodiscard]] bool take_interrupt_window();
    [[nodiscard]] bool take_interrupt();
    [[nodiscard]] std::optional<uint8_t> deliverable_interrupt() const;
    [[nodiscard]] bool blocked(uint32_t blocking) const { return (cpu_.interruptibility & blocking) != 0; }
    [[nodiscard]] bool waits_for_sipi() const { return cpu_.activity == stm::abi::ActivityState::WaitForSipi; }

    Mmu mmu_;
    Interpreter cpu_;
    LinearMemory linear_;
    ProcessorMsrs msrs_;
    Vmx vmx_;
    Core core_;
    Fetch fetch_;
    Context context_ = {};

    bool smi_ = false;
    bool io_smi_ = false;
    bool nmi_ = false;
    bool init_ = false;
    bool monitor_trap_ = false; // an MTF VM exit is pending
    std::optional<uint8_t> sipi_ = std::nullopt;
    std::bitset<256> interrupts_ = {};

    uint64_t end_ = 0; // of the run
    std::string error_ = {};
};

} // namespace redoubt::machine
