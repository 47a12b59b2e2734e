// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/hostile/accesses.hpp"
#include "machine/hostile/findings.hpp"
#include "machine/hostile/standing.hpp"
#include "machine/system/machine.hpp"

#include <array>
#include <map>

namespace redoubt::hostile {

// How often something happened; of all processors together.
struct Counts {
    uint64_t smis = 0;
    uint64_t calls = 0;         // of the OS, that were answered
    uint64_t handler_calls = 0; // that were answered
    uint64_t handler_exits = 0;
    uint64_t most_instructions = 0; // of the monitor, for one exit
    std::map<uint32_t, uint64_t> statuses = {};

    void add(Counts const& other);
};

// What calls share: what the OS may rely on, what was counted.
struct Ledger {
    Protections protections = {};
    Counts counts = {};
    bool overwritten =
        false; // in this step the OS or the handler has written over a VMCS that the OS uses, and the monitor's entry failed for it
    bool raced = false; // pages of parameters change while calls are carried out: what they asked for is not known
};

// Each way into the monitor and out of it, on one processor:
// * a call is answered with a status that there is, CF as it says, behind VMCALL; of its page nothing else changes than the
//   interface has the monitor write (P6);
// * the handler finds no register of the OS (P3), and runs with EPT (P1);
// * the monitor gets by with so many instructions (P6).
// ContextWatch sees to the rest of P3.
class Exits : public machine::VmxObserver {
public:
    static constexpr uint64_t kMostInstructions = 4'000'000;

    Exits(machine::Machine& machine, unsigned processor, Ledger& ledger, Standing& standing, Accesses& accesses);

    void begin_step(Findings& findings) { findings_ = &findings; }
    void end_step() { findings_ = nullptr; }
    [[nodiscard]] uint64_t instructions_in_monitor() const; // since the last exit; 0: it does not run

    void executes(stm::abi::ExitReason) override {}
    void failed(stm::abi::VmxError error) override;
    void exited(uint32_t exit_reason, uint64_t) override;
    void leaves(stm::abi::ExitReason reason, bool) override;
    void entered() override;
    void entry_failed(uint32_t exit_reason, uint64_t) override;
    void activated() override { begun_ = processor().retired(); } // by the loader's tables
    void deactivated() override {}
    void suspended() override {}
    void resumed() override { interrupted_.reset(); }

private:
    using Registers = std::array<uint64_t, 16>;
    struct Call {
        uint32_t function;
        uint64_t rip;
        uint64_t page;
        std::vector<std::byte> content; // none: no memory that the caller may name
        LogPages log = {};              // if it is to begin a log
    };
    struct Interrupted {
        Registers registers;
        std::optional<Call> call;
        bool handler_entered = false;
    };

    [[nodiscard]] machine::Processor& processor() { return machine_.processor(number_); }
    [[nodiscard]] Call call_now(uint64_t rip, bool by_os);
    void monitor_begins();
    void monitor_ends();
    void look_at_confinement();
    void look_for_leaks();
    void check_answer(Call const& call, std::string_view caller);
    void check_page(Call const& call);
    void book(Call const& call, uint32_t status);
    void book_log(Call const& call);
    void look_at_region(stm::abi::VmcsField pointer);
    void add(Promise promise, std::string text);

    machine::Machine& machine_;
    unsigned number_;
    Ledger& ledger_;
    Standing& standing_;
    Accesses& accesses_;
    Findings* findings_ = nullptr;
    std::optional<Interrupted> interrupted_ = std::nullopt;
    std::optional<Call> handler_call_ = std::nullopt;
    std::optional<uint64_t> begun_ = std::nullopt; // instructions retired when the monitor began
};

} // namespace redoubt::hostile
