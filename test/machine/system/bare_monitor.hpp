// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "machine/system/bios.hpp"
#include "spec/abi/vmcs_field.h"

#include <vector>

namespace redoubt::machine::test {

using Field = stm::abi::VmcsField;

// One processor whose OS runs a script, and the smallest monitor there can be: it returns from every SMM VM exit at once
// and lets nobody serve the SMI. A test may do in its place what a wrong one would do.
class BareMonitor {
public:
    static constexpr uint64_t entry = 0x1000;   // from MSEG base
    static constexpr uint64_t on_exit = 0x2000; // where SMM VM exits arrive

    // The script, from entering VMX operation and activating the monitor on; the machine stands behind the activation.
    explicit BareMonitor(guest::Script const& script);

    // A VMCS field of the monitor's; while it runs.
    void set(Field field, uint64_t value);
    [[nodiscard]] uint64_t get(Field field);

    // Goes on until the monitor is to return from an SMM VM exit.
    void run_to_monitor();
    // An SMI as the OS, or its guest, is about to execute an instruction; then as run_to_monitor().
    void interrupt();
    void return_to_os(); // executes the monitor's one instruction

    // The texts of what was reported.
    [[nodiscard]] std::vector<std::string> reports() const;
    [[nodiscard]] State& state() { return processor.state(); }
    [[nodiscard]] ContextWatch const& watch() const { return machine.watch(0); }

    Machine machine{MachineSetting{}};
    Processor& processor = machine.processor(0);

private:
    void load();
    void activate();
    void run_to(uint64_t rip);

    uint64_t mseg_ = machine.layout().mseg.base;
};

} // namespace redoubt::machine::test
